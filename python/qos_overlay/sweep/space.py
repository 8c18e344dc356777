# SPDX-License-Identifier: GPL-2.0-only
"""The points of a parameter space: grids, lists of points, parameters that follow from others."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..errors import ParameterError

Space = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""Parameters by name: a value; a list of values, an axis of the grid; or a function of the other
parameters. Or several such grids, whose points are put together."""

Point = dict[str, Any]
"""A value for each parameter that does not have its default."""


def points(space: Space) -> Iterator[Point]:
    """All points, the last axis varying first.

    Raises:
        ParameterError: if an axis has no value, or a function of other parameters fails.
    """
    if isinstance(space, Mapping):
        yield from _grid(space)
        return
    for grid in space:
        if not isinstance(grid, Mapping):
            raise ParameterError(
                f"the parameters are a list that has a {type(grid).__name__} in it, allowed: "
                "a dict of parameters, or a list of them"
            )
        yield from _grid(grid)


def _grid(grid: Mapping[str, Any]) -> Iterator[Point]:
    axes = {name: _axis(name, value) for name, value in grid.items() if not callable(value)}
    dependent = {name: value for name, value in grid.items() if callable(value)}
    for values in itertools.product(*axes.values()):
        point = dict(zip(axes, values))
        for name, function in dependent.items():
            point[name] = _follow(name, function, point)
        yield point


def _axis(name: str, value: Any) -> list[Any]:
    """The values of a parameter: of a list, a range or an array all, else the one that it is."""
    if callable(getattr(value, "tolist", None)):
        value = value.tolist()
    if not isinstance(value, (list, range)):
        return [value]
    if not value:
        raise ParameterError(f"parameter {name} has no value, allowed: a list of at least one")
    return list(value)


def _follow(name: str, function: Callable[[Point], Any], point: Point) -> Any:
    """A dependent parameter's value; what its function throws is told in a sentence."""
    try:
        return function(dict(point))
    except ParameterError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise ParameterError(
            f"parameter {name} has no value where {point}: its function failed with {reason}"
        ) from error
