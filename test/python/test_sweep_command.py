# SPDX-License-Identifier: GPL-2.0-only
"""./qos sweep and ./qos collect."""

import csv
import os
import shutil
import zlib  # noqa: F401  (loads its library)
from pathlib import Path

import pytest

SMALL = ("md1-queue", "duration=1ms")


def rows(folder):
    with (folder / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_runs_a_grid_and_says_where_the_table_is(qos, tmp_path):
    outcome = qos("sweep", *SMALL, "load=0.1,0.5", "policy=wait,leave", "--runs", "2", "--out", "o")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == "8 runs, 0 failed; o/results.csv\n"
    assert [(row["load"], row["policy"], row["seed"]) for row in rows(tmp_path / "o")] == [
        (load, policy, seed)
        for load in ("0.1", "0.5")
        for policy in ("leave", "wait")
        for seed in ("1", "2")
    ]


def test_the_folder_has_the_name_of_the_experiment_if_none_is_given(qos, tmp_path):
    outcome = qos("sweep", *SMALL)
    assert outcome.stdout == "1 run, 0 failed; sweep/md1-queue/results.csv\n"
    assert len(rows(tmp_path / "sweep" / "md1-queue")) == 1


def test_the_first_seed_can_be_another_one(qos, tmp_path):
    qos("sweep", *SMALL, "--runs", "3", "--seed", "2001", "--out", "o")
    assert [row["seed"] for row in rows(tmp_path / "o")] == ["2001", "2002", "2003"]


def test_points_come_from_a_file(qos, tmp_path):
    (tmp_path / "points.csv").write_text("load,weights\n0.1,1:2\n0.5,3:1\n")
    outcome = qos("sweep", *SMALL, "policy=wait,leave", "--points", "points.csv", "--out", "o")
    assert outcome.stdout == "4 runs, 0 failed; o/results.csv\n"
    assert {(row["load"], row["weights"]) for row in rows(tmp_path / "o")} == {
        ("0.1", "1:2"),
        ("0.5", "3:1"),
    }


def test_a_parameter_follows_from_others(qos, tmp_path):
    outcome = qos(
        *("sweep", "md1-queue", "load=0.1,0.5", "weights={1+load}:{max(2,4*load)/0.5}"),
        *("service_time={10*load}ms", "duration=1ms", "--out", "o"),
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert [(row["load"], row["weights"], row["service_time"]) for row in rows(tmp_path / "o")] == [
        ("0.1", "1.1:4", "1ms"),
        ("0.5", "1.5:4", "5ms"),
    ]


def test_failures_are_told_with_their_commands_and_status_one(qos):
    outcome = qos("sweep", *SMALL, "fail=0,1", "--out", "o")
    assert outcome.returncode == 1
    assert outcome.stdout == (
        "failed: md1-queue failed: the server is on fire; to reproduce: "
        "./qos run md1-queue duration=1ms fail=1 --seed 1\n"
        "2 runs, 1 failed; o/results.csv\n"
    )


def test_of_many_failures_some_are_told(qos):
    outcome = qos("sweep", *SMALL, "fail=1", "--runs", "12", "--out", "o")
    assert outcome.stdout.count("to reproduce") == 10
    assert outcome.stdout.splitlines()[-2:] == [
        "... all 12 are in o/failures.csv",
        "12 runs, 12 failed; o/results.csv",
    ]


@pytest.mark.parametrize(
    ("verbose", "limits", "reason"),
    [
        ("true", ["--memory-limit", "200MB"], "failed: it needs more than 200000000 bytes"),
        ("false", ["--time-limit", "500ms"], "was ended: it took more than 0.5 s"),
    ],
)
def test_limits_are_for_each_run(qos, verbose, limits, reason):
    outcome = qos(
        *("sweep", "md1-queue", "duration=10000000s", f"verbose={verbose}", "--out", "o"),
        *("--set", "ns3::Node::SystemId=3", *limits),
    )
    assert outcome.returncode == 1
    assert f"md1-queue {reason}; to reproduce: ./qos run md1-queue " in outcome.stdout
    assert "--set ns3::Node::SystemId=3 --seed 1" in outcome.stdout


def test_resume_needs_no_repetition_of_the_arguments(qos, tmp_path):
    qos("sweep", *SMALL, "load=0.1,0.5", "--runs", "2", "--out", "o")
    table = (tmp_path / "o" / "results.csv").read_bytes()
    for path in list((tmp_path / "o" / "runs").glob("*/*.json"))[:3]:
        path.unlink()
    outcome = qos("collect", "o")
    assert (outcome.returncode, outcome.stdout) == (
        1,
        "1 run, 0 failed, 3 missing; o/results.csv\n",
    )
    outcome = qos("sweep", "--resume", "--out", "o")
    assert (outcome.returncode, outcome.stdout) == (0, "4 runs, 0 failed; o/results.csv\n")
    assert (tmp_path / "o" / "results.csv").read_bytes() == table


def test_another_build_makes_other_runs(qos, tmp_path):
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    other = tmp_path / "libqos-other.so"  # some library, as if it were a part of the program
    shutil.copyfile(next(path for path in loaded if "/libz.so" in path), other)
    qos("sweep", *SMALL, "--out", "o")
    preload = f"{os.environ['LD_PRELOAD']}:{other}"
    outcome = qos("sweep", "--resume", "--out", "o", env={**os.environ, "LD_PRELOAD": preload})
    assert (outcome.returncode, outcome.stderr) == (
        0,
        "o has runs of another build, which are not used\n",
    )
    assert len(list((tmp_path / "o" / "runs").glob("*/*.json"))) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "neither NAME nor --out DIR is given, allowed: one of them, or both"),
        (
            ["md1-queue", "--out", "o", "--emit-slurm", "o"],
            "--out DIR and --emit-slurm DIR both name the folder, allowed: one",
        ),
        (
            ["md1-queue", "--emit-slurm", "o", "--per-task", "0"],
            "runs per task is 0, allowed: a whole number of at least 1",
        ),
        (
            ["md1-queue", "--emit-slurm", "o", "--stop-when", "wait_ms=5%"],
            "a Slurm array does all runs of a sweep, so it cannot have a stop rule",
        ),
        (["--out", "o"], "Missing argument 'NAME'."),
        (["--resume", "--out", "o"], "there is no sweep in o, allowed: the folder of a sweep"),
        (
            ["md1-queue", "load", "--out", "o"],
            "argument 'load' is not understood, allowed: parameter=value,value...",
        ),
        (
            ["md1-queue", "load=0.1,2", "--out", "o"],
            "parameter load of md1-queue is '2', allowed: a number from 0 to 1",
        ),
        (
            ["md1-queue", "load=0.1,", "--out", "o"],
            "parameter load is '0.1,', allowed: values with commas between",
        ),
        (
            ["md1-queue", "load={1/}", "--out", "o"],
            "parameter load is '{1/}', allowed in braces: numbers, parameters, + - * /, brackets, "
            "min, max, abs",
        ),
        (
            ["md1-queue", "load={fail", "--out", "o"],
            "parameter load is '{fail', allowed in braces: numbers, parameters, + - * /, brackets, "
            "min, max, abs",
        ),
        (
            ["md1-queue", "load={fail.real}", "--out", "o"],
            "parameter load is '{fail.real}', allowed in braces: numbers, parameters, + - * /, "
            "brackets, min, max, abs",
        ),
        (
            ["md1-queue", "load={fail/2}", "duration=1s", "--out", "o"],
            "parameter load follows from fail, which is not given; given are: duration",
        ),
        (
            ["md1-queue", "load={duration/2}", "duration=1s", "--out", "o"],
            "parameter load follows from duration, which is '1s', allowed: a number without a unit",
        ),
        (
            ["md1-queue", "load={1/fail}", "fail=0", "--out", "o"],
            "parameter load is '{1/fail}', which has no value at {'fail': '0'}: division by zero",
        ),
        (
            ["md1-queue", "load=0.1", "load=0.2", "--out", "o"],
            "parameter load is given twice",
        ),
        (
            ["md1-queue", "--points", "none.csv", "--out", "o"],
            "the points in none.csv cannot be read: No such file or directory",
        ),
        (
            ["md1-queue", "--runs", "0", "--out", "o"],
            "runs is 0, allowed: a whole number of at least 1",
        ),
        (
            ["md1-queue", "--seed", "-1", "--out", "o"],
            "seed is '-1', allowed: a whole number from 0 to 4294967295",
        ),
        (
            ["md1-queue", "--time-limit", "5", "--out", "o"],
            "time limit is '5', allowed: a time above 0 such as 500ms, 90s, 5min or 2h",
        ),
        (
            ["md1-queue", "--workers", "0", "--out", "o"],
            "workers is 0, allowed: a whole number of at least 1",
        ),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_status_two(qos, tmp_path, arguments, sentence):
    outcome = qos("sweep", *arguments)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (2, "", sentence + "\n")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("load\n", "p.csv has no points, allowed: a line of names, then a line a point"),
        ("load,fail\n0.1\n", "line 2 of p.csv has 1 values, allowed: 2, as names"),
        ("duration\n1s\n", "parameter duration is given twice: here and in p.csv"),
    ],
)
def test_a_wrong_file_of_points_is_one_sentence(qos, tmp_path, text, sentence):
    (tmp_path / "p.csv").write_text(text)
    outcome = qos("sweep", *SMALL, "--points", "p.csv", "--out", "o")
    assert (outcome.returncode, outcome.stderr) == (2, sentence + "\n")


def test_a_folder_is_for_one_experiment_and_one_sweep(qos):
    qos("sweep", *SMALL, "--out", "o")
    outcome = qos("sweep", "cm-sharing", "--out", "o")
    assert (outcome.returncode, outcome.stderr) == (
        2,
        "o has a sweep of md1-queue, allowed: a folder for each experiment\n",
    )
    outcome = qos("sweep", "--resume", "--runs", "3", "--out", "o")
    assert (outcome.returncode, outcome.stderr) == (
        2,
        "--resume without NAME takes the whole sweep from DIR\n",
    )


def test_collect_needs_a_sweep(qos):
    outcome = qos("collect", "nowhere")
    assert (outcome.returncode, outcome.stderr) == (
        2,
        "there is no sweep in nowhere, allowed: the folder of a sweep\n",
    )
