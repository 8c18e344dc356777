# SPDX-License-Identifier: GPL-2.0-only
"""Makes the experiment of test/experiment known to this process and to those that it starts."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qos_overlay.bench import build_folder

EXPERIMENT = build_folder() / "lib" / "libqos-test-experiment.so"
os.environ["LD_PRELOAD"] = str(EXPERIMENT)
ctypes.CDLL(str(EXPERIMENT), mode=ctypes.RTLD_GLOBAL)

Python = Callable[..., subprocess.CompletedProcess]


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """Runs a Python interpreter with arguments, in an empty folder."""

    def run(*arguments: str, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            **options
        )

    return run


@pytest.fixture
def qos(python: Python) -> Python:
    """Runs a command as ./qos hands it over."""
    return lambda *arguments, **options: python("-m", "qos_overlay.cli", *arguments, **options)


@pytest.fixture
def names() -> Iterator[None]:
    """Names that a test gives to schedulers and controllers are taken back behind it."""
    from qos_overlay import congestion, schedulers

    registries = [
        (schedulers.names, schedulers.unregister),
        (congestion.controller_names, congestion.unregister_controller),
        (congestion.flow_scheduler_names, congestion.unregister_flow_scheduler),
    ]
    before = [set(list_names()) for list_names, _ in registries]
    yield
    for (list_names, unregister), kept in zip(registries, before):
        for name in set(list_names()) - kept:
            unregister(name)
