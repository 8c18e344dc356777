# SPDX-License-Identifier: GPL-2.0-only
"""Verdicts: does a claim hold on the seeds that were run?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import RunError
from ..interval import Interval, confidence_interval
from ..result import Result
from ..expression import NoValue
from .published import Claim

Outcomes = Mapping[str, Mapping[int, Result | RunError]]
"""What every run gave: run, then seed, then its result or why it failed."""


@dataclass(frozen=True)
class Verdict:
    """What became of a claim.

    Attributes:
        claim: the claim.
        holds: whether it holds.
        values: by seed.
        interval: of the mean of the values; None if there is no value.
        worst_seed: whose value is nearest to failing, or fails most; None if there is no value.
        reason: why it fails, empty if it holds.
        wall_time: whether it is about wall time, so that a busy machine can make it fail.
    """

    claim: Claim
    holds: bool
    values: Mapping[int, float]
    interval: Interval | None
    worst_seed: int | None
    reason: str
    wall_time: bool = False

    @property
    def is_surprise(self) -> bool:
        """Whether it fails, and the published data do not say that it does, and why."""
        return not self.holds and not self.claim.deviation

    @property
    def is_refuted(self) -> bool:
        """Whether it fails, and more seeds would hardly change that.

        Of scope "mean" no value of the interval meets the criterion.
        """
        if self.holds or self.interval is None or self.claim.scope != "mean":
            return not self.holds
        return not self.claim.criterion.overlaps(self.interval.low, self.interval.high)

    @property
    def explanation(self) -> str:
        """Why it fails, as measured and as the published data explain it; empty if it holds."""
        if self.holds or not self.claim.deviation:
            return self.reason
        return f"{self.reason}; known: {self.claim.deviation}"


def judge(claim: Claim, outcomes: Outcomes, seeds: Sequence[int]) -> Verdict:
    """Judge a claim.

    A claim of scope "every seed" holds if the value of every seed meets the criterion; one of scope
    "mean" if the 95 % interval of the mean lies inside it. A run that failed, or a value that is
    missing, fails the claim.

    Args:
        claim: the claim.
        outcomes: of all runs.
        seeds: the seeds that were to be run.
    """
    wall_time = _is_about_wall_time(claim, outcomes)
    values: dict[int, float] = {}
    trouble = ""
    for seed in seeds:
        try:
            values[seed] = _value(claim, outcomes, seed)
        except (NoValue, RunError) as error:
            trouble = trouble or f"seed {seed}: {error}"
    if not values:
        return Verdict(claim, False, values, None, None, trouble or "no seed was run", wall_time)
    interval = confidence_interval(list(values.values()))
    worst = min(values, key=lambda seed: claim.criterion.margin(values[seed]))
    reason = trouble or _shortfall(claim, values, interval)
    return Verdict(claim, not reason, values, interval, worst, reason, wall_time)


def _is_about_wall_time(claim: Claim, outcomes: Outcomes) -> bool:
    return any(
        isinstance(outcome, Result) and metric in outcome.wall_time_metrics
        for run, metric in claim.value.operands
        for outcome in outcomes[run].values()
    )


def _value(claim: Claim, outcomes: Outcomes, seed: int) -> float:
    """The claim's value for a seed.

    Raises:
        RunError: if a run failed that it needs.
        NoValue: if it has none.
    """
    metrics = {}
    for run, _ in claim.value.operands:
        outcome = outcomes[run][seed]
        if isinstance(outcome, RunError):
            raise outcome
        metrics[run] = outcome.metrics
    return claim.value.evaluate(metrics)


def _shortfall(claim: Claim, values: Mapping[int, float], interval: Interval) -> str:
    """Why the values do not meet the criterion; empty if they do."""
    criterion = claim.criterion
    if claim.scope == "mean":
        if criterion.is_met_by(interval.low) and criterion.is_met_by(interval.high):
            return ""
        return f"the interval {interval.low:.4g} to {interval.high:.4g} is not within {criterion}"
    failing = [seed for seed, value in values.items() if not criterion.is_met_by(value)]
    if not failing:
        return ""
    seeds = ", ".join(str(seed) for seed in failing[:5]) + (", ..." if len(failing) > 5 else "")
    return f"{len(failing)} of {len(values)} seeds are not {criterion}: {seeds}"
