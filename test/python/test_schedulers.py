# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.schedulers: packet schedulers that are driven, and written, in Python."""

import gc
import re
import sys
import traceback
import weakref
from datetime import timedelta
from pathlib import Path

import numpy
import pytest
import qos_overlay
from qos_overlay import ParameterError, schedulers
from qos_overlay.schedulers import BEST_EFFORT, Demand, DropReason, End, Scheduler, Setup

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))

from dwcs import Dwcs  # noqa: E402
from fifo import Fifo  # noqa: E402

pytestmark = pytest.mark.usefixtures("names")

MILLISECOND = 1_000_000


def one_sentence(error):
    text = str(error.value)
    return "\n" not in text and not text.endswith(".") and len(text) < 250


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
    assert scheduler.name == "Fifo"


@pytest.mark.parametrize("name", ["cbq", "dwcs", "edf", "fifo", "sfq", "sfq-hash"])
def test_every_built_in_scheduler_is_driven_in_the_same_way(name):
    scheduler = schedulers.create(name, Setup("10Mbps"))
    stream = scheduler.add_stream(Demand(period="10ms", deadline="1s", rate="1Mbps"), now=0)
    packets = {scheduler.enqueue(stream, 1000, now=0, message=number).packet for number in range(5)}
    sent = set()
    now = 0
    while scheduler.backlog_packets:
        packet = scheduler.dequeue(now_ns=now)
        if packet is None:
            assert now < scheduler.next_eligible_time_ns() < 10**9
            now = scheduler.next_eligible_time_ns()
        else:
            sent.add(packet)
    assert sent == packets
    assert name in schedulers.names()


@pytest.mark.parametrize(
    "time", ["5ms", "5000us", 0.005, timedelta(milliseconds=5)], ids=["ms", "us", "float", "delta"]
)
def test_takes_times_as_people_write_them(time):
    seen = []

    class Clock(Fifo):
        def do_choose(self, now_ns):
            seen.append(now_ns)

    assert Demand(period=time).period_ns == 5 * MILLISECOND
    Clock().dequeue(now=time)
    Clock().dequeue(now_ns=5 * MILLISECOND)
    assert seen == [5 * MILLISECOND] * 2


