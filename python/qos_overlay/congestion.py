# SPDX-License-Identifier: GPL-2.0-only
"""Congestion controllers and flow schedulers of the Congestion Manager, also of your own.

Both know no simulator: they are told what happens, by a simulation or by you.

>>> from qos_overlay import congestion
>>> controller = congestion.create_controller("aimd")
>>> controller.set_mtu(1000)
>>> controller.report(congestion.Report(now="10ms", resolved=1000, received=1000))
>>> controller.window
2000.0

A controller of your own is a subclass of `Controller` with the methods `set_mtu` and `report`,
which set `window`; `idle` and `slow_start_threshold` may be left out. A flow scheduler is one of
`FlowScheduler` with `join`, `leave`, `request`, `next` and `share`.
"""

from collections.abc import Callable

from . import _core
from ._core.congestion import (  # noqa: F401
    Controller,
    ControllerParams,
    FlowScheduler,
    FlowSchedulerSetup,
    Report,
    Signal,
)

__all__ = [
    "Controller",
    "ControllerParams",
    "FlowScheduler",
    "FlowSchedulerSetup",
    "Report",
    "Signal",
    "controller_names",
    "create_controller",
    "create_flow_scheduler",
    "flow_scheduler_names",
    "register_controller",
    "register_flow_scheduler",
    "unregister_controller",
    "unregister_flow_scheduler",
]


def controller_names() -> list[str]:
    """The names of all congestion controllers, sorted."""
    return _core.congestion.controller_names()


def flow_scheduler_names() -> list[str]:
    """The names of all flow schedulers, sorted."""
    return _core.congestion.flow_scheduler_names()


def create_controller(name: str, params: ControllerParams | None = None) -> Controller:
    """Make a congestion controller.

    Raises:
        ParameterError: if the name is unknown.
    """
    return _core.congestion.create_controller(name, params or ControllerParams())


def create_flow_scheduler(name: str, setup: FlowSchedulerSetup | None = None) -> FlowScheduler:
    """Make a flow scheduler.

    Raises:
        ParameterError: if the name is unknown.
    """
    return _core.congestion.create_flow_scheduler(name, setup or FlowSchedulerSetup())


def register_controller(name: str, factory: Callable[[ControllerParams], Controller]) -> None:
    """Give a name to a controller written in Python, for `create_controller` and `run_here`.

    A name that was given before is given anew.

    Args:
        name: not that of a built-in controller.
        factory: the class, or a function that makes a controller.

    Raises:
        ParameterError: if the name belongs to a built-in controller.
    """
    _core.congestion.register_controller(name, factory)


def register_flow_scheduler(
    name: str, factory: Callable[[FlowSchedulerSetup], FlowScheduler]
) -> None:
    """Give a name to a flow scheduler written in Python, as `register_controller` does."""
    _core.congestion.register_flow_scheduler(name, factory)


def unregister_controller(name: str) -> None:
    """Take a name back that `register_controller` gave; controllers made before stay.

    Raises:
        ParameterError: if `register_controller` did not give it.
    """
    _core.congestion.unregister_controller(name)


def unregister_flow_scheduler(name: str) -> None:
    """Take a name back that `register_flow_scheduler` gave, as `unregister_controller` does."""
    _core.congestion.unregister_flow_scheduler(name)
