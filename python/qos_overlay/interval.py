# SPDX-License-Identifier: GPL-2.0-only
"""Confidence intervals."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A confidence interval of a mean.

    Attributes:
        mean: the mean.
        half_width: half its width; infinite if there is one value only.
    """

    mean: float
    half_width: float

    @property
    def low(self) -> float:
        """Its lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Its upper end."""
        return self.mean + self.half_width


def confidence_interval(values: Sequence[float]) -> Interval:
    """The 95 % interval of the mean of independent values (Student's t).

    Args:
        values: at least one.
    """
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Interval(mean, math.inf)
    from scipy.special import stdtrit

    quantile = float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2))
    return Interval(mean, quantile * statistics.stdev(values) / math.sqrt(len(values)))
