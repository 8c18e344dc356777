# SPDX-License-Identifier: GPL-2.0-only
"""Congestion controllers and flow schedulers. Use qos_overlay.congestion."""

import enum
from collections.abc import Callable
from datetime import timedelta

Time = str | float | timedelta

class Signal(enum.Enum):
    """What a report says about congestion."""

    NONE = ...
    MARK = ...
    TRANSIENT = ...
    PERSISTENT = ...

class Report:
    """All facts of one report of a macroflow's flows."""

    def __init__(
        self,
        *,
        now: Time,
        resolved: int = 0,
        received: int = 0,
        signal: Signal = Signal.NONE,
        window_used: bool = True,
        recovering: bool = False,
        srtt: Time | None = None,
    ) -> None: ...
    @property
    def now_ns(self) -> int: ...
    @property
    def resolved(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def signal(self) -> Signal: ...
    @property
    def window_used(self) -> bool: ...
    @property
    def recovering(self) -> bool: ...
    @property
    def srtt_ns(self) -> int: ...

class ControllerParams:
    """The knobs of controllers; each uses those that mean something to it."""

    def __init__(
        self,
        *,
        initial_window: int = 1,
        decrease: float = 0.5,
        grow_while_recovering: bool = True,
    ) -> None: ...
    @property
    def initial_window(self) -> int: ...
    @property
    def decrease(self) -> float: ...
    @property
    def grow_while_recovering(self) -> bool: ...

class FlowSchedulerSetup:
    """What a flow scheduler is made from."""

    def __init__(self, *, seed: int = 1) -> None: ...
    def toss(self) -> bool: ...

class Controller:
    """How many bytes a macroflow may have in the network."""

    window: float

    def __init__(self, params: ControllerParams = ...) -> None: ...
    def set_mtu(self, mtu: int) -> None: ...
    def report(self, report: Report) -> None: ...
    def idle(self, timeouts: int) -> None: ...
    def slow_start_threshold(self) -> float: ...

class FlowScheduler:
    """Which flow of a macroflow is granted next."""

    def __init__(self, setup: FlowSchedulerSetup | None = None) -> None: ...
    def join(self, member: int) -> None: ...
    def leave(self, member: int) -> None: ...
    def request(self, member: int) -> None: ...
    def next(self, mtu: int) -> int: ...
    def share(self, member: int) -> float: ...
    def set_weight(self, member: int, weight: float) -> None: ...
    def keeps_credit(self) -> bool: ...
    def used(self, member: int, granted: int, used: int) -> None: ...
    def set_active(self, member: int, active: bool) -> None: ...

def controller_names() -> list[str]:
    """The names of all congestion controllers."""

def create_controller(name: str, params: ControllerParams = ...) -> Controller:
    """A congestion controller by its name."""

def register_controller(name: str, factory: Callable[[ControllerParams], Controller]) -> None:
    """Give a name to what makes a controller from ControllerParams."""

def unregister_controller(name: str) -> None:
    """Take a name back that register_controller() gave."""

def flow_scheduler_names() -> list[str]:
    """The names of all flow schedulers."""

def create_flow_scheduler(name: str, setup: FlowSchedulerSetup) -> FlowScheduler:
    """A flow scheduler by its name."""

def register_flow_scheduler(
    name: str, factory: Callable[[FlowSchedulerSetup], FlowScheduler]
) -> None:
    """Give a name to what makes a flow scheduler from a FlowSchedulerSetup."""

def unregister_flow_scheduler(name: str) -> None:
    """Take a name back that register_flow_scheduler() gave."""
