# SPDX-License-Identifier: GPL-2.0-only
"""Gets the runs of a sweep done that are missing."""

from concurrent.futures import FIRST_COMPLETED, Future, wait

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
    pending: dict[Future[Record], Run] = {}
    undone: list[BaseException] = []
    progress(*ledger.counts())
    try:
        while True:
            while len(pending) < engine.window and (run := next(wanted, None)) is not None:
                task = Task(run, where, definition.program.build, limits)
                pending[engine.executor.submit(execute, task)] = run
            if not pending:
                break
            finished, _ = wait(pending, _CHECK_SECONDS, FIRST_COMPLETED)
            if not finished and not engine.is_alive():
                raise SweepError(f"{engine.name} went away")
            for future in finished:
                _take(future, pending.pop(future), ledger, undone)
                progress(*ledger.counts())
    finally:
        for future in pending:
            future.cancel()
    if undone and not engine.is_alive():
        raise SweepError(f"{engine.name} went away")
    if undone:
        kind, error = type(undone[0]).__name__, undone[0]
        raise SweepError(f"{engine.name} could not do {len(undone)} runs ({kind}: {error})")


def _take(future: Future[Record], run: Run, ledger: Ledger, undone: list[BaseException]) -> None:
    """Take what a run gave. One that was lost with its worker is left undone."""
    try:
        ledger.add(run, future.result())
    except (SweepError, ParameterError):
        raise
    except Exception as error:  # an executor's own, such as Dask's KilledWorker
        undone.append(error)
