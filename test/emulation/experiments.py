# SPDX-License-Identifier: GPL-2.0-only
"""Experiments of the module that run in hosts."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from host import Host
from process import Process
from traffic import ping

# Of each result: 99th percentile of how late events were, in ms.
late_ms: list[float] = []


def program(name: str) -> Path:
    """The program of an experiment, in the build that is tested."""
    return Path(os.environ["QOS_BUILD"]) / "examples" / name


def start(host: Host, name: str, ends: dict[str, str], **parameters: object) -> Process:
    """Begin an experiment on real interfaces.

    Args:
        host: where it runs.
        name: of the experiment.
        ends: interfaces by the name of the end, as --end takes them.
        **parameters: of the experiment.
    """
    options = [word for end, text in ends.items() for word in ("--end", f"{end}={text}")]
    texts = [f"{key}={_text(value)}" for key, value in parameters.items()]
    return host.start(program(name), *texts, *options, "--json")


def wait_until_it_answers(host: Host, address: str, seconds: float = 10) -> None:
    """Wait until ns-3's stack answers at an address.

    Raises:
        AssertionError: it takes too long.
    """
    deadline = time.monotonic() + seconds
    while ping(host, address, count=1, patience=0.2).received == 0:
        assert time.monotonic() < deadline, f"{address} does not answer"


def result(process: Process) -> dict[str, Any]:
    """End an experiment with SIGINT if it has not ended, and take its result."""
    finished = process.end()
    assert finished.returncode == 0, finished.stderr
    return parse(finished.stdout)


def parse(text: str) -> dict[str, Any]:
    """A result from its JSON; says how late the experiment was."""
    told = json.loads(text)
    late = {name: told["metrics"][f"emulation_late_{name}_ms"] for name in ("p50", "p99", "max")}
    print(f"{told['experiment']} was late by (ms): {late}")
    late_ms.append(late["p99"] or 0.0)
    return told


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
