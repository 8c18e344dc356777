# SPDX-License-Identifier: GPL-2.0-only
"""Runs that share a process: who does, and that none of them shows in the result of another."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from qos_overlay import Limits, Request, RunError, RunTimeout, worker
from qos_overlay.child import Answer
from qos_overlay.errors import RunLost
from qos_overlay.pool import Worker, WorkerPool
from qos_overlay.result import Result

SHORT = Request("md1-queue", {"duration": "1ms"})
SLOW = Request("md1-queue", {"duration": "5000s", "verbose": False})
LONG = Request("md1-queue", {"duration": "100000000s", "verbose": False})
HUNGRY = Request("md1-queue", {"duration": "1000000s"})


def children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for text in lists for child in text.read_text().split()]


@pytest.fixture
def process():
    """A worker process."""
    process = Worker()
    yield process
    process.close()


@pytest.fixture
def pool():
    """Workers."""
    pool = WorkerPool()
    yield pool
    pool.close()


def test_short_runs_share_a_process(process):
    seen = set()
    for _ in range(10):
        process.run(SHORT)
        seen.update(children(process.pid))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("request_", "limits"), [(SLOW, Limits()), (SHORT, Limits(memory=1 << 30))]
)
def test_a_long_run_and_one_of_limited_memory_leave_no_process_to_share(process, request_, limits):
    for _ in range(20):  # on a machine with other work a short run may be long
        process.run(SHORT)
        if children(process.pid):
            break
    assert len(children(process.pid)) == 1
    process.run(request_, limits)
    assert children(process.pid) == []


def test_runs_that_share_a_process_are_each_as_in_one_of_its_own(process):
    settings = {"ns3::ExponentialRandomVariable::Bound": 0.001}
    requests = [
        Request("md1-queue", {"duration": "100ms"}, 1),
        Request("clvl-loss", {"packets": 1000}, 2),
        Request("md1-queue", {"duration": "100ms"}, 2, settings),
        Request("md1-queue", {"duration": "100ms"}, 2),
        Request("md1-queue", {"duration": "100ms"}, 1),
    ]
    alone = []
    for request in requests:
        own = Worker()
        alone.append(own.run(request).json())
        own.close()
    together = [outcome.json() for outcome in process.run_all(requests)]
    assert together == alone
    assert len(set(together)) == 4


def test_failures_after_other_runs_are_told_as_failures_of_runs_alone(process):
    def reason(request, limits=Limits()):
        with pytest.raises(RunError) as caught:
            process.run(request, limits)
        return caught.value.reason

    failing = [Request("md1-queue", {"duration": "1ms", "fail": fail}) for fail in (1, 2)]
    alone = [reason(request) for request in failing]
    assert "the server is on fire" in alone[0]
    assert "SIGABRT" in alone[1] or "the server exploded" in alone[1]
    for request, expected in zip(failing, alone):
        process.run(SHORT)
        assert reason(request) == expected
    process.run(SHORT)
    assert reason(HUNGRY, Limits(memory=200_000_000)) == (
        "md1-queue failed: it needs more than 200000000 bytes"
    )


def test_a_run_that_takes_too_long_after_others_is_ended(process):
    process.run(SHORT)
    with pytest.raises(RunTimeout) as caught:
        process.run(LONG, Limits(time_s=0.3))
    assert 0.3 <= caught.value.elapsed_s < 20
    assert process.run(SHORT).duration_s == 0.001


def test_a_shared_process_that_somebody_killed_is_replaced(process):
    process.run(SHORT)
    (child,) = children(process.pid)
    os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while "Z" not in Path(f"/proc/{child}/stat").read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.run(SHORT).duration_s == 0.001
    assert child not in children(process.pid)


class ScriptedChild:
    """Stands for a forked process whose answers are known."""

    answers: list[Answer] = []
    made = 0

    def __init__(self):
        type(self).made += 1
        self.runs = 0

    def do(self, line, deadline):
        self.runs += 1
        return self.answers.pop(0)

    def is_alive(self):
        return True

    def end(self):
        pass


DONE = Answer("done", b"{}", b"", True, 0, False)
SPOILT = Answer("done", b"{}", b"", False, 0, False)
FAILED = Answer("failed", b"why", b"", True, 0, False)
CRASHED = Answer(None, b"", b"", False, signal.SIGSEGV, False)
KILLED = Answer(None, b"", b"", False, signal.SIGKILL, False)
TIMED_OUT = Answer(None, b"", b"", False, signal.SIGKILL, True)


@pytest.mark.parametrize(
    ("answers", "taken", "made"),
    [
        ([DONE, DONE], [DONE, DONE], 1),
        ([SPOILT, SPOILT], [SPOILT, SPOILT], 2),
        ([DONE, FAILED, DONE, DONE], [DONE, DONE, DONE], 2),
        ([DONE, CRASHED, CRASHED, DONE], [DONE, CRASHED, DONE], 3),
        ([DONE, TIMED_OUT, DONE], [DONE, DONE], 2),
        ([FAILED, DONE], [FAILED, DONE], 2),
        ([DONE, KILLED, DONE], [DONE, KILLED, DONE], 2),
    ],
)
def test_only_a_good_end_counts_in_a_process_that_had_other_runs(monkeypatch, answers, taken, made):
    monkeypatch.setattr(worker, "Child", ScriptedChild)
    monkeypatch.setattr(ScriptedChild, "answers", list(answers))
    monkeypatch.setattr(ScriptedChild, "made", 0)
    all_of_them = worker._Children()
    request = {"name": "x", "time_limit_s": 1, "memory_limit": None}
    assert [all_of_them.run(b"", request)[0] for _ in taken] == taken
    assert ScriptedChild.answers == []
    assert ScriptedChild.made == made


def test_a_process_does_not_do_runs_for_ever(monkeypatch):
    monkeypatch.setattr(worker, "Child", ScriptedChild)
    monkeypatch.setattr(ScriptedChild, "answers", [DONE] * 1000)
    monkeypatch.setattr(ScriptedChild, "made", 0)
    all_of_them = worker._Children()
    for _ in range(1000):
        all_of_them.run(b"", {"name": "x", "time_limit_s": None, "memory_limit": None})
    assert 2 <= ScriptedChild.made <= 20


def test_runs_behind_one_whose_worker_died_are_done(pool):
    def kill():
        for pid in children(os.getpid()):
            os.kill(pid, signal.SIGKILL)

    threading.Timer(1, kill).start()
    outcomes = list(pool.run_all([SHORT, LONG, SHORT, SHORT]))
    assert isinstance(outcomes[1], RunLost)
    results = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    assert len(results) == 3
    assert len({result.json() for result in results}) == 1


def test_answers_that_nobody_waited_for_are_not_taken_for_others(pool):
    requests = [Request("md1-queue", {"duration": "1ms"}, seed) for seed in range(8)]
    outcomes = pool.run_all(requests)
    assert next(outcomes).seed == 0
    outcomes.close()
    assert pool.run(Request("md1-queue", {"duration": "1ms"}, 99)).seed == 99


def test_long_requests_and_long_results_do_not_block_each_other(pool):
    weights = ":".join(["1"] * 40_000)
    parameters = {"duration": "2s", "load": 0.9, "weights": weights}
    requests = [Request("md1-queue", parameters, seed) for seed in range(4)]
    results = list(pool.run_all(requests))
    assert [result.seed for result in results] == [0, 1, 2, 3]
    assert min(len(result.json()) for result in results) > 500_000
    outcomes = pool.run_all(requests)
    next(outcomes)
    outcomes.close()
    assert pool.run(SHORT).duration_s == 0.001
