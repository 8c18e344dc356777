# SPDX-License-Identifier: GPL-2.0-only
"""What a claim's value must be: {">=": 3}, {"<": 1, ">": 0} or {"between": [7, 11]}."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ParameterError

_FORM = (
    '{">=": number}, {"<=": number}, {">": number}, {"<": number}, {"==": number} '
    'or {"between": [low, high]}'
)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True)
class Criterion:
    """An interval that a value must lie in.

    Attributes:
        low: its lower end, maybe -inf.
        high: its upper end, maybe inf.
        excludes_low: whether the lower end itself is outside.
        excludes_high: whether the upper end itself is outside.
    """

    low: float = -math.inf
    high: float = math.inf
    excludes_low: bool = False
    excludes_high: bool = False

    @classmethod
    def parse(cls, written: Any) -> "Criterion":
        """From published data.

        Raises:
            ParameterError: if it is written in another way, or nothing can meet it.
        """
        ends: dict[str, Any] = {}
        valid = isinstance(written, Mapping) and bool(written)
        for sign, bound in written.items() if valid else ():
            if (
                sign == "between"
                and isinstance(bound, list)
                and len(bound) == 2
                and all(map(_is_number, bound))
            ):
                ends.update(low=bound[0], high=bound[1])
            elif sign == "==" and _is_number(bound):
                ends.update(low=bound, high=bound)
            elif sign in (">=", ">") and _is_number(bound):
                ends.update(low=bound, excludes_low=sign == ">")
            elif sign in ("<=", "<") and _is_number(bound):
                ends.update(high=bound, excludes_high=sign == "<")
            else:
                valid = False
        criterion = cls(**ends)
        if not valid or criterion.low > criterion.high:
            raise ParameterError(f"criterion {written} is not understood, allowed: {_FORM}")
        return criterion

    def is_met_by(self, value: float) -> bool:
        """Whether a value lies inside."""
        above = value > self.low if self.excludes_low else value >= self.low
        below = value < self.high if self.excludes_high else value <= self.high
        return above and below

    def overlaps(self, low: float, high: float) -> bool:
        """Whether a value between two others, which are in this order, may lie inside."""
        below = high < self.low or (self.excludes_low and high == self.low)
        above = low > self.high or (self.excludes_high and low == self.high)
        return not below and not above

    def margin(self, value: float) -> float:
        """How far inside the interval a value lies; negative outside."""
        return min(value - self.low, self.high - value)

    def __str__(self) -> str:
        """As a reader writes it: `>= 3`, `7 to 11`."""
        if self.low == self.high:
            return f"= {self.low:g}"
        if math.isinf(self.high):
            return f"{'>' if self.excludes_low else '>='} {self.low:g}"
        if math.isinf(self.low):
            return f"{'<' if self.excludes_high else '<='} {self.high:g}"
        return f"{self.low:g} to {self.high:g}"
