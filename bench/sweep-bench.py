# SPDX-License-Identifier: GPL-2.0-only
"""What a sweep costs beside its runs, and what a second worker is worth.

The run itself is the experiment called in this process, without anything around it. Costs are CPU
times of all processes, which do not depend on what else the machine does; the worth of a second
worker is wall time. Side by side, as SEM works: a process per run, whose output goes into a folder
per run, and a database of all runs in one JSON file, which is read and written for each. That is
the least that it takes: TinyDB, which SEM uses, needs half as much again for an insertion, and what
SEM does around it is left out.

--json prints the rows as JSON and nothing else.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import qos_overlay
from qos_overlay import _core
from qos_overlay.bench import build_folder, make_row, print_rows

EXPERIMENT = "clvl-loss"
SHORT = {"packets": "1000"}
LONG = {"packets": "6000000"}
SHORT_RUNS = 500
LONG_RUNS = 6
ROUNDS = 3
MOST_MS = 5.0


def cost(work: Callable[[Path], None], room: Path) -> tuple[float, float]:
    """What something takes: CPU time and wall time, seconds.

    It gets a folder of its own in a room that is removed in the end: where files were removed, some
    file systems take much longer to make new ones for some seconds.
    """
    folder = Path(tempfile.mkdtemp(dir=room))
    cpu, wall = cpu_seconds(), time.perf_counter()
    work(folder)
    return cpu_seconds() - cpu, time.perf_counter() - wall


def cpu_seconds() -> float:
    """CPU time of this process and of all that it started and that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def bare_runs(_: Path) -> None:
    for seed in range(1, SHORT_RUNS + 1):
        _core.run_json(EXPERIMENT, SHORT, [], seed)


def sweep(parameters: dict[str, str], runs: int, workers: int) -> Callable[[Path], None]:
    def work(folder: Path) -> None:
        qos_overlay.sweep(EXPERIMENT, parameters, seeds=runs, out=folder, workers=workers)

    return work


def processes_and_a_database(folder: Path) -> None:
    """The same runs as programs, with their output in folders, and a database of them."""
    program = build_folder() / "examples" / EXPERIMENT
    arguments = [f"{name}={value}" for name, value in SHORT.items()]
    parameters = qos_overlay.Request(EXPERIMENT, SHORT).check().parameters
    database = folder / "database.json"
    database.write_text(json.dumps({"results": {}}))
    for seed in range(1, SHORT_RUNS + 1):
        run = folder / str(seed)
        run.mkdir()
        with (run / "stdout").open("w") as out, (run / "stderr").open("w") as err:
            command = [program, *arguments, "--seed", str(seed), "--json"]
            subprocess.run(command, stdout=out, stderr=err, check=True)
        known = json.loads(database.read_text())
        known["results"][str(seed)] = {"params": {**parameters, "RngRun": seed}, "meta": {}}
        database.write_text(json.dumps(known))


def measure(room: Path) -> list[dict[str, object]]:
    """The rows. Each round does everything once, so that a disturbance hits both sides."""
    overheads, others, speeds = [], [], []
    for _ in range(ROUNDS):
        bare, _ = cost(bare_runs, room)
        ours = cost(sweep(SHORT, SHORT_RUNS, 1), room)[0] - bare
        theirs = cost(processes_and_a_database, room)[0] - bare
        overheads.append(ours / SHORT_RUNS * 1e3)
        others.append(ours / theirs)
        _, one = cost(sweep(LONG, LONG_RUNS, 1), room)
        _, two = cost(sweep(LONG, LONG_RUNS, 2), room)
        speeds.append((two / LONG_RUNS, two / one))
    overhead, share = statistics.median(overheads), statistics.median(others)
    long_s, ratio = sorted(speeds, key=lambda speed: speed[1])[len(speeds) // 2]
    return [
        make_row(
            "sweep-overhead", overhead, "ms", f"{MOST_MS:g} ms a run", overhead / MOST_MS, 1.0
        ),
        make_row("sweep-processes", overhead, "ms", "a process and a database", share, 1 / 20),
        make_row("sweep-two-workers", long_s, "s", "one worker", ratio, 1 / 1.85),
    ]


with tempfile.TemporaryDirectory() as room:
    print_rows(measure(Path(room)), sys.argv[1:])
