# SPDX-License-Identifier: GPL-2.0-only
"""What experiments there are, and what they take and give."""

import json
from typing import Any


def list_experiments() -> list[dict[str, str]]:
    """All experiments, sorted by name: `name`, `summary`, `replays`."""
    from . import _core

    return json.loads(_core.list())


def describe(name: str) -> dict[str, Any]:
    """The schema of an experiment.

    Returns:
        `name`, `summary`, `replays`; `parameters`, a list of `name`, `type`, `default`, `allowed`,
        `help` and, if there are few, `choices`; `ends` that can be real interfaces, a list of
        `name`, `help`; `metrics`, a list of `name`, `unit`, `help`,
        `wall_time`.

    Raises:
        ParameterError: if there is no experiment of this name.
    """
    from . import _core

    return json.loads(_core.describe(name))


def versions() -> dict[str, str]:
    """Versions of `project` and `ns3`."""
    from . import _core

    return json.loads(_core.versions())
