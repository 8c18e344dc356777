# SPDX-License-Identifier: GPL-2.0-only
"""Figures in the papers' form, from the tables of many seeds: a mean with a band over the seeds."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RunError
from ..interval import confidence_interval
from .judge import Outcomes
from .published import Curve, Figure

_SIZE_INCHES = (6.4, 3.6)
_DOTS_PER_INCH = 150
_BAND_OPACITY = 0.2
_MOST_LEVEL_LABELS = 6
_MARK_STYLE = {"color": "0.6", "linestyle": "--", "linewidth": 0.8}


@dataclass(frozen=True)
class Series:
    """What one curve shows.

    Attributes:
        label: its name.
        x: places on the x axis, numbers or texts.
        mean: over the seeds.
        low: lower end of the band.
        high: upper end of the band.
        values: how many values there are at each place.
    """

    label: str
    x: list[Any]
    mean: list[float]
    low: list[float]
    high: list[float]
    values: list[int]


@dataclass(frozen=True)
class Drawing:
    """A figure's data.

    Attributes:
        figure: what was asked for.
        series: one per curve that has data.
        x_label: of the axis, with the unit.
        y_label: of the axis, with the unit.
    """

    figure: Figure
    series: list[Series]
    x_label: str
    y_label: str


def _band(values: Sequence[float], kind: str) -> tuple[float, float]:
    if kind == "range" or len(values) < 2:
        return min(values), max(values)
    interval = confidence_interval(values)
    return interval.low, interval.high


def _axis(label: str, column: str, unit: str) -> str:
    text = label or column.replace("_", " ")
    return f"{text} ({unit})" if unit else text


def gather(figure: Figure, outcomes: Outcomes) -> Drawing:
    """Collect a figure's data. Runs that failed are left out; their claims tell."""
    series = []
    units: dict[str, str] = {}
    for curve in figure.curves:
        if curve.points:
            series.append(_gather_points(figure, curve, outcomes))
            continue
        results = _successes(outcomes, curve.run)
        frames = [
            result.tables[figure.table] for result in results if figure.table in result.tables
        ]
        if frames:
            units = frames[0].attrs["units"]
            series.append(_gather_curve(figure, curve, frames))
    return Drawing(
        figure,
        series,
        _axis(figure.x_label, figure.x, units.get(figure.x, "")),
        _axis(figure.y_label, figure.y, units.get(figure.y, "")),
    )


def _successes(outcomes: Outcomes, run: str) -> list[Any]:
    return [outcome for outcome in outcomes[run].values() if not isinstance(outcome, RunError)]


def _gather_points(figure: Figure, curve: Curve, outcomes: Outcomes) -> Series:
    y = curve.y or figure.y
    series = Series(curve.label, [], [], [], [], [])
    for point in curve.points:
        values = [result.metrics[y] for result in _successes(outcomes, point.run)]
        _add_place(series, point.x, [value for value in values if value == value], figure.band)
    return series


def _add_place(series: Series, x: Any, values: list[float], band: str) -> None:
    """Add a place on the x axis; without values there is nothing to show there."""
    if not values:
        return
    low, high = _band(values, band)
    mean = sum(values) / len(values)
    series.x.append(x)
    series.mean.append(mean)
    # of equal values, the mean may be off by a rounding error
    series.low.append(float(min(low, mean)))
    series.high.append(float(max(high, mean)))
    series.values.append(len(values))


def _gather_curve(figure: Figure, curve: Curve, frames: list[Any]) -> Series:
    import pandas

    y = curve.y or figure.y
    rows = pandas.concat(frames).dropna(subset=[y])
    places = rows[figure.x]
    if figure.x_bin is not None:
        places = (places // figure.x_bin + 0.5) * figure.x_bin
    groups = rows.groupby(places, sort=figure.kind == "lines")[y]
    result = Series(curve.label, [], [], [], [], [])
    for x, values in groups:
        _add_place(result, x, list(values), figure.band)
    return result


def write_csv(drawing: Drawing, path: Path) -> None:
    """Write a figure's data: curve, x, mean, low, high, number of values."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["curve", drawing.x_label, f"mean {drawing.y_label}", "low", "high", "values"]
        )
        for series in drawing.series:
            columns = (series.x, series.mean, series.low, series.high, series.values)
            writer.writerows([series.label, *row] for row in zip(*columns))


def draw(drawing: Drawing, path: Path) -> None:
    """Draw a figure into a PNG file."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    axes = canvas.add_subplot()
    if drawing.figure.kind == "lines":
        _draw_lines(drawing, axes)
    else:
        _draw_bars(drawing, axes)
    for mark in drawing.figure.marks:
        axes.axvline(mark, **_MARK_STYLE)
    axes.set(title=drawing.figure.title, xlabel=drawing.x_label, ylabel=drawing.y_label)
    axes.set_yscale(drawing.figure.y_scale)
    if drawing.figure.y_scale == "linear":
        axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    if drawing.series:
        axes.legend(frameon=False)
    canvas.savefig(path, metadata={"Software": None})


def _draw_lines(drawing: Drawing, axes: Any) -> None:
    for series in drawing.series:
        (line,) = axes.plot(series.x, series.mean, label=series.label, linewidth=1.5)
        axes.fill_between(
            series.x,
            series.low,
            series.high,
            color=line.get_color(),
            alpha=_BAND_OPACITY,
            linewidth=0,
        )


def _draw_bars(drawing: Drawing, axes: Any) -> None:
    places = list(dict.fromkeys(x for series in drawing.series for x in series.x))
    width = 0.8 / max(len(drawing.series), 1)
    for index, series in enumerate(drawing.series):
        left = [places.index(x) - 0.4 + (index + 0.5) * width for x in series.x]
        below = [mean - low for mean, low in zip(series.mean, series.low)]
        above = [high - mean for mean, high in zip(series.mean, series.high)]
        axes.bar(left, series.mean, width, yerr=[below, above], capsize=2, label=series.label)
    slant = {"rotation": 45, "ha": "right"} if len(places) > _MOST_LEVEL_LABELS else {}
    axes.set_xticks(range(len(places)), [str(place) for place in places], **slant)
