# SPDX-License-Identifier: GPL-2.0-only
"""DWCS written in Python (examples/python/dwcs.py) against the published examples and its twin."""

import ast
import random
import sys
from pathlib import Path

import pytest
from qos_overlay import schedulers
from qos_overlay.schedulers import BEST_EFFORT, Demand, Setup

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "python"))

from dwcs import Dwcs, DwcsOrder  # noqa: E402

LINK = "8Mbps"  # a packet of 1000 bytes takes 1 ms
PACKET_BYTES = 1000
MILLISECOND = 1_000_000
PRECEDENCES = ["deadline_first", "window_first"]


def vector(name):
    """What the C++ tests include as well."""
    lines = (ROOT / "test" / "qsocket" / name).read_text().splitlines()
    text = " ".join(line for line in lines if not line.startswith("//"))
    return ast.literal_eval(f"[{text.replace('{', '(').replace('}', ')')}]")


EXAMPLE = vector("dwcs-example.inc")
OVERLOAD = vector("dwcs-overload.inc")


class SlotModel:
    """The model of the papers: unit messages, one per slot; late ones are dropped."""

    def __init__(self, precedence, streams):
        self.order = DwcsOrder(precedence)
        self._periods = [period for _, _, period in streams]
        self._deadlines = list(self._periods)
        self._slot = 0
        for stream, (losses, deadlines, period) in enumerate(streams):
            self.order.open(stream, losses, deadlines)
            self.order.activate(stream, period)

    def step(self):
        served = self.order.best()
        self.order.served(served, after_miss=False)
        self._follow(served)
        self._slot += 1
        while self._deadlines[late := self.order.earliest()] < self._slot + 1:
            self.order.missed(late)
            self._follow(late)
        return served

    def _follow(self, stream):
        self._deadlines[stream] += self._periods[stream]
        self.order.activate(stream, self._deadlines[stream])

    def windows(self):
        seen = [self.order.window(stream) for stream in range(len(self._periods))]
        return " ".join(f"{window.losses}/{window.deadlines}" for window in seen)


@pytest.mark.parametrize("precedence", PRECEDENCES)
def test_reproduces_the_example_of_the_paper(precedence):
    model = SlotModel(precedence, [(1, 2, 1), (3, 4, 1), (6, 8, 1)])
    for _ in range(3):
        for before, served, after in EXAMPLE:
            assert model.windows() == before
            assert model.step() + 1 == served
            assert model.windows() == after
    assert all(model.order.window(stream).violations == 0 for stream in range(3))


def test_shares_overload_equally_as_in_the_second_vector():
    model = SlotModel("deadline_first", [(0, 10, 2)] * 3)
    assert [model.step() + 1 for _ in OVERLOAD] == OVERLOAD
    assert [model.order.window(stream).violations for stream in range(3)] == [2, 2, 2]


def make(kind, **options):
    setup = Setup(LINK, best_effort_packets=20, stream_packets=30)
    return (
        Dwcs(setup, **options) if kind == "python" else schedulers.create("dwcs", setup, **options)
    )


@pytest.mark.parametrize("kind", ["python", "c++"])
@pytest.mark.parametrize(
    ("streams", "expected"),
    [
        ([(1, 2, 1), (3, 4, 1), (6, 8, 1)], [served for _, served, _ in EXAMPLE]),
        ([(0, 10, 2)] * 3, OVERLOAD),
    ],
    ids=["example", "overload"],
)
def test_the_scheduler_serves_messages_in_the_order_of_the_vectors(kind, streams, expected):
    scheduler = make(kind)
    numbers = [
        scheduler.add_stream(Demand(period=f"{period}ms", oln=losses, old=deadlines), now=0)
        for losses, deadlines, period in streams
    ]
    stream_of = {}
    for stream in numbers:
        for message in range(30):
            admission = scheduler.enqueue(stream, PACKET_BYTES, now=0, message=message)
            stream_of[admission.packet] = stream
    served = [
        stream_of[scheduler.dequeue(now_ns=slot * MILLISECOND)] for slot in range(len(expected))
    ]
    assert [numbers.index(stream) + 1 for stream in served] == expected


