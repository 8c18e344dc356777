# SPDX-License-Identifier: GPL-2.0-only
"""Experiments of published QoS and overlay systems in ns-3, from Python.

>>> import qos_overlay
>>> names = [experiment["name"] for experiment in qos_overlay.list_experiments()]
>>> result = qos_overlay.run(names[0], seed=3)

Every run happens as if in a process of its own, so equal arguments give equal results, whatever ran
before.
"""

from collections.abc import Mapping
from typing import Any

from .errors import ParameterError, RunError, RunTimeout, SweepError
from .here import run_here
from .limits import Limits
from .pool import run_many, run_one
from .record import Record
from .request import Request
from .result import Result
from .schema import describe, list_experiments, versions
from .sweep import Sweep, collect, load, plot, sweep

# `qos_overlay.sweep` is the function; the package of this name is reached by `from` imports only.

__all__ = [
    "Limits",
    "ParameterError",
    "Record",
    "Request",
    "Result",
    "RunError",
    "RunTimeout",
    "Sweep",
    "SweepError",
    "collect",
    "describe",
    "list_experiments",
    "load",
    "plot",
    "run",
    "run_here",
    "run_many",
    "sweep",
    "versions",
]


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
