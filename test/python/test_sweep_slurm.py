# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps as files for Slurm: the tasks of the array, in any order, give the bytes of this machine."""

import json
import os
import re
import subprocess

import qos_overlay

ARGUMENTS = ("md1-queue", "load=0.1,0.5,0.9", "duration=20ms", "fail=0,1", "--runs", "4")
SPACE = {"load": [0.1, 0.5, 0.9], "duration": "20ms", "fail": [0, 1]}


def emit(qos, *options):
    outcome = qos("sweep", *ARGUMENTS, "--emit-slurm", "o", *options)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == "sbatch o/sweep.slurm\n./qos collect o\n"


def start(folder, task, **environment):
    """A task of the array, as Slurm starts it."""
    clean = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.Popen(
        ["bash", str(folder / "sweep.slurm")],
        env={**clean, "SLURM_ARRAY_TASK_ID": str(task), **environment},
        cwd="/",
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_array_gives_the_bytes_of_this_machine(qos, tmp_path):
    emit(qos, "--per-task", "7")
    folder = tmp_path / "o"
    assert re.search(r"^#SBATCH --array=0-3$", (folder / "sweep.slurm").read_text(), re.MULTILINE)

    killed = start(folder, 2)
    killed.kill()
    killed.communicate()
    # two at once, one of them with two processors, and one submitted twice
    tasks = [start(folder, 3), start(folder, 0, SLURM_CPUS_PER_TASK="2")]
    assert [(task.communicate()[1], task.returncode) for task in tasks] == [("", 0)] * 2
    partial = qos("collect", "o")
    assert partial.returncode == 1
    assert re.search(r"^1[0-9] runs, \d failed, 1[0-9] missing; ", partial.stdout, re.MULTILINE)
    tasks = [start(folder, task) for task in (2, 1, 1)]
    assert [(task.communicate()[1], task.returncode) for task in tasks] == [("", 0)] * 3

    assert "24 runs, 12 failed; o/results.csv" in qos("collect", "o").stdout
    qos_overlay.sweep("md1-queue", SPACE, seeds=4, out=tmp_path / "local")
    for name in ("results.csv", "failures.csv", "sweep.json"):
        assert (folder / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


def test_limits_go_with_the_tasks(qos, tmp_path):
    outcome = qos(
        *("sweep", "md1-queue", "duration=100000000s", "verbose=false", "--emit-slurm", "o"),
        *("--time-limit", "500ms", "--memory-limit", "1GiB"),
    )
    assert outcome.returncode == 0
    start(tmp_path / "o", 0).communicate()
    assert list(qos_overlay.collect(tmp_path / "o").failures()["reason"]) == [
        "md1-queue was ended: it took more than 0.5 s"
    ]


def test_failures_can_be_had_again(qos, tmp_path):
    emit(qos, "--per-task", "100")
    start(tmp_path / "o", 0).communicate()
    assert qos_overlay.load(tmp_path / "o").missing == 0
    emit(qos, "--retry-failed")
    assert qos_overlay.load(tmp_path / "o").missing == 12


def test_another_build_is_a_sentence(qos, tmp_path):
    emit(qos)
    definition = tmp_path / "o" / "sweep.json"
    data = json.loads(definition.read_text())
    data["program"]["build"] = "0" * 16
    definition.write_text(json.dumps(data))
    task = start(tmp_path / "o", 0)
    stderr = task.communicate()[1]
    assert task.returncode == 1
    assert stderr.endswith(
        "has another build of the program than the one that began the sweep, so its results could "
        "differ\n"
    )
    assert stderr.count("\n") == 1
