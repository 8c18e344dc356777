# SPDX-License-Identifier: GPL-2.0-only
"""Charts as drawings of matplotlib."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .chart import Chart, Mark, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE_INCHES = (6.8, 4.2)
_DOTS_PER_INCH = 150
_BAND_OPACITY = 0.2
_MOST_LEVEL_LABELS = 6
_STYLE = {"svg.hashsalt": "qos-overlay", "svg.fonttype": "none"}


@dataclass(frozen=True)
class Drawing:
    """A chart that is drawn.

    Attributes:
        figure: matplotlib's.
        axes: matplotlib's.
        colours: by number of the series, as CSS has them.
    """

    figure: "Figure"
    axes: "Axes"
    colours: list[str]


def draw(chart: Chart, legend: bool = True) -> Drawing:
    """Draw a chart.

    The parts of series number N have the SVG identities series-N and band-N.

    Args:
        chart: what to show.
        legend: whether to say what the series are.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=chart.title, xlabel=chart.x_label, ylabel=chart.y_label)
    axes.spines[["top", "right"]].set_visible(False)
    colours: list[str] = []
    if chart.kind == "heat":
        _draw_cells(chart, figure, axes)
    else:
        for number, series in enumerate(chart.series):
            colours.append(_draw_series(chart, series, number, axes))
        if legend and any(series.label for series in chart.series):
            axes.legend(frameon=False)
    if chart.x_names:
        slant = {"rotation": 45, "ha": "right"} if len(chart.x_names) > _MOST_LEVEL_LABELS else {}
        axes.set_xticks(range(len(chart.x_names)), chart.x_names, **slant)
    if chart.y_names:
        axes.set_yticks(range(len(chart.y_names)), chart.y_names)
    return Drawing(figure, axes, colours)


def _draw_series(chart: Chart, series: Series, number: int, axes: "Axes") -> str:
    """Draw a curve with its band, or a distribution as stairs; the colour."""
    from matplotlib.colors import to_hex

    x = [mark.x for mark in series.marks]
    y = [mark.y for mark in series.marks]
    if chart.kind == "cdf":
        x, y = [x[0], *x], [0.0, *y]
    stairs: dict[str, Any] = {"drawstyle": "steps-post"} if chart.kind == "cdf" else {"marker": "o"}
    (line,) = axes.plot(x, y, label=series.label, linewidth=1.5, markersize=3.5, **stairs)
    line.set_gid(f"series-{number}")
    if chart.kind == "curve":
        low, high = ([getattr(mark, end) for mark in series.marks] for end in ("low", "high"))
        band = axes.fill_between(
            x, low, high, color=line.get_color(), alpha=_BAND_OPACITY, linewidth=0
        )
        band.set_gid(f"band-{number}")
    return to_hex(line.get_color())


def _draw_cells(chart: Chart, figure: "Figure", axes: "Axes") -> None:
    """Draw the cells of a heat map; those without a value stay empty."""
    import numpy

    cells = numpy.full((len(chart.y_names), len(chart.x_names)), numpy.nan)
    for mark in chart.series[0].marks:
        cells[int(mark.y), int(mark.x)] = mark.value
    image = axes.imshow(cells, origin="lower", aspect="auto", cmap="viridis")
    figure.colorbar(image, label=chart.value_label)


def save(drawing: Drawing, path: Path) -> None:
    """Write a drawing into a PNG or SVG file; equal drawings give equal bytes."""
    import matplotlib

    metadata: Mapping[str, Any] = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    with matplotlib.rc_context(_STYLE):
        drawing.figure.savefig(path, metadata=metadata)


def pixels(drawing: Drawing, mark: Mark) -> tuple[float, float]:
    """Where a mark is in the SVG of a drawing that has been saved."""
    x, y = drawing.axes.transData.transform((mark.x, mark.y))
    points_per_dot = 72 / drawing.figure.dpi
    height = _SIZE_INCHES[1] * 72
    return round(x * points_per_dot, 2), round(height - y * points_per_dot, 2)
