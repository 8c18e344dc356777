# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.schedulers: packet schedulers that are driven, and written, in Python."""

import pytest
from qos_overlay import ParameterError, schedulers
from qos_overlay.schedulers import BEST_EFFORT, Demand, Scheduler, Setup


class Fifo(Scheduler):
    """One queue for everything, packet by packet."""

    def do_select_queue(self, arrival):
        return BEST_EFFORT

    def do_keeps_messages(self):
        return False

    def do_choose(self, now_ns):
        return self.head_of(BEST_EFFORT)


def test_a_fifo_in_python_sends_in_the_order_of_arrival():
    scheduler = Fifo()
    stream = scheduler.add_stream(Demand(), now=0)
    packets = [
        scheduler.enqueue(stream if number % 2 else BEST_EFFORT, 100 + number, now_ns=number).packet
        for number in range(10)
    ]
    assert [scheduler.dequeue(now="1us") for _ in range(10)] == packets
    assert scheduler.dequeue(now="1us") is None
    assert scheduler.counters(stream)["packets_out"] == 5
