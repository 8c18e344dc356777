# SPDX-License-Identifier: GPL-2.0-only
"""A chart as a page that answers the mouse, in one file that needs no other and no network."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .chart import Chart, Series
from .draw import Drawing, draw, pixels, save

_MOST_MARKS = 500


def write_page(chart: Chart, path: Path) -> None:
    """Write a chart as HTML.

    Series can be hidden; the mark next to the mouse tells its value.
    """
    import jinja2

    drawing = draw(chart, legend=False)
    svg = _svg(drawing)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).resolve().parent), autoescape=True
    )
    series = [
        {
            "label": one.label,
            "colour": drawing.colours[number] if drawing.colours else "",
            "marks": [[*pixels(drawing, mark), mark.text] for mark in _thin(one)],
        }
        for number, one in enumerate(chart.series)
    ]
    text = environment.get_template("plot.html").render(
        title=chart.title, svg=svg, series=series, rows=_rows(chart)
    )
    path.write_text(text)


def _svg(drawing: Drawing) -> str:
    """The drawing as an element; saving it also fixes where everything is."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plot.svg"
        drawing.figure.set_dpi(72)
        save(drawing, file)
        text = file.read_text()
    return text[text.index("<svg") :]


def _thin(series: Series) -> Sequence[Any]:
    """Marks enough for a mouse."""
    step = -(-len(series.marks) // _MOST_MARKS)
    return series.marks[::step]


def _rows(chart: Chart) -> list[tuple[str, str]]:
    """All marks that a mouse finds, in words, for those who have none."""
    return [(series.label, mark.text) for series in chart.series for mark in _thin(series)]
