# SPDX-License-Identifier: GPL-2.0-only
"""A parameter space as the command line writes it."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import ParameterError
from .formula import is_formula, read_formula
from .space import Point, Space


def read_space(pairs: Mapping[str, str], points: Path | None) -> Space:
    """The space of `name=value,value` and `name={formula}` arguments, at the points of a file.

    Args:
        pairs: the arguments.
        points: a CSV file; its header names parameters, each row is a point. None if there is none.

    Raises:
        ParameterError: if a value is missing, the file is no such file, or a parameter is in both.
    """
    grid = {name: _values(name, text) for name, text in pairs.items()}
    if points is None:
        return grid
    rows = _read_rows(points)
    for name in rows[0]:
        if name in grid:
            raise ParameterError(f"parameter {name} is given twice: here and in {points}")
    return [{**row, **grid} for row in rows]


def _values(name: str, text: str) -> list[str] | Callable[[Point], str]:
    """The values of an axis, or the function that a formula is."""
    if is_formula(text):
        return read_formula(name, text)
    values = text.split(",")
    if len(values) > 1 and "" in values:
        raise ParameterError(f"parameter {name} is '{text}', allowed: values with commas between")
    return values


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except OSError as error:
        raise ParameterError(f"the points in {path} cannot be read: {error.strerror}") from None
    if len(rows) < 2:
        raise ParameterError(f"{path} has no points, allowed: a line of names, then a line a point")
    header, *lines = rows
    for number, line in enumerate(lines, 2):
        if len(line) != len(header):
            raise ParameterError(
                f"line {number} of {path} has {len(line)} values, allowed: {len(header)}, as names"
            )
    return [dict(zip(header, line)) for line in lines]
