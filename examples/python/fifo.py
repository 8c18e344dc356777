# SPDX-License-Identifier: GPL-2.0-only
"""A packet scheduler in Python: first in, first out."""

from qos_overlay.schedulers import BEST_EFFORT, Scheduler


class Fifo(Scheduler):
    """One queue for everything, packet by packet."""

    def do_select_queue(self, arrival):
        return BEST_EFFORT

    def do_keeps_messages(self):
        return False

    def do_choose(self, now_ns):
        return self.head_of(BEST_EFFORT)
