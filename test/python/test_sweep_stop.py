# SPDX-License-Identifier: GPL-2.0-only
"""Points that need no further seeds."""

import csv
import math
import statistics

import pytest
import qos_overlay
from qos_overlay.sweep.stop_rule import StopRule
from scipy.stats import t

SPACE = {"load": [0.2, 0.8], "duration": "500ms", "verbose": False}
RULE = "wait_ms=20%"
SEEDS = 40


def waits(folder):
    """Waiting times by load, in the order of the seeds."""
    with (folder / "results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        load: [float(row["wait_ms"]) for row in rows if row["load"] == load]
        for load in ("0.2", "0.8")
    }


def half_share(values):
    """Half the 95 % interval as a share of the mean, independently of the package."""
    error = statistics.stdev(values) / math.sqrt(len(values))
    return t.ppf(0.975, len(values) - 1) * error / statistics.fmean(values)


def test_a_point_ends_at_the_first_seed_at_which_its_interval_is_narrow(tmp_path):
    qos_overlay.sweep("md1-queue", SPACE, seeds=SEEDS, out=tmp_path / "all")
    every = waits(tmp_path / "all")
    qos_overlay.sweep("md1-queue", SPACE, seeds=SEEDS, out=tmp_path / "some", stop_when=RULE)
    some = waits(tmp_path / "some")
    for load, values in some.items():
        expected = next(
            count for count in range(3, SEEDS + 1) if half_share(every[load][:count]) <= 0.2
        )
        assert 3 <= expected < SEEDS
        assert values == every[load][:expected]
    assert len(some["0.2"]) != len(some["0.8"])


def test_the_number_of_workers_changes_no_byte(tmp_path):
    for workers in (1, 4):
        qos_overlay.sweep(
            "md1-queue",
            SPACE,
            seeds=SEEDS,
            out=tmp_path / str(workers),
            workers=workers,
            stop_when=RULE,
        )
    assert (tmp_path / "1" / "results.csv").read_bytes() == (
        tmp_path / "4" / "results.csv"
    ).read_bytes()


def test_not_all_seeds_run(tmp_path):
    sweep = qos_overlay.sweep(
        "md1-queue", {**SPACE, "load": 0.8}, seeds=200, out=tmp_path, stop_when=RULE
    )
    assert sweep.missing == 0
    assert len(list(tmp_path.glob("runs/*/*.json"))) < 100


def test_failed_runs_count_for_nothing(tmp_path):
    space = {**SPACE, "fail": [0, 1]}
    sweep = qos_overlay.sweep("md1-queue", space, seeds=6, out=tmp_path, stop_when="wait_ms=90%")
    frame = sweep.frame()
    assert (frame[frame["fail"] == 1]["status"] == "failed").sum() == 12
    assert sweep.missing == 0


@pytest.mark.parametrize(
    ("values", "half_width", "relative", "met"),
    [
        ([1, 1], 1, False, False),
        ([1, 1, 1], 0.1, False, True),
        ([1, 2, 3], 2.4843, False, True),  # t(0.975, 2) = 4.30265, and 4.30265 / sqrt(3) = 2.48414
        ([1, 2, 3], 2.4840, False, False),
        ([1, 2, 3], 1.2421, True, True),
        ([-1, -2, -3], 1.2421, True, True),
        ([1, 2, 3], 1.2420, True, False),
        ([-1, 0, 1], 100, True, False),
    ],
)
def test_a_rule_is_about_half_the_interval(values, half_width, relative, met):
    assert StopRule("x", half_width, relative).is_met(values) == met


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("wait_ms=5%", StopRule("wait_ms", 0.05, True)),
        ("wait_ms=0.25", StopRule("wait_ms", 0.25, False)),
        ("x=1e-3", StopRule("x", 0.001, False)),
    ],
)
def test_a_rule_is_a_text(text, rule):
    assert StopRule.parse(text) == rule
    assert StopRule.parse(str(rule)) == rule


@pytest.mark.parametrize("text", ["", "x", "x=", "x=0", "=5", "x=-1", "x=5%%", "x=1e999", "x=nan"])
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(qos_overlay.ParameterError, match="^stop rule is '.*', allowed: "):
        StopRule.parse(text)
