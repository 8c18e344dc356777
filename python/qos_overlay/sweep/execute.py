# SPDX-License-Identifier: GPL-2.0-only
"""Runs of a sweep, wherever they happen: this is what is handed to executors."""

import math
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from ..errors import RunError, RunLost, RunTimeout, SweepError
from ..limits import Limits
from ..pool import run_all_here
from ..result import Result
from .definition import Run
from .folder import SweepFolder
from .record import FAILED, OK, TIMEOUT, Record

_ATTEMPTS = 5
"""How often a run may be killed from outside until that is taken for its own fault."""


@dataclass(frozen=True)
class Task:
    """What an executor gets: small, and understood in any process that has this package.

    Attributes:
        runs: what to run, one after the other.
        folder: of the sweep; the same path everywhere.
        build: the build that the sweep belongs to.
        limits: what each run may use.
    """

    runs: tuple[Run, ...]
    folder: str
    build: str
    limits: Limits


def execute(task: Task) -> list[Record]:
    """Do runs, unless they are done, and keep what each of them left as soon as it ended.

    Returns:
        What became of them, in their order.

    Raises:
        SweepError: if this machine has another build of the program, or not the sweep's folder.
        CancelledError: if a run was ended because nobody wants it any more.
    """
    folder = SweepFolder(task.folder)
    if not folder.has_sweep():
        raise SweepError(
            f"{socket.gethostname()} does not see the folder {task.folder}, which all workers need"
        )
    records = {run.id: folder.record(run.id) for run in task.runs}
    missing = [run for run in task.runs if records[run.id] is None]
    with closing(_attempt(task, missing)) as attempts:
        for run, outcome in attempts:
            record = _record(run.id, outcome)
            folder.keep(record, outcome.json() if isinstance(outcome, Result) else "")
            records[run.id] = record
    return [records[run.id] for run in task.runs]


def _attempt(task: Task, runs: Sequence[Run]) -> Iterator[tuple[Run, Result | RunError]]:
    """Run; once more what was lost because somebody killed it or what looks after it."""
    for attempt in range(1, _ATTEMPTS + 1):
        lost = []
        outcomes = run_all_here([run.request for run in runs], task.limits, task.build)
        for outcome, run in zip(outcomes, runs):
            if isinstance(outcome, RunLost) and attempt < _ATTEMPTS:
                lost.append(run)
            else:
                yield run, outcome
        runs = lost


def _record(id: str, outcome: Result | RunError) -> Record:
    elapsed = _number(outcome.elapsed_s)
    host = socket.gethostname()
    if isinstance(outcome, Result):
        metrics = {name: _number(value) for name, value in outcome.metrics.items()}
        return Record(id, OK, metrics, "", "", elapsed, host)
    status = TIMEOUT if isinstance(outcome, RunTimeout) else FAILED
    return Record(id, status, {}, outcome.reason, outcome.output, elapsed, host)


def _number(value: float) -> float | None:
    """A number, None for none: JSON has no NaN."""
    return value if math.isfinite(value) else None
