# SPDX-License-Identifier: GPL-2.0-only
"""What a plot of a sweep shows, as numbers: curves with intervals, distributions, a heat map."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..interval import confidence_interval
from .quantity import sort_key, to_number
from .record import OK
from .results import Sweep

if TYPE_CHECKING:
    import pandas

KINDS = ("curve", "cdf", "heat")


@dataclass(frozen=True)
class Mark:
    """A point of a series, or a cell of a heat map.

    Attributes:
        x: place on the x axis; texts have the places 0, 1, ...
        y: place on the y axis.
        low: lower end of the interval, y if there is none.
        high: upper end of the interval, y if there is none.
        text: what the mark says in words.
        value: of a cell; NaN for a point.
    """

    x: float
    y: float
    low: float
    high: float
    text: str
    value: float = math.nan


@dataclass(frozen=True)
class Series:
    """Marks that belong together.

    Attributes:
        label: the values of the parameters that tell series apart; empty if there is one only.
        marks: sorted by x.
    """

    label: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Chart:
    """What a plot shows.

    Attributes:
        kind: one of KINDS.
        title: of the whole.
        x_label: of the x axis, with the unit.
        y_label: of the y axis, with the unit.
        value_label: of the colours of a heat map, with the unit; empty for others.
        x_names: texts at the places 0, 1, ... of the x axis; empty if it has numbers.
        y_names: the same of the y axis.
        series: one per curve; a heat map has one.
    """

    kind: str
    title: str
    x_label: str
    y_label: str
    value_label: str
    x_names: Sequence[str]
    y_names: Sequence[str]
    series: Sequence[Series]


def make_chart(
    sweep: Sweep,
    what: str,
    kind: str,
    x: str | None,
    by: Sequence[str] | None,
    where: Mapping[str, Any],
) -> Chart:
    """Gather what a plot shows; see plot() for the arguments.

    Raises:
        ParameterError: if a name is unknown, or there is nothing to show.
    """
    if kind not in KINDS:
        raise ParameterError(f"kind is '{kind}', allowed: one of {', '.join(KINDS)}")
    frame, varied = _choose(sweep, what, where)
    if kind != "cdf":
        frame = _one_value_a_run(frame)
    label = _label(what, frame.attrs["units"].get("value", ""))
    if kind == "cdf":
        if x is not None:
            raise ParameterError("a cdf has its values on the x axis, so it takes no x")
        return _distribution(sweep, frame, label, _tell_apart(sweep, by, [], varied))
    x = _axis(sweep, x, varied, "x")
    if kind == "curve":
        return _curves(sweep, frame, label, x, _tell_apart(sweep, by, [x], varied))
    if by is not None and len(by) != 1:
        raise ParameterError(f"a heat map has one parameter on the y axis, not {len(by)}")
    others = [name for name in varied if not sweep.definition.follows(name, x)]
    y = _axis(sweep, by[0] if by else None, others, "y")
    _tell_apart(sweep, [], [x, y], varied)
    return _heat_map(sweep, frame, label, x, y)


def _choose(
    sweep: Sweep, what: str, where: Mapping[str, Any]
) -> tuple["pandas.DataFrame", list[str]]:
    """Values with their parameters, of the runs that are asked for, and what varies among them."""
    table, dot, column = what.partition(".")
    if dot:
        frame = sweep.tables(table)
        if column not in frame.columns:
            raise ParameterError(
                f"table {table} has no column '{column}'; it has: {', '.join(frame.columns)}"
            )
    else:
        frame, column = sweep.frame(), what
        frame = frame[frame["status"] == OK]
        if column not in sweep.metrics:
            raise ParameterError(
                f"{sweep.experiment} reported no metric '{what}'; it reported: "
                f"{', '.join(sweep.metrics) or 'none'}"
            )
    units = dict(sweep.frame().attrs["units"] if not dot else frame.attrs["units"])
    units["value"] = units.get(column, "")
    for name, value in where.items():
        _check_name(sweep, name)
        if name in sweep.varied:
            frame = frame[frame[name] == _as_value(sweep, name, value)]
        elif sweep.definition.parameters[0][name] != str(value):
            frame = frame[:0]
    names = list(dict.fromkeys([*sweep.varied, "seed"]))
    frame = frame[[name for name in names if name != column]].assign(
        value=frame[column].astype(float)
    )
    frame = frame.dropna(subset=["value"])
    if frame.empty:
        raise ParameterError(f"there is no value of {what} to show")
    frame.attrs["units"] = units
    return frame, [name for name in sweep.varied if name not in where]


def _one_value_a_run(frame: "pandas.DataFrame") -> "pandas.DataFrame":
    """Means of the values of each run: those of a run depend on each other, runs do not."""
    names = [name for name in frame.columns if name != "value"]
    means = frame.groupby(names, sort=False, as_index=False)["value"].mean()
    means.attrs = frame.attrs
    return means


def _as_value(sweep: Sweep, name: str, value: Any) -> Any:
    """A value as the frame has it."""
    number = to_number(sweep.definition.kinds[name], str(value))
    is_text = any(isinstance(known, str) for known in sweep.values(name))
    return str(value) if is_text or number is None else number[0]


def _check_name(sweep: Sweep, name: str) -> None:
    if name not in sweep.definition.kinds:
        raise ParameterError(
            f"{sweep.experiment} has no parameter '{name}'; this sweep varies: "
            f"{', '.join(sweep.varied) or 'none'}"
        )


def _axis(sweep: Sweep, name: str | None, varied: Sequence[str], which: str) -> str:
    """The parameter on an axis."""
    if name is not None:
        _check_name(sweep, name)
    if name not in varied and not (name is None and varied):
        raise ParameterError(
            f"there is no parameter for the {which} axis; this sweep varies: "
            f"{', '.join(sweep.varied) or 'none'}"
        )
    return name or varied[0]


def _tell_apart(
    sweep: Sweep, by: Sequence[str] | None, shown: Sequence[str], varied: Sequence[str]
) -> list[str]:
    """The parameters that tell series apart: those that are asked for, or all that have to.

    What follows from a parameter that is shown or tells series apart needs no mention. Any other
    that varies does: values at different ones are not to be mixed.
    """

    def is_covered(name: str, by_what: Sequence[str]) -> bool:
        return any(sweep.definition.follows(name, leader) for leader in by_what)

    chosen: list[str] = []
    for name in varied if by is None else by:
        _check_name(sweep, name)
        if name in varied and (by is not None or not is_covered(name, [*shown, *chosen])):
            chosen.append(name)
    for name in varied:
        if not is_covered(name, [*shown, *chosen]):
            raise ParameterError(
                f"{name} varies too, and values at different ones are not to be mixed; name it as "
                "well, or choose one of its values"
            )
    return chosen


def _label(name: str, unit: str) -> str:
    """A name with its unit behind it; many metrics have it at the end of their names."""
    name = name.replace("_", " ").replace(".", ": ").removesuffix(f" {unit}")
    return f"{name} ({unit})" if unit else name


def _groups(frame: "pandas.DataFrame", by: Sequence[str]) -> list[tuple[str, "pandas.DataFrame"]]:
    """The series of a frame with their labels, in the order of the sweep."""
    if not by:
        return [("", frame)]
    groups = frame.groupby(by[0] if len(by) == 1 else list(by), sort=False)
    return [
        (", ".join(f"{name}={_text(value)}" for name, value in zip(by, _as_tuple(key))), group)
        for key, group in groups
    ]


def _as_tuple(key: Any) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _sorted_values(sweep: Sweep, frame: "pandas.DataFrame", name: str) -> list[Any]:
    """The values of a parameter in a frame, in the order of the sweep's table."""
    kind = sweep.definition.kinds[name]
    values = list(dict.fromkeys(frame[name]))
    return sorted(
        values, key=lambda value: sort_key(kind, value) if isinstance(value, str) else value
    )


