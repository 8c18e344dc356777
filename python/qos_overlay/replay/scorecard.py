# SPDX-License-Identifier: GPL-2.0-only
"""The verdicts on a paper, as rows of texts and as data."""

from collections.abc import Sequence
from typing import Any

from .judge import Verdict
from .published import Published

HEADER = ("figure", "claim", "paper", "must be", "ours (95 %)", "worst seed", "verdict")


def _number(value: float, digits: int) -> str:
    """A number with some significant digits, and without an exponent if it is not tiny."""
    return f"{float(f'{value:.{digits}g}'):g}"


def _ours(verdict: Verdict) -> str:
    interval = verdict.interval
    if interval is None:
        return "-"
    return f"{_number(interval.mean, 4)} ± {_number(interval.half_width, 2)}"


def _worst(verdict: Verdict) -> str:
    if verdict.worst_seed is None:
        return "-"
    return f"{_number(verdict.values[verdict.worst_seed], 4)} ({verdict.worst_seed})"


def row(verdict: Verdict) -> list[str]:
    """A verdict as texts, in the order of HEADER."""
    claim = verdict.claim
    return [
        claim.figure,
        claim.claim,
        f"{claim.paper} ({claim.origin})",
        f"{claim.criterion}, {claim.scope}",
        _ours(verdict),
        _worst(verdict),
        word(verdict),
    ]


def word(verdict: Verdict) -> str:
    """A verdict in a word or two."""
    held = "holds" if verdict.holds else "fails" if verdict.is_surprise else "fails, known"
    return held + (", wall time" if verdict.wall_time else "")


def summary(published: Published, verdicts: Sequence[Verdict], seeds: Sequence[int]) -> str:
    """How many claims hold, what fails as is known, and which claims about wall time fail."""
    failing = [verdict for verdict in verdicts if not verdict.holds]
    timed = [verdict.claim.id for verdict in failing if verdict.wall_time]
    what = f"{published.paper}: {len(verdicts) - len(failing)} of {len(verdicts)} claims hold"
    over = f"over {len(seeds)} seeds ({seeds[0]} to {seeds[-1]})"
    sentence = f"{what} {over}" + (f", {len(failing)} fail." if failing else ".")
    known = [verdict.claim.id for verdict in failing if not verdict.is_surprise]
    if known:
        sentence += f" Known, with the reason: {', '.join(known)}."
    if timed:
        sentence += (
            f" What fails about wall time ({', '.join(timed)}) may be due to a busy machine:"
            " repeat the replay when it is idle."
        )
    return sentence


def data(published: Published, verdicts: Sequence[Verdict], seeds: Sequence[int]) -> dict[str, Any]:
    """All of it for other programs."""
    return {
        "paper": published.name,
        "seeds": list(seeds),
        "holds": all(verdict.holds for verdict in verdicts),
        "claims": [
            {
                "id": verdict.claim.id,
                "figure": verdict.claim.figure,
                "claim": verdict.claim.claim,
                "paper": verdict.claim.paper,
                "origin": verdict.claim.origin,
                "source": verdict.claim.source,
                "value": verdict.claim.value.text,
                "criterion": str(verdict.claim.criterion),
                "scope": verdict.claim.scope,
                "wall_time": verdict.wall_time,
                "holds": verdict.holds,
                "refuted": verdict.is_refuted,
                "reason": verdict.reason,
                "deviation": verdict.claim.deviation,
                "mean": verdict.interval.mean if verdict.interval else None,
                "half_width": _finite(verdict.interval.half_width if verdict.interval else None),
                "worst_seed": verdict.worst_seed,
                "values": {str(seed): value for seed, value in verdict.values.items()},
            }
            for verdict in verdicts
        ],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and value != float("inf") else None
