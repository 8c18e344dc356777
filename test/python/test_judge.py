# SPDX-License-Identifier: GPL-2.0-only
"""Criteria, intervals and verdicts."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qos_overlay import ParameterError, Result, RunError
from qos_overlay.interval import confidence_interval
from qos_overlay.replay.criterion import Criterion
from qos_overlay.expression import Expression
from qos_overlay.replay.judge import judge
from qos_overlay.replay.published import Claim
from qos_overlay.replay.scorecard import word

_VALUES = st.integers(-1000000, 1000000).map(lambda number: number / 8)  # no rounding in sums


def make_claim(criterion, scope="every seed", value="r.x"):
    parsed = Criterion.parse(criterion)
    return Claim("id", "Fig 1", "a claim", "1", "stated", "text", Expression(value), parsed, scope)


def make_result(**metrics):
    data = {
        "experiment": "e",
        "parameters": {},
        "seed": 1,
        "versions": {},
        "duration_s": 0,
        "events": 0,
    }
    return Result(json.dumps({**data, "metrics": metrics, "tables": {}}))


def judge_values(claim, values):
    outcomes = {"r": {seed: make_result(x=value) for seed, value in enumerate(values)}}
    return judge(claim, outcomes, range(len(values)))


@pytest.mark.parametrize(
    ("written", "inside", "outside", "text"),
    [
        ({">=": 3}, [3, 4], [2.999], ">= 3"),
        ({">": 3}, [3.001], [3], "> 3"),
        ({"<=": 3}, [3, -1], [3.001], "<= 3"),
        ({"<": 3}, [2.999], [3], "< 3"),
        ({"==": 0}, [0], [-1e-9, 1e-9], "= 0"),
        ({"between": [7, 11]}, [7, 11], [6.999, 11.001], "7 to 11"),
        ({">": 0, "<": 1}, [0.5], [0, 1], "0 to 1"),
    ],
)
def test_criterion(written, inside, outside, text):
    criterion = Criterion.parse(written)
    assert all(map(criterion.is_met_by, inside))
    assert not any(map(criterion.is_met_by, outside))
    assert str(criterion) == text


@pytest.mark.parametrize(
    "written",
    [
        {},
        None,
        3,
        {">=": "3"},
        {">=": math.nan},
        {">=": True},
        {"=>": 3},
        {"between": [1]},
        {"between": [2, 1]},
    ],
)
def test_refuses_other_criteria(written):
    with pytest.raises(ParameterError, match="criterion .* is not understood"):
        Criterion.parse(written)


@given(_VALUES, _VALUES, _VALUES)
def test_margin_is_positive_inside_only(a, b, value):
    low, high = min(a, b), max(a, b)
    criterion = Criterion.parse({"between": [low, high]})
    assert (criterion.margin(value) >= 0) == criterion.is_met_by(value)


def test_interval_is_students():
    # Mean 3, standard deviation sqrt(2.5), t(4, 0.975) = 2.7764.
    interval = confidence_interval([1, 2, 3, 4, 5])
    assert interval.mean == 3
    assert interval.half_width == pytest.approx(2.7764451 * math.sqrt(2.5 / 5))


def test_interval_of_one_value_is_unbounded():
    assert math.isinf(confidence_interval([1]).half_width)


@given(st.lists(_VALUES, min_size=1, max_size=20), _VALUES)
def test_every_seed_means_the_worst_seed(values, bound):
    verdict = judge_values(make_claim({">=": bound}), values)
    assert verdict.holds == (min(values) >= bound)
    assert verdict.values[verdict.worst_seed] == min(values)
    assert bool(verdict.reason) != verdict.holds


@given(st.lists(_VALUES, min_size=2, max_size=20), _VALUES)
def test_mean_means_the_whole_interval(values, bound):
    verdict = judge_values(make_claim({"<=": bound}, "mean"), values)
    assert verdict.holds == (confidence_interval(values).high <= bound)


@given(st.lists(_VALUES, min_size=1, max_size=8), st.floats(0, 1e6))
def test_a_looser_bound_never_fails_what_a_tighter_one_holds(values, slack):
    tight = judge_values(make_claim({">=": 0}), values)
    loose = judge_values(make_claim({">=": -slack}), values)
    assert loose.holds or not tight.holds


def test_one_seed_is_not_enough_for_a_mean():
    assert not judge_values(make_claim({">=": 0}, "mean"), [5]).holds


@pytest.mark.parametrize(
    ("criterion", "values", "refuted"),
    [
        ({">": 2}, [1, 2, 3], False),  # the interval is -0.48 to 4.48
        ({">": 5}, [1, 2, 3], True),
        ({"<": -1}, [1, 2, 3], True),
        ({"between": [4, 9]}, [1, 2, 3], False),
        ({">": 2}, [2, 2, 2], True),
        ({">=": 2}, [2, 2, 2], False),
        ({">=": 0}, [5], False),  # about which one value tells nothing
    ],
)
def test_a_mean_is_refuted_if_no_value_of_its_interval_meets_the_criterion(
    criterion, values, refuted
):
    assert judge_values(make_claim(criterion, "mean"), values).is_refuted == refuted


@given(st.lists(_VALUES, min_size=1, max_size=8), _VALUES)
def test_of_every_seed_one_that_fails_refutes(values, bound):
    verdict = judge_values(make_claim({">=": bound}), values)
    assert verdict.is_refuted != verdict.holds


def test_names_the_seeds_that_fail():
    verdict = judge_values(make_claim({">=": 3}), [3, 2, 4, 1])
    assert verdict.reason == "2 of 4 seeds are not >= 3: 1, 3"
    assert verdict.worst_seed == 3


def test_seeds_are_compared_with_themselves():
    outcomes = {
        "a": {1: make_result(x=10), 2: make_result(x=1)},
        "b": {1: make_result(x=5), 2: make_result(x=0.5)},
    }
    verdict = judge(make_claim({"==": 2}, value="a.x / b.x"), outcomes, [1, 2])
    assert verdict.holds


def test_a_failed_run_fails_its_claims_and_no_others():
    outcomes = {
        "r": {1: make_result(x=5), 2: RunError("it broke", "./qos run e --seed 2")},
        "s": {1: make_result(x=5), 2: make_result(x=5)},
    }
    verdict = judge(make_claim({">=": 3}), outcomes, [1, 2])
    assert not verdict.holds
    assert verdict.reason == "seed 2: it broke; to reproduce: ./qos run e --seed 2"
    assert verdict.values == {1: 5}
    assert judge(make_claim({">=": 3}, value="s.x"), outcomes, [1, 2]).holds


def test_a_missing_value_fails_the_claim():
    outcomes = {"r": {1: make_result(y=5)}}
    verdict = judge(make_claim({">=": 3}), outcomes, [1])
    assert (verdict.holds, verdict.interval, verdict.worst_seed) == (False, None, None)
    assert verdict.reason == "seed 1: run r reported no x"


def test_a_claim_that_is_known_to_fail_fails_with_the_reason_and_is_no_surprise():
    known = replace(make_claim({">=": 3}), deviation="ours is smaller")
    verdict = judge_values(known, [1, 2])
    assert (verdict.holds, verdict.is_surprise, word(verdict)) == (False, False, "fails, known")
    assert verdict.explanation == "2 of 2 seeds are not >= 3: 0, 1; known: ours is smaller"
    held = judge_values(known, [3, 4])
    assert (held.holds, held.is_surprise, word(held), held.explanation) == (
        True,
        False,
        "holds",
        "",
    )
    unknown = judge_values(make_claim({">=": 3}), [1])
    assert (unknown.is_surprise, word(unknown)) == (True, "fails")
