# SPDX-License-Identifier: GPL-2.0-only
"""Packet schedulers of an end host: the built-in ones, and your own, written in Python.

A scheduler needs no simulator: time is an argument of whoever drives it.

>>> from qos_overlay import schedulers
>>> scheduler = schedulers.create("dwcs", schedulers.Setup("10Mbps"))
>>> stream = scheduler.add_stream(schedulers.Demand(period="20ms", oln=1, old=4), now=0)
>>> packet = scheduler.enqueue(stream, bytes=1500, now="1ms").packet
>>> scheduler.dequeue(now=0.002) == packet
True

One of your own is a subclass of `Scheduler`, which owns what all disciplines have in common:
streams and their counters, queues, messages that are dropped as a whole, limits. It answers one
question, in `do_choose`: which message may send its next packet? The other methods that begin with
`do_` tell it what happens, and it may leave them out.

Times that you give are texts with a unit, seconds or a `datetime.timedelta`, or, under a name that
ends in `_ns`, whole nanoseconds. Times that you are given are whole nanoseconds, so that sums are
exact. Streams, queues, messages and packets are numbers; None stands for none.
"""

from collections.abc import Callable
from typing import Any

from . import _core
from ._core.schedulers import (  # noqa: F401
    BEST_EFFORT,
    FOREVER,
    Admission,
    Arrival,
    Demand,
    Departure,
    DropReason,
    End,
    Message,
    MessageReport,
    Packet,
    Queue,
    Scheduler,
    Setup,
)

__all__ = [
    "BEST_EFFORT",
    "FOREVER",
    "Admission",
    "Arrival",
    "Demand",
    "Departure",
    "DropReason",
    "End",
    "Message",
    "MessageReport",
    "Packet",
    "Queue",
    "Scheduler",
    "Setup",
    "create",
    "names",
    "register",
    "unregister",
]


def names() -> list[str]:
    """The names of all schedulers, sorted."""
    return _core.schedulers.names()


def create(name: str, setup: Setup | None = None, **options: Any) -> Scheduler:
    """Make a scheduler.

    Args:
        name: one of `names()`.
        setup: the link and how much may wait.
        options: of the discipline: `precedence` ("deadline_first", "window_first"),
            `violation_increment` and `work_conserving` of dwcs, `meaning` ("commence", "complete",
            "delivered") and `residual` of dwcs and edf, `best_effort_weight` of sfq; of one in
            Python, what its class takes beside the setup.

    Raises:
        ParameterError: if the name or an option is unknown or a value is bad.
    """
    return _core.schedulers.create(name, setup or Setup(), **options)


def register(name: str, factory: Callable[[Setup], Scheduler]) -> None:
    """Give a name to a scheduler written in Python, for `create` and for simulations.

    Experiments that run in this process (`qos_overlay.run_here`) then take it as `scheduler=`. A
    name that was given before is given anew.

    Args:
        name: not that of a built-in scheduler.
        factory: the class, or a function that makes a scheduler of it.

    Raises:
        ParameterError: if the name belongs to a built-in scheduler.
    """
    _core.schedulers.register(name, factory)


def unregister(name: str) -> None:
    """Take a name back that `register` gave; schedulers made before stay.

    Raises:
        ParameterError: if `register` did not give it.
    """
    _core.schedulers.unregister(name)
