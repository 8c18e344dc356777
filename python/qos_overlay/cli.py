# SPDX-License-Identifier: GPL-2.0-only
"""The commands of ./qos that need the experiments: python -m qos_overlay.cli.

Exit status: 0 done, 1 a run failed or a claim or goal does not hold, 2 the arguments are wrong (one
line on stderr).
"""

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

import click

from . import completion_script
from .arguments import SETTING_FORM, split_pairs
from .errors import ParameterError, RunError, SweepError
from .sweep import command as sweep_command

_PARAMETER_FORM = "parameter=value"


@click.group(name="qos")
def cli() -> None:
    """Experiments of published QoS and overlay systems in ns-3."""


@cli.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_(as_json: bool) -> None:
    """The experiments."""
    from . import _core, list_experiments
    from .terminal import print_table

    if as_json:
        print(_core.list())
        return
    columns = ["name", "replays", "summary"]
    print_table(columns, [[row[column] for column in columns] for row in list_experiments()])


@cli.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the schema as one JSON object.")
def describe(name: str, as_json: bool) -> None:
    """An experiment's parameters and metrics."""
    from . import _core
    from .terminal import print_table

    if as_json:
        print(_core.describe(name))
        return
    schema = json.loads(_core.describe(name))
    print(f"{schema['name']}: {schema['summary']}\nreplays {schema['replays']}\n")
    columns = ["name", "type", "default", "allowed", "help"]
    rows = [[row[column] for column in columns] for row in schema["parameters"]]
    print_table(["parameter", *columns[1:]], rows)
    if schema["ends"]:
        print()
        rows = [[end["name"], end["help"]] for end in schema["ends"]]
        print_table(["end that can be real", "help"], rows)
    print()
    rows = [
        [row["name"], row["unit"], row["help"] + (" (wall time)" if row["wall_time"] else "")]
        for row in schema["metrics"]
    ]
    print_table(["metric", "unit", "help"], rows)


def _run_options(command: Callable) -> Callable:
    """The options of every command that runs an experiment once."""
    options = (
        click.option(
            "--seed", default="1", metavar="N", help="Run number of ns-3's random streams (1)."
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="NS3::TYPE::ATTRIBUTE=VALUE",
            help="Another default of an ns-3 attribute; recorded with the result.",
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the result as one JSON object."
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Leave a run folder: JSON and CSV files.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.argument("name")
@click.argument("parameters", nargs=-1)
@_run_options
def run(
    name: str,
    parameters: tuple[str, ...],
    seed: str,
    settings: tuple[str, ...],
    as_json: bool,
    out: Path | None,
) -> None:
    """Run an experiment: ./qos run NAME parameter=value ...

    ./qos describe NAME tells which parameters it has.
    """
    from .pool import run_one
    from .request import Request

    allowed = f"{_PARAMETER_FORM}, --seed N, {SETTING_FORM}, --json, --out DIR"
    request = Request(
        name,
        split_pairs(parameters, allowed, "parameter"),
        seed,
        split_pairs(settings, SETTING_FORM, "setting"),
    )
    result = run_one(request)
    if out is not None:
        result.save(out)
    if as_json:
        print(result.json())
    else:
        _print_result(result)
        if out is not None:
            print(f"\nsaved in {out}")


@cli.command()
@click.argument("name")
@click.argument("parameters", nargs=-1)
@click.option(
    "--end",
    "ends",
    multiple=True,
    metavar="NAME=INTERFACE[,address=A.B.C.D/BITS]...",
    help="An end that is real: INTERFACE, tap:INTERFACE or fd:N; behind it also ,gateway=A.B.C.D "
    "and ,mac=ADDRESS or ,mac=own.",
)
@click.option(
    "--peer",
    "peers",
    multiple=True,
    metavar="NAME=A.B.C.D",
    help="The address of an end that is elsewhere; that of the simulation if not given.",
)
@click.option("--doctor", is_flag=True, help="Run nothing; find out whether the ends are ready.")
@_run_options
def emulate(
    name: str,
    parameters: tuple[str, ...],
    ends: tuple[str, ...],
    peers: tuple[str, ...],
    doctor: bool,
    seed: str,
    settings: tuple[str, ...],
    as_json: bool,
    out: Path | None,
) -> None:
    """Run an experiment on real interfaces: ./qos emulate NAME --end server=eth1 ...

    ./qos describe NAME tells which ends it has. It runs in real time; Ctrl-C ends it with the results
    so far.
    """
    from . import emulate as emulation

    if not ends:
        known = ", ".join(emulation.ends_of(name))
        raise ParameterError(f"no end of {name} is real, allowed: --end NAME=INTERFACE for {known}")
    options = {"--end": ends, "--peer": peers, "--set": settings, "--seed": (seed,)}
    arguments = [
        *parameters,
        *(
            word
            for option, values in options.items()
            for value in values
            for word in (option, value)
        ),
        *(["--doctor"] if doctor else []),
        *(["--json"] if as_json else []),
    ]
    sys.exit(emulation.command(name, arguments, None if doctor else out))


def _print_result(result) -> None:
    """The metrics with units and meanings, and which tables there are."""
    from . import _core
    from .terminal import print_table

    print(
        f"{result.experiment}, seed {result.seed}: {result.duration_s:g} s simulated, "
        f"{result.events} events\n"
    )
    rows = [
        [name, "-" if math.isnan(value) else f"{value:.6g}", *_core.metric(result.experiment, name)]
        for name, value in result.metrics.items()
    ]
    print_table(["metric", "value", "unit", "help"], rows)
    tables = [f"{name} ({result.tables.rows(name)} rows)" for name in result.tables]
    if tables:
        print(f"\ntables: {', '.join(tables)}; --json or --out DIR has them")


for command in sweep_command.COMMANDS:
    cli.add_command(command)


@cli.command()
@click.argument("papers", nargs=-1)
@click.option(
    "--workers", type=int, metavar="N", help="Runs at once; one per processor if not given."
)
@click.option(
    "--seeds", type=int, metavar="N", help="Seeds per run, instead of the published number."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("replay"),
    metavar="DIR",
    help="Where the report goes (replay).",
)
def replay(papers: tuple[str, ...], workers: int | None, seeds: int | None, out: Path) -> None:
    """Run what the papers measured, and judge it against what they published."""
    from .replay import command

    sys.exit(command.replay(papers, workers, seeds, out))


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Measure speed against what one would use instead."""
    from . import bench as benchmarks

    sys.exit(benchmarks.command(names, as_json))


@cli.command(name="completion")
@click.argument("shell", type=click.Choice(completion_script.SHELLS))
def completion_(shell: str) -> None:
    """Print what makes a shell complete the arguments of ./qos.

    bash: source <(./qos completion bash)
    """
    print(completion_script.script(shell))


def main() -> None:
    """Run the command line."""
    try:
        cli.main(prog_name="qos", standalone_mode=False)
    except click.ClickException as error:
        print(error.format_message().replace("\n", " "), file=sys.stderr)
        sys.exit(2)
    except ParameterError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except (RunError, SweepError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        print("interrupted", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
