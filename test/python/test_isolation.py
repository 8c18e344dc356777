# SPDX-License-Identifier: GPL-2.0-only
"""Runs after one another in one process do not know of each other."""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from qos_overlay import Request
from qos_overlay.pool import Worker

QUICK = [
    ("qsockets-video", {"duration": "5s"}),
    ("qsockets-streams", {"duration": "5s"}),
    ("qsockets-deadline", {"duration": "5s"}),
    ("qsockets-share", {"duration": "5s"}),
    ("cm-sharing", {"requests": "3"}),
    ("cm-sharing", {"requests": "3", "transport": "tcp"}),
    ("cm-loss", {"bytes": "200kB"}),
    ("cm-loss", {"bytes": "200kB", "transport": "tcp"}),
    ("cm-bulk", {"bytes": "1MB"}),
    ("cm-vat", {"duration": "5s"}),
    ("overlay-chain", {}),
    ("overlay-tree", {}),
    ("overlay-tree", {"nodes": "30"}),
    ("overlay-tree", {"transport": "tcp"}),
    ("overlay-federation", {}),
    ("overlay-failure", {}),
    ("overlay-session", {}),
    ("clvl-loss", {"packets": "5000"}),
    ("clvl-loss", {"packets": "5000", "codec": "real", "background": "epoch"}),
    ("clvl-game", {"duration": "5s"}),
]
SEEDS = range(1, 11)
ORDER = 7

IN_ONE_PROCESS = """
import json, sys
from qos_overlay import _core
for line in sys.stdin:
    name, parameters, seed = json.loads(line)
    print(_core.run_json(name, parameters, [], seed))
"""


def _alone(request: Request) -> str:
    """The result of a run in a process that had no other."""
    worker = Worker()
    try:
        return worker.run(request).json()
    finally:
        worker.close()


def test_two_hundred_runs_in_one_process_are_each_as_in_a_process_of_its_own() -> None:
    requests = [Request(name, parameters, seed) for name, parameters in QUICK for seed in SEEDS]
    assert len(requests) == 200
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        alone = list(pool.map(_alone, requests))
    order = list(range(len(requests)))
    random.Random(ORDER).shuffle(order)
    lines = [
        json.dumps([requests[i].experiment, requests[i].parameters, requests[i].seed]) + "\n"
        for i in order
    ]
    process = subprocess.run(
        [sys.executable, "-c", IN_ONE_PROCESS],
        input="".join(lines),
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    together = process.stdout.splitlines()
    assert len(together) == len(requests)
    for place, index in enumerate(order):
        assert together[place] == alone[index], f"{requests[index]} as number {place}"
