# SPDX-License-Identifier: GPL-2.0-only
"""Whatever is killed, a sweep ends after resumes with the bytes of an undisturbed one."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import qos_overlay
from dask_cluster import DaskCluster

SEED = 20261127
LOADS = [0.1, 0.3, 0.5, 0.7, 0.9]


def descendants(pid: int) -> list[int]:
    """All processes that a process started, and that those started."""
    try:
        lists = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(child) for text in lists for child in text.read_text().split()]
    except OSError:
        return []
    return [*children, *(grandchild for child in children for grandchild in descendants(child))]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # a run that has ended
        pass


def disturb(
    folder: Path,
    runs: int,
    kills: int,
    options: Callable[[], list[str]],
    processes: Callable[[int], list[int]],
) -> int:
    """Run a sweep, kill one process after the other at random times, resume until it is done.

    Args:
        folder: of the sweep.
        runs: how many it has.
        kills: how many processes to kill, spread evenly over the runs.
        options: further options of the sweep, asked for before each start.
        processes: the processes to choose from, given that of the sweep.

    Returns:
        How often it was started.
    """
    print(f"seed {SEED}")
    choice = random.Random(SEED)
    marks = sorted(choice.uniform(0, runs) for _ in range(kills))
    loads = ",".join(map(str, LOADS))
    starts, status, output = 0, None, ""
    while marks or status != 0:
        starts += 1
        assert starts < 5 * kills, output
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "qos_overlay.cli", "sweep", "md1-queue", f"load={loads}"),
                *("duration=200ms", "--runs", str(runs // len(LOADS)), "--out", str(folder)),
                *options(),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        while process.poll() is None:
            if marks and sum(1 for _ in folder.glob("runs/*/*.json")) >= marks[0]:
                kill(choice.choice(processes(process.pid)))
                del marks[0]
            time.sleep(0.002)
        output, _ = process.communicate()
        status = process.returncode
    return starts


def check(folder: Path, runs: int, undisturbed: Path) -> None:
    """The files of a disturbed sweep are those of an undisturbed one."""
    space = {"load": LOADS, "duration": "200ms"}
    qos_overlay.sweep("md1-queue", space, seeds=runs // len(LOADS), out=undisturbed)
    table = (undisturbed / "results.csv").read_bytes()
    assert table.count(b"\nok,") == runs
    assert (folder / "results.csv").read_bytes() == table
    assert (folder / "failures.csv").read_bytes() == (undisturbed / "failures.csv").read_bytes()
    results = [
        [result.json() for result in qos_overlay.load(f).results()] for f in (folder, undisturbed)
    ]
    assert results[0] == results[1]
    assert list(folder.rglob("*.tmp")) == []


def test_killed_processes_change_no_byte(tmp_path):
    starts = disturb(
        tmp_path / "disturbed",
        500,
        20,
        lambda: ["--workers", "2"],
        lambda sweep: [sweep, *descendants(sweep)],
    )
    assert starts > 1
    check(tmp_path / "disturbed", 500, tmp_path / "undisturbed")


def test_killed_dask_workers_and_schedulers_change_no_byte(tmp_path):
    with DaskCluster(tmp_path / "dask", 2) as cluster:

        def options() -> list[str]:
            cluster.mend()
            return ["--scheduler", cluster.address]

        def processes(sweep: int) -> list[int]:
            cluster.mend_workers()
            workers = [worker.pid for worker in cluster.workers]
            return [sweep, cluster.scheduler.pid, *workers, *descendants(workers[0])]

        starts = disturb(tmp_path / "disturbed", 500, 20, options, processes)
    assert starts > 1
    check(tmp_path / "disturbed", 500, tmp_path / "undisturbed")


def test_ctrl_c_fails_no_run(tmp_path):
    command = [
        # a shell that runs tests in the background has them ignore it
        *("env", "--default-signal=INT"),
        *(sys.executable, "-m", "qos_overlay.cli", "sweep", "md1-queue", "load=0.1,0.2,0.3,0.4"),
        *("duration=100000000s", "verbose=false", "--out", str(tmp_path / "o")),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert wait_until(lambda: len(descendants(process.pid)) >= 2)
    time.sleep(0.5)
    started = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert errors == (
        f"interrupted; what is done is in {tmp_path / 'o'}, and the same command goes on with the "
        "rest\n"
    )
    assert len(started) >= 2
    assert wait_until(lambda: not any(is_running(pid) for pid in started))
    sweep = qos_overlay.load(tmp_path / "o")
    assert (len(sweep), sweep.missing) == (0, 4)