@pytest.mark.parametrize("seconds", [2, numpy.int64(2), numpy.float64(2)])
def test_a_number_of_seconds_may_be_whole_and_of_numpy(seconds):
    assert Demand(period=seconds).period_ns == 2_000_000_000


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Demand(period="5 parsecs"), "period is '5 parsecs', allowed: a time of 0 or more"),
        (lambda: Demand(period=-1), "period is -1, allowed: a time of 0 or more"),
        (lambda: Demand(period=float("nan")), "period is nan, allowed: a time of 0 or more"),
        (lambda: Demand(period=10**30), "allowed: a time of 0 or more"),
        (lambda: Demand(period=True), "period is True, allowed: a time of 0 or more"),
        (lambda: Demand(period=timedelta(-1)), "allowed: a time of 0 or more"),
        (lambda: Demand(period=timedelta.max), "allowed: a time of 0 or more"),
        (lambda: Demand(rate=5), "rate is 5, allowed: a rate above 0 with a unit"),
        (lambda: Demand(rate="5ms"), "rate is '5ms', allowed: a rate above 0 with a unit"),
        (lambda: Demand(oln=1.5), "oln is 1.5, allowed: a whole number from 0 to"),
        (lambda: Demand(weight=0), "weight is 0, allowed: a whole number from 1 to"),
        (lambda: Setup("10Mbps", stream_packets=-1), "stream_packets is -1, allowed: a whole"),
        (lambda: schedulers.create("dcws"), "unknown scheduler 'dcws'; known are cbq, dwcs"),
        (lambda: schedulers.create("fifo", depth=3), "scheduler fifo has no option 'depth'"),
        (
            lambda: schedulers.create("dwcs", precedence="edf"),
            "precedence is 'edf', allowed: deadline_first, window_first",
        ),
        (lambda: Fifo().dequeue(), "give either now or now_ns, none was given"),
        (lambda: Fifo().dequeue(1, now_ns=1), "give either now or now_ns, not both was given"),
        (lambda: Fifo().enqueue(0, 0, now=0), "bytes is 0, allowed: a whole number from 1 to"),
        (lambda: Fifo().enqueue(0, 99, now=0, kind=256), "kind is 256, allowed: a whole number"),
        (lambda: Fifo().remove_stream(3, now=0), "stream 3 is not open in scheduler Fifo"),
        (lambda: Fifo().counters(3), "stream 3 is not open in scheduler Fifo"),
        (lambda: Fifo().link_streams([1, 2], Demand()), "stream 1 is not open in scheduler Fifo"),
        (
            lambda: schedulers.create("dwcs").add_stream(Demand(oln=3, old=2), now=0),
            "oln is 3 and old is 2; oln must not be larger than old",
        ),
        (
            lambda: schedulers.create("edf").add_stream("fast", now=0),
            "what a stream of scheduler edf wants is 'fast', allowed: a Demand",
        ),
        (lambda: schedulers.create("edf").head_of(0), "scheduler edf is not written in Python"),
        (lambda: Scheduler().dequeue(now=0), "class Scheduler has no method do_choose"),
        (lambda: schedulers.register("dwcs", Fifo), "scheduler dwcs is registered already"),
        (lambda: schedulers.register("mine", 3), "a scheduler needs a name and a class"),
    ],
)
def test_says_in_a_sentence_what_is_wrong(call, sentence):
    with pytest.raises(ParameterError, match=re.escape(sentence)) as error:
        call()
    assert one_sentence(error)


def test_time_never_goes_back():
    scheduler = Fifo()
    scheduler.dequeue(now="2ms")
    with pytest.raises(ParameterError, match="time never goes back"):
        scheduler.dequeue(now="1ms")


def test_a_stream_may_want_any_object():
    wanted = []

    class Any(Fifo):
        def do_add_stream(self, stream, demand, now_ns):
            wanted.append((stream, demand, now_ns))

        def do_check_attributes(self, demand):
            if demand == "nothing":
                raise ValueError("nothing is not enough")

    scheduler = Any()
    assert scheduler.add_stream({"colour": "red"}, now="3ns") == 1
    with pytest.raises(ValueError, match="nothing is not enough"):
        scheduler.add_stream("nothing", now="4ns")
    assert scheduler.add_stream("all", now="4ns") == 2
    assert wanted == [(1, {"colour": "red"}, 3), (2, "all", 4)]


def test_observers_see_drops_and_ends():
    dropped, ended = [], []
    scheduler = schedulers.create("dwcs", Setup("8Mbps"))
    scheduler.observe(
        packet_dropped=lambda packet, reason: dropped.append((packet, reason)),
        message_ended=lambda report: ended.append((report.message, report.end, report.reason)),
    )
    stream = scheduler.add_stream(Demand(), now=0)
    late = scheduler.enqueue(stream, 1000, now=0, message=7, deadline="1ms").packet
    scheduler.enqueue(stream, 1000, now=0, message=8)
    scheduler.dequeue(now="2ms")
    assert dropped == [(late, DropReason.DEADLINE_MISSED)]
    assert [entry[:2] for entry in ended] == [(7, End.DROPPED), (8, End.ON_TIME)]


