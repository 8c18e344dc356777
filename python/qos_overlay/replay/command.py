# SPDX-License-Identifier: GPL-2.0-only
"""./qos replay."""

from collections.abc import Sequence
from pathlib import Path

from ..pool import Progress, check_count, run_many
from ..request import Request
from ..schema import describe, versions
from ..terminal import print_table, show_progress
from . import report, scorecard
from .judge import Outcomes, judge
from .published import FOLDER, Published, list_papers, load
from .report import Replayed


def replay(
    papers: Sequence[str],
    workers: int | None = None,
    seeds: int | None = None,
    out: Path = Path("replay"),
    folder: Path = FOLDER,
) -> int:
    """Replay papers, print a scorecard for each, write the report.

    Args:
        papers: their names; all if there are none.
        workers: runs at once; None means one per processor.
        seeds: seeds per run, instead of the published number.
        out: where the report goes.
        folder: where the published data are.

    Returns:
        The exit status: 1 if a claim fails and the published data do not say why, else 0.

    Raises:
        ParameterError: if a paper is unknown, or its data are wrong; nothing has run then.
    """
    check_count("seeds", seeds)
    check_count("workers", workers)
    chosen = [load(name, folder) for name in papers or list_papers(folder)]
    replayed = [replay_paper(paper, workers, seeds) for paper in chosen]
    for paper in replayed:
        _print(paper)
    page = report.write(replayed, out, versions())
    print(f"report: {page}")
    for paper in replayed:
        print(paper.summary())
    return 1 if any(paper.surprises() for paper in replayed) else 0


def replay_paper(
    published: Published, workers: int | None = None, seeds: int | None = None
) -> Replayed:
    """Run all that a paper's claims and figures need, and judge."""
    chosen = published.seeds(seeds)
    outcomes = _run(published, chosen, workers)
    verdicts = [judge(claim, outcomes, chosen) for claim in published.claims]
    return Replayed(published, chosen, outcomes, verdicts)


def _measures_wall_time(experiment: str) -> bool:
    return any(metric["wall_time"] for metric in describe(experiment)["metrics"])


def _run(published: Published, seeds: range, workers: int | None) -> Outcomes:
    """Make every run with every seed; those that measure wall time afterwards, one at a time."""
    requests = {
        (name, seed): run.request(seed) for seed in seeds for name, run in published.runs.items()
    }
    for request in requests.values():
        request.check()
    timed = {
        key: request for key, request in requests.items() if _measures_wall_time(request.experiment)
    }
    others = {key: request for key, request in requests.items() if key not in timed}

    with show_progress(published.paper) as update:
        results = _run_group(
            others, workers, lambda done, _, failed: update(done, len(requests), failed)
        )
        results |= _run_group(
            timed, 1, lambda done, _, failed: update(len(others) + done, len(requests), failed)
        )
    return {name: {seed: results[name, seed] for seed in seeds} for name in published.runs}


def _run_group(
    requests: dict[tuple[str, int], Request], workers: int | None, progress: Progress
) -> dict:
    return dict(zip(requests, run_many(requests.values(), workers, progress)))


def _print(paper: Replayed) -> None:
    rows = [scorecard.row(verdict) for verdict in paper.verdicts]
    print_table(scorecard.HEADER, rows, title=paper.published.paper)
    for verdict in paper.verdicts:
        if verdict.reason:
            print(f"{verdict.claim.id} fails: {verdict.explanation}")
