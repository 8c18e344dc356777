# SPDX-License-Identifier: GPL-2.0-only
"""One run of a sweep, wherever it happens: this is what is handed to executors."""

import math
import socket
from dataclasses import dataclass

from ..errors import RunError, RunLost, RunTimeout, SweepError
from ..limits import Limits
from ..pool import run_here
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
        run: what to run.
        folder: of the sweep; the same path everywhere.
        build: the build that the sweep belongs to.
        limits: what the run may use.
    """

    run: Run
    folder: str
    build: str
    limits: Limits


def execute(task: Task) -> Record:
    """Do a run, unless it is done, and keep what it left.

    Raises:
        SweepError: if this machine has another build of the program, or not the sweep's folder.
        CancelledError: if the run was ended because nobody wants it any more.
    """
    folder = SweepFolder(task.folder)
    if not folder.has_sweep():
        raise SweepError(
            f"{socket.gethostname()} does not see the folder {task.folder}, which all workers need"
        )
    record = folder.record(task.run.id)
    if record is not None:
        return record
    outcome = _attempt(task)
    record = _record(task.run.id, outcome)
    folder.keep(record, outcome.json() if isinstance(outcome, Result) else "")
    return record


def _attempt(task: Task) -> Result | RunError:
    """Run; once more if somebody killed the run or what looks after it."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return run_here(task.run.request, task.limits, task.build)
        except RunLost as error:
            if attempt == _ATTEMPTS:
                return error
        except RunError as error:
            return error
    raise AssertionError("the last attempt returns")


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