class Twins:
    """The scheduler in Python and the one in C++, which are told the same and must do the same."""

    def __init__(self, **options):
        self.both = [make("python", **options), make("c++", **options)]
        self.events = ([], [])  # since the last call
        self.ends = []
        for scheduler, events in zip(self.both, self.events):
            scheduler.observe(
                packet_dropped=lambda packet, reason, events=events: events.append(
                    (packet, reason.name)
                ),
                message_ended=lambda report, events=events: events.append(
                    (report.stream, report.message, report.end.name, report.lateness_ns)
                ),
            )

    def do(self, method, *arguments, **options):
        answers = [getattr(scheduler, method)(*arguments, **options) for scheduler in self.both]
        if method == "enqueue":
            answers = [(answer.accepted, answer.packet, answer.reason) for answer in answers]
        assert answers[0] == answers[1]
        assert self.events[0] == self.events[1]
        self.ends += [event[2] for event in self.events[0] if len(event) == 4]
        for events in self.events:
            events.clear()
        return answers[0]


def random_demand(chance):
    old = chance.randrange(5)
    return Demand(
        period=f"{chance.randrange(10)}ms",
        old=old,
        oln=chance.randrange(old) if old else 0,
        droppable=chance.random() < 2 / 3,
    )


@pytest.mark.parametrize("meaning", ["complete", "commence"])
@pytest.mark.parametrize("work_conserving", [True, False])
@pytest.mark.parametrize("precedence", PRECEDENCES)
def test_does_what_its_twin_does(precedence, work_conserving, meaning):
    seed = 20261127
    chance = random.Random(seed)
    twins = Twins(
        precedence=precedence,
        work_conserving=work_conserving,
        meaning=meaning,
        violation_increment=3,
    )
    now = 0
    streams = {}  # number -> what is still to come of its message
    linked = set()
    for step in range(4000):
        pick = chance.randrange(20)
        if pick == 0 and len(streams) < 8:
            streams[twins.do("add_stream", random_demand(chance), now_ns=now)] = None
        elif pick == 1 and streams and chance.random() < 0.25:
            stream = chance.choice(list(streams))
            twins.do("remove_stream", stream, now_ns=now)
            del streams[stream]
            linked.discard(stream)
        elif pick == 2 and streams:
            stream = chance.choice(list(streams))
            twins.do("change_stream", stream, random_demand(chance), now_ns=now)
        elif pick == 3 and len(streams.keys() - linked) > 1:
            pair = sorted(streams.keys() - linked)[:2]
            twins.do("link_streams", pair, Demand(period="1ms", oln=1, old=3))
            linked.update(pair)
        elif pick < 12 and streams:
            stream = chance.choice(list(streams))
            if streams[stream] is None:
                packets = chance.randint(1, 4)
                streams[stream] = {
                    "message": step,
                    "left": packets,
                    "message_bytes": packets * PACKET_BYTES if chance.random() < 0.5 else 0,
                    "unit": chance.randrange(4),
                    "droppable": chance.random() < 0.75,
                    "deadline_ns": (
                        now + chance.randrange(20) * MILLISECOND
                        if chance.random() < 1 / 3
                        else None
                    ),
                }
            message = streams[stream]
            message["left"] -= 1
            twins.do(
                "enqueue",
                stream,
                PACKET_BYTES,
                now_ns=now,
                last_of_message=message["left"] == 0,
                **{name: value for name, value in message.items() if name != "left"},
            )
            if message["left"] == 0:
                streams[stream] = None
        elif pick < 14:
            twins.do("enqueue", BEST_EFFORT, PACKET_BYTES, now_ns=now, message=step)
        elif twins.do("dequeue", now_ns=now) is None:
            now += chance.randrange(10) * MILLISECOND // 4
        else:
            now += MILLISECOND
        twins.do("next_eligible_time_ns")
        for stream in streams if step % 5 == 0 else ():
            twins.do("specifics", stream)
            twins.do("counters", stream)
    ends = [twins.ends.count(end) for end in ("ON_TIME", "LATE", "DROPPED")]
    assert min(ends) > 50, f"seed {seed}"
