# SPDX-License-Identifier: GPL-2.0-only
"""Tests that compare rates and delays, on a machine that may hold them up."""

from __future__ import annotations

import functools
from collections.abc import Callable

import experiments

# 99th percentile of how late events of ns-3 were, in ms. A machine of two processors has 1 to 4, with
# other programs at work too, and 9 to 15 if it is virtual and its processors are taken away.
LATE_MS = 5
ATTEMPTS = 3


def again_if_late(test: Callable[..., None]) -> Callable[..., None]:
    """Have a test run again if it fails while an experiment in it was late, ATTEMPTS times at most.

    A test that fails on a host that was on time fails at once; one that holds is not repeated.

    Args:
        test: makes its hosts itself, and has them gone when it ends.
    """

    @functools.wraps(test)
    def repeated(*arguments: object, **named: object) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            experiments.late_ms.clear()
            try:
                return test(*arguments, **named)
            except AssertionError as failure:
                late_ms = max(experiments.late_ms, default=0.0)
                if late_ms < LATE_MS or attempt == ATTEMPTS:
                    raise
                print(f"again, as events were {late_ms:.0f} ms late: {failure}")

    return repeated
