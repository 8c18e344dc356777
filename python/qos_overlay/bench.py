# SPDX-License-Identifier: GPL-2.0-only
"""./qos bench: runs the benchmark programs of the build and judges their ratios.

A program prints with --json a list of {"name", "value", "unit", "against", "ratio", "goal",
"holds"} on stdout.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import ParameterError, RunError
from .terminal import print_table, show_progress

KEYS = ("name", "value", "unit", "against", "ratio", "goal", "holds")


def build_folder() -> Path:
    """The build that this package is part of."""
    given = os.environ.get("QOS_BUILD")
    return Path(given) if given else Path(__file__).parent.parent.parent


def list_programs(folder: Path) -> dict[str, Path]:
    """The benchmark programs in a folder, by name."""
    return {
        path.name: path
        for path in sorted(folder.glob("*"))
        if path.is_file() and not path.suffix and os.access(path, os.X_OK)
    }


def run_program(program: Path) -> list[dict[str, Any]]:
    """Run a benchmark program.

    Returns:
        Its rows, with exactly the KEYS.

    Raises:
        RunError: if it fails or prints something else.
    """
    process = subprocess.run([program, "--json"], capture_output=True, text=True)
    try:
        if process.returncode != 0:
            raise ValueError(f"exit status {process.returncode}")
        return [{key: row[key] for key in KEYS} for row in json.loads(process.stdout)]
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"benchmark {program.name} failed: {error}", f"{program} --json", process.stderr
        ) from None


def make_row(
    name: str, value: float, unit: str, against: str, ratio: float, goal: float
) -> dict[str, Any]:
    """A row of a benchmark program in Python: its goal holds if the ratio is not above it."""
    return dict(zip(KEYS, (name, value, unit, against, ratio, goal, ratio <= goal)))


def print_rows(rows: Sequence[dict[str, Any]], arguments: Sequence[str]) -> None:
    """Print the rows of a benchmark program: as JSON with --json among its arguments."""
    if "--json" in arguments:
        print(json.dumps(rows))
    else:
        print_table(KEYS, [_texts(row) for row in rows])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def command(names: Sequence[str], as_json: bool, build: Path | None = None) -> int:
    """Run benchmarks, print their rows, and keep them in <build>/bench/results.json.

    Args:
        names: of the programs; all if there are none.
        as_json: print a JSON array instead of a table.
        build: the build folder, if not that of this package.

    Returns:
        The exit status: 0 if all goals hold, else 1.

    Raises:
        ParameterError: if a name is unknown.
        RunError: if a program fails.
    """
    folder = (build or build_folder()) / "bench"
    programs = list_programs(folder)
    for name in names:
        if name not in programs:
            raise ParameterError(
                f"there is no benchmark '{name}'; there are: {', '.join(programs)}"
            )
    chosen = [programs[name] for name in names or programs]
    rows: list[dict[str, Any]] = []
    with show_progress("bench") as update:
        for done, program in enumerate(chosen):
            update(done, len(chosen), 0)
            rows += run_program(program)
            update(done + 1, len(chosen), 0)
    (folder / "results.json").write_text(json.dumps(rows, indent=1) + "\n")
    print_rows(rows, ["--json"] if as_json else [])
    return 0 if all(row["holds"] for row in rows) else 1


def _texts(row: dict[str, Any]) -> list[str]:
    return [
        row["name"],
        _number(row["value"]),
        row["unit"],
        row["against"],
        _number(row["ratio"]),
        _number(row["goal"]),
        "holds" if row["holds"] else "fails",
    ]
