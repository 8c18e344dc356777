# SPDX-License-Identifier: GPL-2.0-only
"""Hosts for tests, where the machine allows them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from hosts import Hosts
from rights import what_is_missing


@pytest.fixture(scope="session")
def rights() -> None:
    """Skips what needs hosts where they cannot be made; fails it with QOS_EMULATION_REQUIRED=1."""
    missing = what_is_missing()
    if missing and os.environ.get("QOS_EMULATION_REQUIRED") == "1":
        pytest.fail(missing, pytrace=False)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def hosts(rights: None) -> Iterator[Hosts]:
    """No host yet; those that the test makes are gone behind it."""
    with Hosts() as empty:
        yield empty
