# SPDX-License-Identifier: GPL-2.0-only
"""Plots of sweeps."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import ParameterError
from .api import load
from .chart import make_chart
from .draw import draw, save
from .page import write_page
from .results import Sweep

FORMATS = (".png", ".svg", ".html")


def plot(
    sweep: Sweep | str | os.PathLike[str],
    what: str,
    out: str | os.PathLike[str],
    *,
    kind: str = "curve",
    x: str | None = None,
    by: Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
) -> Path:
    """Plot a metric of a sweep, or a column of its tables.

    Args:
        sweep: it, or its folder.
        what: the metric, or `table.column`: all rows of all runs.
        out: the file; .png, .svg, or .html for a page that answers the mouse and needs no network.
        kind: "curve": the mean over the seeds with its 95 % interval, at each value of x; "cdf":
            the distribution of the values; "heat": the mean as a colour at x and another parameter.
        x: the parameter on the x axis; None means the first that varies.
        by: the parameters that tell curves apart, or the one on the y axis of a heat map; None
            means all others that vary, or the first of them.
        where: values of parameters; other runs are left out.

    Returns:
        The file.

    Raises:
        ParameterError: if a name is unknown, a parameter would be mixed, or there is nothing to
            show.
    """
    path = Path(out)
    if path.suffix not in FORMATS:
        raise ParameterError(
            f"the plot's file is '{path}', allowed: a name that ends with {', '.join(FORMATS)}"
        )
    whole = sweep if isinstance(sweep, Sweep) else load(sweep)
    chart = make_chart(whole, what, kind, x, by, where or {})
    os.environ.setdefault("MPLCONFIGDIR", tempfile.gettempdir())
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".html":
        write_page(chart, path)
    else:
        save(draw(chart), path)
    return path
