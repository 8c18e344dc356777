# SPDX-License-Identifier: GPL-2.0-only
"""What a scheduler or controller written in Python costs beside its twin in C++.

    PYTHONPATH=build/release/python /usr/bin/python3 doc/python_cost.py

Both are driven from Python in the same way, so the difference is that of the two. A callback is a
call of a method in Python from C++.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from qos_overlay import congestion, run_here, schedulers
from qos_overlay.schedulers import Demand, Scheduler, Setup

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples" / "python"))

from congestion_manager import Aimd, RoundRobin  # noqa: E402
from dwcs import Dwcs  # noqa: E402
from fifo import Fifo  # noqa: E402

PACKETS = 50_000
STREAMS = 8
ROUNDS = 5
LINK = "8Mbps"
MILLISECOND = 1_000_000


class Notified(Fifo):
    """The same, which is told of all that happens."""

    def do_packet_queued(self, packet, now_ns):
        pass

    def do_message_ready(self, message):
        pass

    def do_message_unready(self, message):
        pass

    def do_head_changed(self, queue, now_ns):
        pass

    def do_served(self, departure, now_ns):
        pass


def count_calls(kind: type, drive: Callable[[Scheduler], None]) -> int:
    """How many methods are called while a scheduler of a class is driven."""
    calls = 0

    def counted(method):
        def call(*arguments):
            nonlocal calls
            calls += 1
            return method(*arguments)

        return call

    own = [
        name
        for name in dir(kind)
        if name.startswith("do_") and getattr(kind, name) is not getattr(Scheduler, name, None)
    ]
    drive(type(kind.__name__, (kind,), {name: counted(getattr(kind, name)) for name in own}))
    return calls


def serve(make: Callable[[Setup], Scheduler]) -> float:
    """Seconds that packets of several streams take on their way through a scheduler."""
    scheduler = make(Setup(LINK))
    streams = [
        scheduler.add_stream(Demand(period="8ms", oln=1, old=4), now=0) for _ in range(STREAMS)
    ]
    enqueue, dequeue = scheduler.enqueue, scheduler.dequeue
    for stream in streams:
        enqueue(stream, 1000, now_ns=0)
    begin = time.perf_counter()
    for number in range(PACKETS):
        now = number * MILLISECOND
        enqueue(streams[number % STREAMS], 1000, now_ns=now, message=number + 1)
        dequeue(now_ns=now)
    return time.perf_counter() - begin


def best(measure: Callable[[], float]) -> float:
    """The shortest of several measurements: the others were disturbed."""
    return min(measure() for _ in range(ROUNDS))


def simulate(experiment: str, **parameters: object) -> float:
    """Seconds that a run takes in this process."""
    begin = time.perf_counter()
    run_here(experiment, **parameters)
    return time.perf_counter() - begin


def print_simulations() -> None:
    """What a run takes longer as a whole."""
    schedulers.register("python-dwcs", Dwcs)
    congestion.register_controller("python-aimd", Aimd)
    congestion.register_flow_scheduler("python-round-robin", RoundRobin)
    loss = {"flows": 4, "loss": 0.01}
    runs = [
        ("qsockets-video", {"residual": "0s"}, {"scheduler": "dwcs"}),
        ("cm-loss", loss, {"controller": "aimd"}),
        ("cm-loss", loss, {"flow_scheduler": "round-robin"}),
    ]
    print(f"\n{'run':<42}{'C++':>10}{'Python':>10}")
    for experiment, parameters, choice in runs:
        (name, value), *_ = choice.items()
        in_cpp = best(lambda: simulate(experiment, **parameters, **{name: value}))
        in_python = best(lambda: simulate(experiment, **parameters, **{name: f"python-{value}"}))
        print(f"{f'{experiment} {name}={value}':<42}{in_cpp:>8.3f} s{in_python:>8.3f} s")


def main() -> None:
    """Print two tables."""
    twins = {
        "fifo": (Fifo, lambda setup: schedulers.create("fifo", setup)),
        "fifo, told of everything": (Notified, lambda setup: schedulers.create("fifo", setup)),
        "dwcs": (Dwcs, lambda setup: schedulers.create("dwcs", setup)),
    }
    print(f"{'scheduler':<26}{'C++':>12}{'Python':>12}{'callbacks':>12}{'callbacks':>14}")
    print(f"{'':<26}{'us/packet':>12}{'us/packet':>12}{'/packet':>12}{'/s':>14}")
    for name, (kind, twin) in twins.items():
        calls = count_calls(kind, serve)
        in_python, in_cpp = best(lambda: serve(kind)), best(lambda: serve(twin))
        print(
            f"{name:<26}{in_cpp / PACKETS * 1e6:>12.2f}{in_python / PACKETS * 1e6:>12.2f}"
            f"{calls / PACKETS:>12.1f}{calls / (in_python - in_cpp):>14,.0f}"
        )
    print_simulations()


if __name__ == "__main__":
    main()
