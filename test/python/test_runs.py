# SPDX-License-Identifier: GPL-2.0-only
"""Many runs: same bytes whatever else runs, no process left behind, import in no time."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import ParameterError, Request, RunError
from qos_overlay.pool import Worker

EXAMPLE = Request("md1-queue", {"duration": "2s"}, seed=7)
LONG = Request("md1-queue", {"duration": "100000000s", "verbose": False})


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")  # each thread has those that it started
    return [int(child) for text in lists for child in text.read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _wait_until(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_same_bytes_alone_and_after_fifty_other_runs():
    alone = qos_overlay.run("md1-queue", seed=7, duration="2s").json()
    for seed in range(50):
        qos_overlay.run("md1-queue", seed=seed, duration="100ms", load=0.9)
    assert qos_overlay.run("md1-queue", seed=7, duration="2s").json() == alone


def test_same_bytes_in_a_fresh_process(qos):
    fresh = qos("run", "md1-queue", "duration=2s", "--seed", "7", "--json")
    assert fresh.returncode == 0
    assert fresh.stdout == qos_overlay.run("md1-queue", seed=7, duration="2s").json() + "\n"


def test_same_bytes_at_any_number_of_workers():
    requests = [
        Request("md1-queue", {"load": load, "duration": "1s"}, seed)
        for load in (0.2, 0.8)
        for seed in range(9)
    ]
    texts = [
        [result.json() for result in qos_overlay.run_many(requests, workers=workers)]
        for workers in (1, 2, 5)
    ]
    assert texts[0] == texts[1] == texts[2]


def test_settings_do_not_leak_into_the_next_run():
    before = qos_overlay.run("md1-queue", duration="1s").json()
    changed = qos_overlay.run(
        "md1-queue", duration="1s", settings={"ns3::ExponentialRandomVariable::Bound": 0.001}
    )
    assert changed.metrics != qos_overlay.run("md1-queue", duration="1s").metrics
    assert qos_overlay.run("md1-queue", duration="1s").json() == before


def test_many_keeps_the_order_and_tells_of_failures():
    requests = [
        Request("md1-queue", {"duration": "10ms", "fail": 2 if seed == 3 else 0}, seed)
        for seed in range(8)
    ]
    calls = []
    outcomes = qos_overlay.run_many(
        requests, workers=2, progress=lambda *numbers: calls.append(numbers)
    )
    assert isinstance(outcomes[3], RunError)
    assert [outcome.seed for outcome in outcomes if not isinstance(outcome, RunError)] == [
        0,
        1,
        2,
        4,
        5,
        6,
        7,
    ]
    assert [done for done, _, _ in calls] == list(range(1, 9))
    assert calls[-1] == (8, 8, 1)


def test_many_checks_all_before_it_runs_any():
    calls = []
    with pytest.raises(ParameterError, match="load of md1-queue is '7'"):
        qos_overlay.run_many(
            [EXAMPLE, Request("md1-queue", {"load": 7})], progress=lambda *_: calls.append(1)
        )
    assert not calls


def test_many_of_none_is_none():
    assert qos_overlay.run_many([]) == []


def test_many_refuses_no_workers():
    with pytest.raises(ParameterError, match="workers is 0, allowed: a whole number of at least 1"):
        qos_overlay.run_many([EXAMPLE], workers=0)


def test_many_leaves_no_process():
    before = set(_children(os.getpid()))
    qos_overlay.run_many([EXAMPLE] * 4, workers=2)
    assert set(_children(os.getpid())) <= before


def test_a_dead_worker_is_a_failed_run():
    worker = Worker()
    threading.Timer(0.3, worker.kill).start()
    with pytest.raises(RunError, match="its worker process died"):
        worker.run(LONG)
    assert not worker.is_alive()


def test_a_worker_that_answers_no_more_is_dead(monkeypatch):
    monkeypatch.setattr("qos_overlay.pool._START", "import os, time; os.close(1); time.sleep(60)")
    worker = Worker()
    with pytest.raises(RunError, match="its worker process died"):
        worker.run(EXAMPLE)
    assert not worker.is_alive()


def test_run_goes_on_after_its_worker_died():
    qos_overlay.run("md1-queue", duration="1ms")
    for child in _children(os.getpid()):
        os.kill(child, signal.SIGKILL)
    assert _wait_until(lambda: not any(map(_is_running, _children(os.getpid()))))
    assert qos_overlay.run("md1-queue", duration="1ms").seed == 1


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_runs_die_with_their_parent(end):
    script = (
        "import qos_overlay; from qos_overlay import Request;"
        f"long = [Request('md1-queue', {dict(LONG.parameters)!r}, seed) for seed in (1, 2)];"
        "qos_overlay.run_many(long, workers=2)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    try:
        assert _wait_until(lambda: len(_children(parent.pid)) == 2)
        workers = _children(parent.pid)
        assert _wait_until(lambda: all(_children(worker) for worker in workers))
        runs = [run for worker in workers for run in _children(worker)]
    finally:
        parent.send_signal(end)
    assert parent.wait(20) != 0
    assert _wait_until(lambda: not any(map(_is_running, [*workers, *runs])))


def test_ctrl_c_leaves_the_session_usable():
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        qos_overlay.run("md1-queue", **LONG.parameters)
    assert qos_overlay.run("md1-queue", duration="1ms").duration_s == 0.001


def test_works_in_a_forked_child():
    qos_overlay.run("md1-queue", duration="1ms")
    pid = os.fork()
    if pid == 0:
        os._exit(0 if qos_overlay.run("md1-queue", seed=4, duration="1ms").seed == 4 else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert qos_overlay.run("md1-queue", seed=5, duration="1ms").seed == 5


def test_no_main_guard_is_needed(python, tmp_path):
    script = tmp_path / "study.py"
    script.write_text(
        "import qos_overlay\n"
        "from qos_overlay import Request\n"
        "requests = [Request('md1-queue', {'duration': '1ms'}, seed) for seed in range(3)]\n"
        "print(len(qos_overlay.run_many(requests, workers=2)))\n"
    )
    outcome = python(str(script))
    assert (outcome.returncode, outcome.stdout) == (0, "3\n")


def test_a_users_files_do_not_get_into_a_worker(python, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('wrong module')\n")
    (tmp_path / "signal.py").write_text("raise SystemExit('wrong module')\n")
    script = (
        "import sys; sys.path.remove(''); import qos_overlay;"
        "print(qos_overlay.run('md1-queue', duration='1ms').seed)"
    )
    outcome = python("-c", script)
    assert (outcome.returncode, outcome.stdout) == (0, "1\n")


def test_imports_in_no_time(python):
    # Processor time is this import's own, however busy the machine is; the first of several
    # interpreters also fills the caches of the disk and of the processor.
    script = (
        "import time; start = time.process_time(); import qos_overlay;"
        "print(time.process_time() - start)"
    )
    assert min(float(python("-c", script).stdout) for _ in range(5)) < 0.3


def test_imports_nothing_that_is_slow(python):
    modules = python("-c", "import sys, qos_overlay; print(*sys.modules)").stdout.split()
    slow = [
        "numpy",
        "pandas",
        "matplotlib",
        "xarray",
        "distributed",
        "scipy",
        "jinja2",
        "rich",
        "click",
        "qos_overlay._core",
    ]
    assert "qos_overlay.pool" in modules
    assert [name for name in slow if name in modules] == []
