# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.congestion: controllers and flow schedulers, driven and written in Python."""

import math
import random
import re
import sys
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import ParameterError, congestion
from qos_overlay.congestion import (
    Controller,
    ControllerParams,
    FlowSchedulerSetup,
    Report,
    Signal,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))

from congestion_manager import Aimd, RoundRobin  # noqa: E402

pytestmark = pytest.mark.usefixtures("names")

MTU = 1000


def test_slow_start_doubles_and_congestion_halves():
    for controller in (Aimd(), congestion.create_controller("aimd")):
        controller.set_mtu(MTU)
        assert (controller.window, controller.slow_start_threshold()) == (MTU, math.inf)
        controller.report(Report(now="10ms", resolved=MTU, received=MTU, srtt="10ms"))
        assert controller.window == 2 * MTU
        controller.report(Report(now="20ms", resolved=2 * MTU, received=2 * MTU))
        assert controller.window == 4 * MTU
        controller.report(Report(now="30ms", resolved=MTU, signal=Signal.TRANSIENT))
        assert (controller.window, controller.slow_start_threshold()) == (2 * MTU, 2 * MTU)


@pytest.mark.parametrize("grow", [True, False])
def test_a_controller_in_python_does_what_its_twin_does(grow):
    seed = 20261127
    chance = random.Random(seed)
    params = ControllerParams(initial_window=2, decrease=0.7, grow_while_recovering=grow)
    twins = [Aimd(params), congestion.create_controller("aimd", params)]
    mtu = MTU
    for controller in twins:
        controller.set_mtu(mtu)
    for step in range(3000):
        pick = chance.random()
        if pick < 0.01:
            mtu += 1
            answers = [controller.set_mtu(mtu) for controller in twins]
        elif pick < 0.05:
            timeouts = chance.randrange(5)
            answers = [controller.idle(timeouts) for controller in twins]
        else:
            received = chance.randrange(20 * MTU)
            report = Report(
                now=step,
                resolved=received + chance.randrange(MTU),
                received=received,
                signal=chance.choices(
                    [Signal.NONE, Signal.MARK, Signal.TRANSIENT, Signal.PERSISTENT], [90, 2, 6, 2]
                )[0],
                window_used=chance.random() < 0.8,
                recovering=chance.random() < 0.3,
            )
            answers = [controller.report(report) for controller in twins]
        assert answers == [None, None]
        assert twins[0].window == twins[1].window, f"seed {seed}, step {step}"
        assert twins[0].slow_start_threshold() == twins[1].slow_start_threshold()


def test_a_flow_scheduler_in_python_does_what_its_twin_does():
    seed = 3
    chance = random.Random(seed)
    twins = [RoundRobin(), congestion.create_flow_scheduler("round-robin")]
    joined, waiting = set(), set()
    granted = 0

    def do(method, *arguments):
        answers = [getattr(scheduler, method)(*arguments) for scheduler in twins]
        assert answers[0] == answers[1], f"seed {seed}"
        return answers[0]

    assert do("keeps_credit") is False
    for _ in range(5000):
        member = chance.randrange(12)
        pick = chance.randrange(10)
        if member not in joined:
            do("join", member)
            joined.add(member)
        elif pick == 0:
            do("leave", member)
            joined.discard(member)
            waiting.discard(member)
        elif pick < 3:
            do("set_active", member, pick == 1)
        elif pick < 6 and member not in waiting:
            do("request", member)
            waiting.add(member)
        elif waiting:
            waiting.remove(do("next", MTU))
            granted += 1
        if member in joined:
            do("share", member)
    assert granted > 500


def test_a_coin_is_a_random_stream():
    assert [FlowSchedulerSetup(seed=7).toss() for _ in range(3)] == [
        FlowSchedulerSetup(seed=7).toss() for _ in range(3)
    ]
    coin = FlowSchedulerSetup(seed=7)
    assert 400 < sum(coin.toss() for _ in range(1000)) < 600
    scheduler = congestion.create_flow_scheduler("random-round-robin", coin)
    for member in range(3):
        scheduler.join(member)
        scheduler.request(member)
    assert {scheduler.next(MTU) for _ in range(3)} == {0, 1, 2}


