# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps as Python calls them."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import ParameterError, SweepError
from ..limits import NO_LIMITS, Limits
from ..pool import Progress, check_count
from . import engine, table
from .conduct import conduct
from .definition import Definition, define
from .engine import Engine
from .folder import SweepFolder
from .ledger import Ledger
from .record import OK
from .results import Sweep
from .space import Space
from .stop_rule import StopRule

Folder = str | os.PathLike[str]


def sweep(
    name: str,
    parameters: Space,
    *,
    seeds: int | Iterable[int] = 1,
    out: Folder | None = None,
    settings: Mapping[str, Any] | None = None,
    stop_when: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    retry_failed: bool = False,
    limits: Limits = NO_LIMITS,
    progress: Progress | None = None,
) -> Sweep:
    """Run an experiment at all points of a parameter space, with several seeds.

    What a folder already has is not run again, so the same call after an interruption does the
    rest, and a call with more values or seeds does what is new. Runs with equal program, parameters
    and seed are the same run.

    Args:
        name: the experiment.
        parameters: values by name. A list, range or array is an axis of the grid (write a tuple for
            one value that is a list); a function gets the other parameters of a point and returns
            this one's value. A list of such dicts is the union of their grids.
        seeds: how many, from 1, or the seeds themselves.
        out: the sweep's folder; without one, results go with the returned object.
        settings: defaults of ns-3 attributes, by `ns3::Type::Attribute`.
        stop_when: `METRIC=WIDTH`: a point gets no more seeds once half the 95 % interval of the
            metric's mean is at most WIDTH, a number or a share of the mean such as 5%. It takes at
            least three seeds.
        workers: runs at once on this machine; None means one per processor.
        scheduler: address of a Dask scheduler, whose workers do the runs. They need the folder at
            the same path.
        executor: any other executor that does them.
        retry_failed: run what failed or took too long once more.
        limits: time and memory that each run may use.
        progress: called after each run with the numbers of runs done, of all, and of failed ones.

    Raises:
        ParameterError: if any of it is wrong; nothing has run.
        SweepError: if the workers went away; what is done is kept.
    """
    stop = None if stop_when is None else StopRule.parse(stop_when)
    chosen = choose(workers, scheduler, executor)
    definition = define(name, parameters, seeds, settings or {}, stop)
    temporary = TemporaryDirectory(prefix="qos-sweep-") if out is None else None
    folder = SweepFolder(temporary.name if temporary else out)
    ledger = run_missing(definition, folder, chosen, limits, retry_failed, progress)
    return Sweep(folder, definition, ledger, temporary)


def run_missing(
    definition: Definition,
    folder: SweepFolder,
    where: Callable[[], AbstractContextManager[Engine]],
    limits: Limits,
    retry_failed: bool,
    progress: Progress | None,
) -> Ledger:
    """Do what a folder has not of a sweep, and write its tables, however that ends.

    Args:
        definition: of the sweep.
        folder: its folder, made if it does not exist.
        where: starts the engine.
        limits: time and memory that each run may use.
        retry_failed: run what failed or took too long once more.
        progress: called after each run.

    Raises:
        ParameterError: if the folder has a sweep of another experiment.
        SweepError: if the engine went away, or could not do all of them.
    """
    with folder.lock():
        folder.define(definition)
        folder.clean()
        ledger = read(definition, folder, retry_failed)
        try:
            if next(ledger.wanted(), None) is not None:
                with where() as engine_there:
                    conduct(
                        definition, ledger, folder, engine_there, limits, progress or _tell_nobody
                    )
        except SweepError as error:
            done, total, _ = ledger.counts()
            raise SweepError(
                f"{error}; {done} of {total} runs are done, and the same sweep goes on with the rest"
            ) from None
        finally:
            write_tables(definition, folder, ledger)
        folder.clean()
    return ledger


def read(definition: Definition, folder: SweepFolder, forget_failed: bool = False) -> Ledger:
    """What a folder has of a sweep.

    Args:
        definition: of the sweep.
        folder: its folder.
        forget_failed: remove the records of runs that did not succeed.
    """
    ledger = Ledger(definition)
    for runs in definition.runs:
        for run in runs:
            record = folder.record(run.id)
            if record is None:
                continue
            if forget_failed and record.status != OK:
                folder.forget(run.id)
            else:
                ledger.add(run, record)
    return ledger


def write_tables(definition: Definition, folder: SweepFolder, ledger: Ledger) -> None:
    """Write the CSV files of a folder, of the runs that have finished."""
    rows = table.in_order(
        definition, [(run, record) for run, record in ledger.rows() if record is not None]
    )
    folder.write("elapsed.csv", table.elapsed(definition, rows))
    folder.write("failures.csv", table.failures(definition, rows))
    folder.write("results.csv", table.results(definition, rows))


def load(folder: Folder) -> Sweep:
    """The sweep in a folder, as far as it has run; by whatever build of the program.

    Raises:
        ParameterError: if there is none.
    """
    place = SweepFolder(folder)
    definition = place.definition()
    return Sweep(place, definition, read(definition, place))


def collect(folder: Folder) -> Sweep:
    """Write the tables of a folder whose runs were done elsewhere, such as by a Slurm array.

    Raises:
        ParameterError: if there is no sweep.
        SweepError: if a sweep is at work in it.
    """
    place = SweepFolder(folder)
    definition = place.definition()
    with place.lock():
        ledger = read(definition, place)
        write_tables(definition, place, ledger)
        if next(ledger.wanted(), None) is None:
            place.clean()
    return Sweep(place, definition, ledger)


def choose(
    workers: int | None, scheduler: str | None, executor: Executor | None
) -> Callable[[], AbstractContextManager[Engine]]:
    """What starts the engine that is asked for.

    Args:
        workers: see sweep().
        scheduler: see sweep().
        executor: see sweep().

    Raises:
        ParameterError: if more than one is asked for, or the number of workers is none.
    """
    check_count("workers", workers)
    if (workers is not None) + (scheduler is not None) + (executor is not None) > 1:
        raise ParameterError("only one of workers, scheduler and executor can be given")
    if executor is not None:
        return lambda: nullcontext(Engine(executor))
    if scheduler is not None:
        engine.check_address(scheduler)
        return lambda: engine.dask(scheduler)
    return lambda: engine.local(workers)


def _tell_nobody(done: int, total: int, failed: int) -> None:
    """Progress that nobody wants to know."""
