# SPDX-License-Identifier: GPL-2.0-only
"""A comparison that fails is made again only if the machine held it up, and not for ever."""

from __future__ import annotations

import pytest

import experiments
from late_host import ATTEMPTS, LATE_MS, again_if_late


@pytest.mark.parametrize(
    ("attempts", "runs"),
    [  # how late the experiments of an attempt were, and whether it holds
        ([([], True)], 1),
        ([([], False)], 1),
        ([([4 * LATE_MS], True)], 1),
        ([([LATE_MS - 0.1, 0.0], False)], 1),
        ([([0.0, LATE_MS], False), ([0.1], True)], 2),
        ([([2 * LATE_MS], False), ([0.1], False)], 2),
        ([([2 * LATE_MS], False)] * (ATTEMPTS + 1), ATTEMPTS),
    ],
)
def test_a_failure_counts_if_the_host_was_on_time(attempts, runs):
    made = []

    @again_if_late
    def check(number: int, *, word: str) -> None:
        assert (number, word) == (7, "word")
        late, holds = attempts[len(made)]
        made.append(late)
        experiments.late_ms.extend(late)
        assert holds, "it does not hold"

    if attempts[runs - 1][1]:
        check(7, word="word")
    else:
        with pytest.raises(AssertionError, match="it does not hold"):
            check(7, word="word")
    assert len(made) == runs


def test_other_errors_are_errors_of_the_test():
    made = []

    @again_if_late
    def check() -> None:
        made.append(1)
        experiments.late_ms.append(10.0 * LATE_MS)
        raise KeyError("metrics")

    with pytest.raises(KeyError):
        check()
    assert len(made) == 1