def test_an_exception_of_an_observer_comes_when_the_scheduler_is_whole_again():
    scheduler = Fifo()
    scheduler.observe(message_ended=lambda report: 1 // 0)
    scheduler.enqueue(0, 100, now=0)
    with pytest.raises(ZeroDivisionError):
        scheduler.dequeue(now=0)
    assert scheduler.backlog_packets == 0
    scheduler.observe()
    scheduler.enqueue(0, 100, now=0)
    assert scheduler.dequeue(now=0) is not None


def test_an_exception_says_where_and_when_and_the_scheduler_is_not_used_again():
    class Broken(Fifo):
        def do_served(self, departure, now_ns):
            raise KeyError("lost")

    scheduler = Broken()
    scheduler.enqueue(0, 100, now=0)
    with pytest.raises(KeyError) as error:
        scheduler.dequeue(now="2.5ms")
    text = "".join(traceback.format_exception(error.value))
    assert 'raise KeyError("lost")' in text
    assert "in do_served of scheduler Broken at 0.002500000 s of simulated time" in text
    with pytest.raises(ParameterError, match="cannot be used any more, because do_served failed"):
        scheduler.dequeue(now="3ms")


@pytest.mark.parametrize("answer", [77, -1, "first", 10**30, 1.0])
def test_a_choice_that_is_no_message_is_refused(answer):
    class Wrong(Fifo):
        def do_choose(self, now_ns):
            return answer

    scheduler = Wrong()
    scheduler.enqueue(0, 100, now=0)
    with pytest.raises(ParameterError, match="allowed: a message that has a packet, or None"):
        scheduler.dequeue(now=0)


def test_a_message_that_is_gone_is_refused():
    class Stale(Fifo):
        def do_choose(self, now_ns):
            self.first = getattr(self, "first", self.head_of(BEST_EFFORT))
            return self.first

    scheduler = Stale()
    for _ in range(2):
        scheduler.enqueue(0, 100, now=0)
    scheduler.dequeue(now=0)
    with pytest.raises(ParameterError, match="do_choose of scheduler Stale returned 0"):
        scheduler.dequeue(now=0)


@pytest.mark.parametrize(
    ("method", "answer", "sentence"),
    [
        ("do_select_queue", 9, "allowed: an existing queue"),
        ("do_make_room", None, "allowed: True or False"),
        ("do_lateness", "long", "allowed: a whole number of nanoseconds"),
    ],
)
def test_other_wrong_answers_are_refused(method, answer, sentence):
    kind = type("Wrong", (Fifo,), {method: lambda self, *arguments: answer})
    scheduler = kind()
    with pytest.raises(ParameterError, match=sentence):
        scheduler.enqueue(0, 100, now=0)
        scheduler.dequeue(now=0)


@pytest.mark.parametrize("call", ["enqueue", "dequeue", "drop"])
def test_a_method_must_not_call_the_scheduler(call):
    class Nested(Fifo):
        def do_packet_queued(self, packet, now_ns):
            if call == "enqueue":
                self.enqueue(0, 100, now_ns=now_ns)
            elif call == "dequeue":
                self.dequeue(now_ns=now_ns)
            else:
                self.drop_message(self.packet(packet).message, now_ns)

    with pytest.raises(ParameterError, match="must not be called by|do_choose and do_make_room"):
        Nested().enqueue(0, 100, now=0)


def test_queues_of_its_own_and_moved_messages():
    class Lanes(Scheduler):
        """Large packets overtake, and then wait in a lane of their own."""

        def __init__(self):
            super().__init__()
            self.lane = self.add_own_queue()

        def do_choose(self, now_ns):
            head = self.head_of(BEST_EFFORT)
            while head is not None and self.message(head).queued_bytes < 500:
                self.move_message(head, self.lane)
                head = self.head_of(BEST_EFFORT)
            return head if head is not None else self.head_of(self.lane)

    scheduler = Lanes()
    packets = [scheduler.enqueue(0, size, now=0).packet for size in (100, 900, 200, 800)]
    sent = [scheduler.dequeue(now=0) for _ in packets]
    assert [packets.index(packet) for packet in sent] == [1, 3, 0, 2]


def test_defaults_can_be_called():
    class Patient(Fifo):
        def do_lateness(self, message, now_ns):
            return super().do_lateness(message, now_ns) - MILLISECOND

    ends = []
    scheduler = Patient()
    scheduler.observe(message_ended=lambda report: ends.append(report.lateness_ns))
    for deadline in ("2ms", "1ms", "0ms"):
        scheduler.enqueue(0, 100, now=0, deadline=deadline)
        scheduler.dequeue(now=0) if deadline == "2ms" else None
    scheduler.dequeue(now="2ms")
    scheduler.dequeue(now="2ms")
    assert ends == [0, 0, MILLISECOND]


def test_a_scheduler_is_collected():
    scheduler = Fifo()
    scheduler.enqueue(0, 100, now=0)
    gone = weakref.ref(scheduler)
    del scheduler
    gc.collect()
    assert gone() is None


def test_a_simulation_uses_a_scheduler_by_its_name():
    made = []

    class Counted(Dwcs):
        def __init__(self, setup):
            super().__init__(setup, meaning="complete")
            made.append(weakref.ref(self))

    schedulers.register("test-dwcs", Counted)
    # both perturbations; the residual time is an option of the twin only
    parameters = {"duration": "40s", "flows": 4}
    mine = qos_overlay.run_here("qsockets-video", seed=3, scheduler="test-dwcs", **parameters)
    assert made and all(reference() is None for reference in made)
    twin = qos_overlay.run("qsockets-video", seed=3, scheduler="dwcs", residual="0s", **parameters)
    assert mine.metrics == twin.metrics
    assert mine.events == twin.events


def test_an_exception_ends_the_simulation_and_the_next_one_is_not_concerned():
    class Broken(Dwcs):
        def do_choose(self, now_ns):
            if now_ns > 1_500 * MILLISECOND:
                raise RuntimeError("no choice")
            return super().do_choose(now_ns)

    before = qos_overlay.run_here("qsockets-video", scheduler="dwcs", duration="5s").json()
    schedulers.register("test-broken", Broken)
    with pytest.raises(RuntimeError, match="no choice") as error:
        qos_overlay.run_here("qsockets-video", scheduler="test-broken", duration="5s")
    note = error.value.__notes__[0]
    assert re.fullmatch(
        r"in do_choose of scheduler test-broken at 1\.5\d{8} s of simulated time", note
    )
    after = qos_overlay.run_here("qsockets-video", scheduler="dwcs", duration="5s").json()
    assert after == before


@pytest.mark.parametrize("method", ["do_remove_stream", "do_head_changed"])
def test_an_exception_while_streams_are_closed_ends_the_run_and_not_the_process(method):
    def fail(self, *arguments):
        raise RuntimeError("not now")

    schedulers.register("test-closing", type("Closing", (Dwcs,), {method: fail}))
    with pytest.raises(RuntimeError, match="not now"):
        qos_overlay.run_here("qsockets-video", scheduler="test-closing", duration="5s")
    assert qos_overlay.run_here("qsockets-video", duration="5s").metrics["frames_made"] == 100


def test_other_processes_do_not_know_the_name():
    schedulers.register("test-here", Fifo)
    with pytest.raises(ParameterError, match="test-here"):
        qos_overlay.run("qsockets-video", scheduler="test-here", duration="5s")


def test_a_name_can_be_given_anew_and_taken_back():
    class Other(Fifo):
        pass

    schedulers.register("test-name", Fifo)
    assert isinstance(schedulers.create("test-name"), Fifo)
    schedulers.register("test-name", Other)
    scheduler = schedulers.create("test-name")
    assert isinstance(scheduler, Other)
    assert scheduler.name == "test-name"
    schedulers.unregister("test-name")
    assert "test-name" not in schedulers.names()
    scheduler.enqueue(0, 100, now=0)
    assert scheduler.dequeue(now=0) is not None
    for name in ("test-name", "dwcs"):
        with pytest.raises(ParameterError, match=f"scheduler '{name}' was not registered"):
            schedulers.unregister(name)
