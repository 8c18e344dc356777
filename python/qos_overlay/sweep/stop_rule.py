# SPDX-License-Identifier: GPL-2.0-only
"""When a point has enough seeds: the confidence interval of a metric is narrow."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ParameterError
from ..interval import confidence_interval
from ..schema import describe

FEWEST = 3
"""Seeds below which an interval is not trusted."""

_FORM = re.compile(r"(\w+)=(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(%?)")


@dataclass(frozen=True)
class StopRule:
    """A point has enough seeds when half the 95 % interval of a metric's mean is this narrow.

    Attributes:
        metric: its name.
        half_width: the widest that is narrow, in the metric's unit, or as a share of the mean.
        relative: whether it is a share of the mean.
    """

    metric: str
    half_width: float
    relative: bool

    @classmethod
    def parse(cls, text: str) -> "StopRule":
        """The rule that a text means: throughput_mbps=5% or wait_ms=0.25.

        Raises:
            ParameterError: if it means none.
        """
        match = _FORM.fullmatch(text)
        width = float(match[2]) if match else 0.0
        if match is None or not 0 < width < math.inf:
            raise ParameterError(
                f"stop rule is '{text}', allowed: a metric and half the width of its interval, "
                "such as wait_ms=0.25 or wait_ms=5%"
            )
        return cls(match[1], width / 100 if match[3] else width, bool(match[3]))

    def __str__(self) -> str:
        width = f"{self.half_width * 100:.12g}%" if self.relative else f"{self.half_width:.12g}"
        return f"{self.metric}={width}"

    def check(self, experiment: str) -> None:
        """Find out whether the experiment has the metric.

        Raises:
            ParameterError: if it has not.
        """
        from .. import _core

        try:
            _core.metric(experiment, self.metric)
        except RuntimeError:
            names = ", ".join(metric["name"] for metric in describe(experiment)["metrics"])
            raise ParameterError(
                f"{experiment} has no metric '{self.metric}'; it has: {names}"
            ) from None

    def is_met(self, values: Sequence[float]) -> bool:
        """Whether the interval of these values is narrow enough."""
        if len(values) < FEWEST:
            return False
        interval = confidence_interval(values)
        scale = abs(interval.mean) if self.relative else 1.0
        return interval.half_width <= self.half_width * scale
