# SPDX-License-Identifier: GPL-2.0-only
"""Gets the runs of a sweep done that are missing."""

import math
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

from ..errors import ParameterError, SweepError
from ..limits import Limits
from ..pool import Progress
from .definition import Definition, Run
from .engine import Engine
from .execute import Task, execute
from .folder import SweepFolder
from .ledger import Ledger
from .record import Record

_CHECK_SECONDS = 1.0
_TASK_SECONDS = 0.05
_LOOK_BACK = 64


def conduct(
    definition: Definition,
    ledger: Ledger,
    folder: SweepFolder,
    engine: Engine,
    limits: Limits,
    progress: Progress,
) -> None:
    """Do the runs that are wanted.

    Args:
        definition: of the sweep.
        ledger: what has finished; gets what finishes.
        folder: of the sweep.
        engine: where the runs happen.
        limits: what each run may use.
        progress: called before the first run, and after each.

    Raises:
        SweepError: if the engine went away, or could not do all of them.
    """
    where = str(folder.path.resolve())
    wanted = ledger.wanted()
    pending: dict[Future[list[Record]], Sequence[Run]] = {}
    size = _TaskSize(1 if definition.stop else engine.most_runs)
    undone: list[BaseException] = []
    progress(*ledger.counts())
    try:
        while True:
            while len(pending) < engine.window and (runs := tuple(islice(wanted, size.now()))):
                task = Task(runs, where, definition.program.build, limits)
                pending[engine.executor.submit(execute, task)] = runs
            if not pending:
                break
            finished, _ = wait(pending, _CHECK_SECONDS, FIRST_COMPLETED)
            if not finished and not engine.is_alive():
                raise SweepError(f"{engine.name} went away")
            for future in finished:
                for run, record in _take(future, pending.pop(future), folder, undone):
                    size.add(record)
                    ledger.add(run, record)
                    progress(*ledger.counts())
    finally:
        for future in pending:
            future.cancel()
    if undone and not engine.is_alive():
        raise SweepError(f"{engine.name} went away")
    if undone:
        kind, error = type(undone[0]).__name__, undone[0]
        raise SweepError(f"{engine.name} could not do {len(undone)} runs ({kind}: {error})")


class _TaskSize:
    """How many runs go into a task: as many as end soon, as far as the last ones tell.

    To hand over a task costs as much as a short run.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._elapsed: deque[float] = deque(maxlen=_LOOK_BACK)

    def add(self, record: Record) -> None:
        """A run has ended."""
        self._elapsed.append(math.inf if record.elapsed_s is None else record.elapsed_s)

    def now(self) -> int:
        """Of the next task."""
        longest = max(self._elapsed, default=math.inf)
        return max(1, min(self._most, int(_TASK_SECONDS / max(longest, 1e-6))))


def _take(
    future: Future[list[Record]],
    runs: Sequence[Run],
    folder: SweepFolder,
    undone: list[BaseException],
) -> list[tuple[Run, Record]]:
    """What a task gave. Runs that were lost with its worker are left undone."""
    try:
        records = future.result()
    except (SweepError, ParameterError):
        raise
    except Exception as error:  # an executor's own, such as Dask's KilledWorker
        records = [folder.record(run.id) for run in runs]
        undone += [error for record in records if record is None]
    return [(run, record) for run, record in zip(runs, records) if record is not None]
