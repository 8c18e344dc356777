# SPDX-License-Identifier: GPL-2.0-only
"""A controller and a flow scheduler of the Congestion Manager, written in Python.

They decide exactly as their twins in C++ do.

Source: OSDI 2000, sections 2 and 4; RFC 3124, sections 4.1 and 4.2; RFC 2861, section 3.
"""

import math
from collections import deque

from qos_overlay.congestion import Controller, ControllerParams, FlowScheduler, Signal


class Aimd(Controller):
    """The built-in controller `aimd`, written in Python."""

    def __init__(self, params=ControllerParams()):
        super().__init__(params)
        self._params = params
        self._mtu = 0
        self._fresh = True
        self._threshold = math.inf

    def slow_start_threshold(self):
        return self._threshold

    def set_mtu(self, mtu):
        self._mtu = mtu
        self.window = max(self.window, mtu)
        if self._fresh:
            self.window = self._params.initial_window * mtu

    def report(self, report):
        self._fresh = False
        if report.signal == Signal.PERSISTENT:
            self._threshold = max(self.window * self._params.decrease, 2 * self._mtu)
            self.window = self._mtu
        elif report.signal != Signal.NONE:
            self.window = max(self.window * self._params.decrease, self._mtu)
            self._threshold = self.window
        elif report.window_used and (self._params.grow_while_recovering or not report.recovering):
            if self.window < self._threshold:
                self.window = min(self.window + report.received, self._threshold)
            else:
                self.window += report.received * self._mtu / self.window

    def idle(self, timeouts):
        restart = min(self.window, self._params.initial_window * self._mtu)
        self._threshold = max(self._threshold, 0.75 * self.window)
        for _ in range(timeouts):
            self.window = max(self.window / 2, restart)


class RoundRobin(FlowScheduler):
    """The built-in flow scheduler `round-robin`, written in Python."""

    def __init__(self, setup=None):
        super().__init__(setup)
        self._line = deque()
        self._active = set()

    def join(self, member):
        pass

    def leave(self, member):
        self._active.discard(member)
        self._line = deque(waiting for waiting in self._line if waiting != member)

    def request(self, member):
        self._line.append(member)

    def next(self, mtu):
        return self._line.popleft()

    def keeps_credit(self):
        return False

    def set_active(self, member, active):
        (self._active.add if active else self._active.discard)(member)

    def share(self, member):
        return 1 / (len(self._active - {member}) + 1)