def _places(
    sweep: Sweep, frame: "pandas.DataFrame", name: str
) -> tuple[dict[Any, float], list[str]]:
    """Where each value of a parameter is on an axis, and the texts there if it has no numbers."""
    values = _sorted_values(sweep, frame, name)
    if any(isinstance(value, str) for value in values):
        return {value: float(place) for place, value in enumerate(values)}, values
    return {value: float(value) for value in values}, []


def _curves(
    sweep: Sweep, frame: "pandas.DataFrame", label: str, x: str, by: Sequence[str]
) -> Chart:
    """A mean with its interval at each value of x."""
    units = frame.attrs["units"]
    places, names = _places(sweep, frame, x)
    series = []
    for series_label, group in _groups(frame, by):
        marks = []
        for value, values in group.groupby(x, sort=False)["value"]:
            interval = confidence_interval(list(values))
            exact = len(values) < 2
            low = interval.mean if exact else interval.low
            high = interval.mean if exact else interval.high
            width = "" if exact else f" ± {interval.half_width:.3g}"
            text = f"{x}={_text(value)}: {interval.mean:.4g}{width}, {len(values)} values"
            marks.append(Mark(places[value], interval.mean, low, high, text))
        series.append(Series(series_label, sorted(marks, key=lambda mark: mark.x)))
    x_label = _label(x, units.get(x, ""))
    title = f"{sweep.experiment}: mean and 95 % interval"
    return Chart("curve", title, x_label, label, "", names, [], series)


def _distribution(sweep: Sweep, frame: "pandas.DataFrame", label: str, by: Sequence[str]) -> Chart:
    """For each value the share of values that are not above it."""
    series = []
    for series_label, group in _groups(frame, by):
        values = sorted(group["value"])
        marks = []
        for number, value in enumerate(values, 1):
            if number < len(values) and values[number] == value:
                continue
            share = number / len(values)
            text = f"{share:.3g} of {len(values)} values are at most {value:.4g}"
            marks.append(Mark(value, share, share, share, text))
        series.append(Series(series_label, marks))
    title = f"{sweep.experiment}: distribution"
    return Chart("cdf", title, label, "share of values", "", [], [], series)


def _heat_map(sweep: Sweep, frame: "pandas.DataFrame", label: str, x: str, y: str) -> Chart:
    """A mean in each cell. Cells are equally wide, whatever their values are."""
    units = frame.attrs["units"]
    columns, rows = _sorted_values(sweep, frame, x), _sorted_values(sweep, frame, y)
    marks = []
    for (column, row), values in frame.groupby([x, y], sort=False)["value"]:
        mean = math.fsum(values) / len(values)
        text = f"{x}={_text(column)}, {y}={_text(row)}: {mean:.4g}, {len(values)} values"
        place_x, place_y = float(columns.index(column)), float(rows.index(row))
        marks.append(Mark(place_x, place_y, place_y, place_y, text, mean))
    return Chart(
        "heat",
        f"{sweep.experiment}: mean",
        _label(x, units.get(x, "")),
        _label(y, units.get(y, "")),
        label,
        [_text(value) for value in columns],
        [_text(value) for value in rows],
        [Series("", marks)],
    )
