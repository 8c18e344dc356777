# SPDX-License-Identifier: GPL-2.0-only
"""What a run may use before it is ended."""

import math
import re
from dataclasses import dataclass

from .errors import ParameterError

_SECONDS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}
_BYTES = {"MB": 10**6, "GB": 10**9, "MiB": 1 << 20, "GiB": 1 << 30}


@dataclass(frozen=True)
class Limits:
    """What a run may use. None means: as much as it wants.

    Attributes:
        time_s: wall time, seconds.
        memory: data of the run's process, bytes.
    """

    time_s: float | None = None
    memory: int | None = None


NO_LIMITS = Limits()


def parse_time(text: str) -> float:
    """The seconds of a text such as 90s, 500ms, 5min or 2h.

    Raises:
        ParameterError: if it is none, or not above zero.
    """
    seconds = _amount(text, _SECONDS)
    if seconds is None or not 0 < seconds < math.inf:
        raise ParameterError(
            f"time limit is '{text}', allowed: a time above 0 such as 500ms, 90s, 5min or 2h"
        )
    return seconds


def parse_memory(text: str) -> int:
    """The bytes of a text such as 512MiB or 2GB.

    Raises:
        ParameterError: if it is none, or below 1 byte.
    """
    amount = _amount(text, _BYTES)
    if amount is None or not 1 <= amount < 2**62:
        raise ParameterError(
            f"memory limit is '{text}', allowed: an amount above 0 such as 512MiB, 2GiB or 2GB"
        )
    return int(amount)


def _amount(text: str, units: dict[str, float]) -> float | None:
    """A number with a unit, in base units; None if it is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([A-Za-z]+)", text)
    if match is None or match[2] not in units:
        return None
    return float(match[1]) * units[match[2]]
