# SPDX-License-Identifier: GPL-2.0-only
"""./qos sweep, ./qos collect, ./qos plot."""

import sys
from pathlib import Path

import click

from ..arguments import SETTING_FORM, split_pairs
from ..errors import ParameterError, SweepError
from ..limits import Limits, parse_memory, parse_time
from ..pool import check_count
from ..terminal import show_progress
from . import api, slurm
from .arguments import read_space
from .chart import KINDS
from .definition import Definition, again, define
from .folder import SweepFolder
from .plot import plot
from .results import Sweep
from .stop_rule import StopRule

_ALLOWED = "parameter=value,value..."
_MOST_FAILURES = 10
_DEFAULT_FOLDER = Path("sweep")


@click.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1)
@click.option("--runs", type=int, metavar="N", help="Seeds at each point (1).")
@click.option("--seed", type=int, metavar="N", help="The first of them (1).")
@click.option(
    "--points",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file of points: a line of parameter names, then a line a point.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NS3::TYPE::ATTRIBUTE=VALUE",
    help="Another default of an ns-3 attribute, in all runs.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Its folder (sweep/NAME)."
)
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with the sweep in DIR; NAME and parameters can be left out.",
)
@click.option("--retry-failed", is_flag=True, help="Run again what failed or took too long.")
@click.option(
    "--stop-when",
    metavar="METRIC=WIDTH",
    help="No more seeds at a point where half the metric's 95 % interval is at most WIDTH, a number "
    "or a share of the mean such as 5%.",
)
@click.option("--time-limit", metavar="TIME", help="End a run that takes longer, such as 90s.")
@click.option("--memory-limit", metavar="SIZE", help="End a run that needs more, such as 2GiB.")
@click.option(
    "--workers", type=int, metavar="N", help="Runs at once; one per processor if not given."
)
@click.option(
    "--scheduler", metavar="tcp://HOST:PORT", help="Run in the workers of this Dask scheduler."
)
@click.option(
    "--emit-slurm",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Run nothing; leave DIR/sweep.slurm, an array job that does. Afterwards: ./qos collect DIR",
)
@click.option(
    "--per-task", type=int, default=20, metavar="N", help="Runs in each task of that array (20)."
)
def sweep(
    name: str | None,
    parameters: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    points: Path | None,
    settings: tuple[str, ...],
    out: Path | None,
    resume: bool,
    retry_failed: bool,
    stop_when: str | None,
    time_limit: str | None,
    memory_limit: str | None,
    workers: int | None,
    scheduler: str | None,
    emit_slurm: Path | None,
    per_task: int,
) -> None:
    """Run an experiment at many points: ./qos sweep NAME parameter=value,value ...

    What DIR has already is not run again. DIR/results.csv has a row per run. A parameter that
    depends on others has arithmetic in braces: 'q={loss/20}'.
    """
    where = api.choose(workers, scheduler, None)
    limits = Limits(
        None if time_limit is None else parse_time(time_limit),
        None if memory_limit is None else parse_memory(memory_limit),
    )
    folder = SweepFolder(_place(name, out, emit_slurm))
    before = folder.definition() if resume or folder.has_sweep() else None
    if name is not None:
        definition = _define(name, parameters, runs, seed, points, settings, stop_when)
    elif before is not None and resume:
        if runs or seed or points or settings or stop_when:
            raise ParameterError("--resume without NAME takes the whole sweep from DIR")
        definition = again(before)
    else:
        raise ParameterError("Missing argument 'NAME'.")
    if before is not None and before.program != definition.program:
        print(f"{folder.path} has runs of another build, which are not used", file=sys.stderr)
    if emit_slurm is not None:
        script = slurm.emit(definition, folder, per_task, limits, retry_failed)
        print(f"sbatch {script}\n./qos collect {folder.path}")
        return
    try:
        with show_progress(definition.experiment) as update:
            ledger = api.run_missing(definition, folder, where, limits, retry_failed, update)
    except KeyboardInterrupt:
        raise SweepError(
            f"interrupted; what is done is in {folder.path}, and the same command goes on with the "
            "rest"
        ) from None
    sys.exit(_tell(Sweep(folder, definition, ledger)))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def collect(folder: Path) -> None:
    """Write results.csv of a sweep whose runs were done elsewhere."""
    sys.exit(_tell(api.collect(folder)))


@click.command(name="plot")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("what")
@click.option("--kind", type=click.Choice(KINDS), default="curve", help="What to draw (curve).")
@click.option("--x", metavar="PARAMETER", help="On the x axis; the first that varies if not given.")
@click.option(
    "--by",
    multiple=True,
    metavar="PARAMETER",
    help="Tells curves apart, or is on the y axis of a heat map.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="PARAMETER=VALUE",
    help="Leave out runs with other values.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A .png, .svg or .html file (DIR/WHAT.png).",
)
def plot_(
    folder: Path,
    what: str,
    kind: str,
    x: str | None,
    by: tuple[str, ...],
    where: tuple[str, ...],
    out: Path | None,
) -> None:
    """Plot a metric of the sweep in FOLDER, or a column of a table: WHAT is metric or table.column."""
    chosen = split_pairs(where, "--where parameter=value", "parameter")
    file = out or folder / f"{what}.png"
    print(plot(folder, what, file, kind=kind, x=x, by=by or None, where=chosen))


COMMANDS = (sweep, collect, plot_)
"""What ./qos gets from here."""


def _place(name: str | None, out: Path | None, emit_slurm: Path | None) -> Path:
    """The sweep's folder."""
    if out is not None and emit_slurm is not None:
        raise ParameterError("--out DIR and --emit-slurm DIR both name the folder, allowed: one")
    given = out or emit_slurm
    if given is None and name is None:
        raise ParameterError("neither NAME nor --out DIR is given, allowed: one of them, or both")
    return given or _DEFAULT_FOLDER / name


def _define(
    name: str,
    parameters: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    points: Path | None,
    settings: tuple[str, ...],
    stop_when: str | None,
) -> Definition:
    """The sweep that the arguments describe."""
    check_count("runs", runs)
    first = 1 if seed is None else seed
    return define(
        name,
        read_space(split_pairs(parameters, _ALLOWED, "parameter"), points),
        range(first, first + (runs or 1)),
        split_pairs(settings, SETTING_FORM, "setting"),
        None if stop_when is None else StopRule.parse(stop_when),
    )


def _tell(result: Sweep) -> int:
    """Say what there is; the exit status."""
    for failure in result.failures().head(_MOST_FAILURES).itertuples():
        print(f"{failure.status}: {failure.reason}; to reproduce: {failure.command}")
    if result.failed > _MOST_FAILURES:
        print(f"... all {result.failed} are in {result.folder / 'failures.csv'}")
    counts = f"{len(result)} {'run' if len(result) == 1 else 'runs'}, {result.failed} failed"
    if result.missing:
        counts += f", {result.missing} missing"
    print(f"{counts}; {result.folder / 'results.csv'}")
    return 1 if result.failed or result.missing else 0
