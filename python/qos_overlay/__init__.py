# SPDX-License-Identifier: GPL-2.0-only
"""Experiments of published QoS and overlay systems in ns-3, from Python.

>>> import qos_overlay
>>> names = [experiment["name"] for experiment in qos_overlay.list_experiments()]
>>> result = qos_overlay.run(names[0], seed=3)

Every run happens in a process of its own, so equal arguments give equal results, whatever ran
before.
"""

import json
from collections.abc import Mapping
from typing import Any

from .errors import ParameterError, RunError
from .here import run_here
from .pool import run_many, run_one
from .request import Request
from .result import Result

__all__ = [
    "ParameterError",
    "Request",
    "Result",
    "RunError",
    "describe",
    "list_experiments",
    "run",
    "run_here",
    "run_many",
    "versions",
]


def list_experiments() -> list[dict[str, str]]:
    """All experiments, sorted by name: `name`, `summary`, `replays`."""
    from . import _core

    return json.loads(_core.list())


def describe(name: str) -> dict[str, Any]:
    """The schema of an experiment.

    Returns:
        `name`, `summary`, `replays`; `parameters`, a list of `name`, `type`, `default`, `allowed`,
        `help` and, if there are few, `choices`; `metrics`, a list of `name`, `unit`, `help`,
        `wall_time`.

    Raises:
        ParameterError: if there is no experiment of this name.
    """
    from . import _core

    return json.loads(_core.describe(name))


def run(
    name: str,
    /,
    seed: int = 1,
    settings: Mapping[str, Any] | None = None,
    **parameters: Any,
) -> Result:
    """Run an experiment.

    Args:
        name: the experiment.
        seed: run number of ns-3's random streams.
        settings: defaults of ns-3 attributes, such as {"ns3::TcpSocket::SegmentSize": 1448}.
        parameters: values as on the command line ("10Mbps", "500ms") or as Python has them
            (0.02, True, [3, 2, 1]).

    Raises:
        ParameterError: if a name is unknown, a value is bad or out of range; nothing has run.
        RunError: if the run failed.
    """
    return run_one(Request(name, parameters, seed, settings or {}))


def versions() -> dict[str, str]:
    """Versions of `project` and `ns3`."""
    from . import _core

    return json.loads(_core.versions())