def joined_scheduler():
    scheduler = congestion.create_flow_scheduler("hierarchical")
    scheduler.join(0)
    return scheduler


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: congestion.create_controller("reno"), "unknown congestion controller 'reno'"),
        (lambda: congestion.create_flow_scheduler("x"), "unknown flow scheduler 'x'; known are"),
        (lambda: congestion.register_controller("aimd", Aimd), "aimd is registered already"),
        (lambda: congestion.register_controller("", Aimd), "a name and a class are needed"),
        (lambda: Report(now="soon"), "now is 'soon', allowed: a time of 0 or more"),
        (lambda: Report(now=1, resolved=5, received=6), "received is 6, allowed: a whole number"),
        (lambda: ControllerParams(decrease=1.5), "decrease is 1.5, allowed: a number above 0.0"),
        (lambda: setattr(Aimd(), "window", -3), "window is -3, allowed: a number above 0.0"),
        (
            lambda: setattr(congestion.create_controller("tfrc"), "window", 5),
            "the window of a built-in controller cannot be set",
        ),
        (lambda: joined_scheduler().join(0), "flow 0 has joined already"),
        (lambda: joined_scheduler().request(1), "flow 1 has not joined"),
        (lambda: joined_scheduler().next(MTU), "no flow waits"),
        (lambda: joined_scheduler().set_weight(0, 0), "weight is 0, allowed: a number above 0.0"),
    ],
)
def test_says_in_a_sentence_what_is_wrong(call, sentence):
    with pytest.raises(ParameterError, match=re.escape(sentence)) as error:
        call()
    assert "\n" not in str(error.value)


def test_a_class_without_what_it_needs_is_refused():
    class Empty(Controller):
        pass

    congestion.register_controller("test-empty", Empty)
    with pytest.raises(ParameterError, match="class Empty has no method set_mtu, which it needs"):
        congestion.create_controller("test-empty")


LOSSY = {"flows": 4, "loss": 0.01, "seed": 2}


def test_a_simulation_uses_both_by_their_names():
    congestion.register_controller("test-aimd", Aimd)
    congestion.register_flow_scheduler("test-round-robin", RoundRobin)
    mine = qos_overlay.run_here(
        "cm-loss", controller="test-aimd", flow_scheduler="test-round-robin", **LOSSY
    )
    twin = qos_overlay.run("cm-loss", controller="aimd", flow_scheduler="round-robin", **LOSSY)
    assert mine.events == twin.events
    assert str(mine.metrics) == str(twin.metrics)


def run_with(kind, base, method, answer):
    """A simulation with a class one method of which answers, or raises, something else."""

    def instead(self, *arguments):
        if isinstance(answer, Exception):
            raise answer
        return answer

    register = getattr(congestion, f"register_{kind}")
    register("test-other", type("Other", (base,), {method: instead}))
    qos_overlay.run_here("cm-loss", **{kind: "test-other"}, **LOSSY)


@pytest.mark.parametrize(
    ("kind", "base", "method", "answer", "sentence"),
    [
        ("controller", Aimd, "report", RuntimeError("no idea"), "no idea"),
        ("controller", Aimd, "set_mtu", None, "a window of at least the MTU"),
        ("flow_scheduler", RoundRobin, "next", RuntimeError("nobody"), "nobody"),
        ("flow_scheduler", RoundRobin, "next", 99, "returned 99, allowed: a flow that waits"),
        ("flow_scheduler", RoundRobin, "leave", RuntimeError("stay"), "stay"),
        ("flow_scheduler", RoundRobin, "share", 1.5, "allowed: a number from 0 to 1"),
    ],
)
def test_an_exception_ends_the_simulation(kind, base, method, answer, sentence):
    with pytest.raises((RuntimeError, ParameterError), match=sentence) as error:
        run_with(kind, base, method, answer)
    assert f"in {method} of test-other" in error.value.__notes__[0]
    assert qos_overlay.run_here("cm-loss", **LOSSY).events > 0


def test_the_note_of_a_report_says_when():
    with pytest.raises(ZeroDivisionError) as error:
        run_with("controller", Aimd, "report", ZeroDivisionError("early"))
    assert re.search(r"at \d+\.\d{9} s of simulated time", error.value.__notes__[0])
