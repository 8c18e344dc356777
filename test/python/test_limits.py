# SPDX-License-Identifier: GPL-2.0-only
"""What a run may use, and what becomes of one that uses more or is killed."""

import os
import signal
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from qos_overlay import Limits, ParameterError, Request, RunError, RunTimeout
from qos_overlay.errors import RunLost
from qos_overlay.limits import parse_memory, parse_time
from qos_overlay.pool import LocalExecutor, Worker, WorkerPool, run_here

LONG = Request("md1-queue", {"duration": "100000000s", "verbose": False})
HUNGRY = Request("md1-queue", {"duration": "1000000s"})
SHORT = Request("md1-queue", {"duration": "1ms"})


@pytest.fixture
def worker():
    """A worker process."""
    worker = Worker()
    yield worker
    worker.close()


def test_a_run_that_takes_too_long_is_ended(worker):
    start = time.monotonic()
    with pytest.raises(RunTimeout) as caught:
        worker.run(LONG, Limits(time_s=0.3))
    assert 0.3 <= caught.value.elapsed_s <= time.monotonic() - start < 20
    assert caught.value.reason == "md1-queue was ended: it took more than 0.3 s"
    assert caught.value.command == LONG.command()
    assert worker.run(SHORT).duration_s == 0.001


def test_a_run_within_its_limits_gives_the_same_bytes(worker):
    free = worker.run(SHORT)
    assert worker.run(SHORT, Limits(time_s=100, memory=1 << 30)).json() == free.json()
    assert 0 < free.elapsed_s < 20


def test_a_run_that_needs_too_much_memory_fails(worker):
    with pytest.raises(RunError) as caught:
        worker.run(HUNGRY, Limits(memory=200_000_000))
    assert caught.value.reason == "md1-queue failed: it needs more than 200000000 bytes"
    assert worker.run(SHORT).duration_s == 0.001


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_somebody_kills_is_lost_and_its_worker_lives(worker, number):
    def kill():
        for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
            os.kill(int(pid), number)

    threading.Timer(0.5, kill).start()
    with pytest.raises(RunLost, match=f"it died of {number.name}"):
        worker.run(LONG)
    assert worker.run(SHORT).duration_s == 0.001


def test_an_executor_keeps_to_its_number_of_workers():
    before = _processes()
    with LocalExecutor(2) as executor:
        futures = [executor.submit(run_here, SHORT) for _ in range(12)]
        assert {future.result().json() for future in futures} == {futures[0].result().json()}
        assert 1 <= len(_processes() - before) <= 2
    assert _processes() <= before


def _processes() -> set[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for text in lists for pid in text.read_text().split()}


def test_closing_a_pool_ends_its_runs_without_a_failure():
    pool = WorkerPool()
    threading.Timer(0.5, pool.close).start()
    with pytest.raises(CancelledError):
        pool.run(LONG)
    with pytest.raises(CancelledError):
        pool.run(SHORT)


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("90s", 90), ("1.5min", 90), ("2h", 7200)]
)
def test_reads_times(text, seconds):
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    ("text", "amount"), [("1MB", 1000000), ("0.5GiB", 1 << 29), ("2GB", 2000000000)]
)
def test_reads_amounts_of_memory(text, amount):
    assert parse_memory(text) == amount


@pytest.mark.parametrize("text", ["", "5", "s", "-1s", "0s", "1e400s", "nans", "5 s", "3d"])
def test_refuses_what_is_no_time(text):
    with pytest.raises(ParameterError) as caught:
        parse_time(text)
    assert str(caught.value) == (
        f"time limit is '{text}', allowed: a time above 0 such as 500ms, 90s, 5min or 2h"
    )


@pytest.mark.parametrize("text", ["", "5", "GiB", "-1MB", "0GB", "9999999999999GiB", "1kB"])
def test_refuses_what_is_no_memory(text):
    with pytest.raises(ParameterError) as caught:
        parse_memory(text)
    assert str(caught.value) == (
        f"memory limit is '{text}', allowed: an amount above 0 such as 512MiB, 2GiB or 2GB"
    )
