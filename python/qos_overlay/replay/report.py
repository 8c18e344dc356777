# SPDX-License-Identifier: GPL-2.0-only
"""The report of a replay: index.html, figures as PNG, the CSV behind each, scorecard.json."""

import base64
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import figures, scorecard
from .judge import Outcomes, Verdict
from .published import Published


@dataclass(frozen=True)
class Replayed:
    """A paper that was replayed: what is published, what the runs gave, the verdicts."""

    published: Published
    seeds: range
    outcomes: Outcomes
    verdicts: Sequence[Verdict]

    def holds(self) -> bool:
        """Whether all claims hold."""
        return all(verdict.holds for verdict in self.verdicts)

    def surprises(self) -> bool:
        """Whether a claim fails of which the published data do not say why."""
        return any(verdict.is_surprise for verdict in self.verdicts)

    def summary(self) -> str:
        """One sentence."""
        return scorecard.summary(self.published, self.verdicts, self.seeds)


def write(papers: Sequence[Replayed], folder: Path, versions: dict[str, str]) -> Path:
    """Write the report.

    Args:
        papers: what was replayed.
        folder: made if it does not exist.
        versions: of project and ns-3.

    Returns:
        The HTML file. It needs no other file.
    """
    os.environ.setdefault("MPLCONFIGDIR", tempfile.gettempdir())
    folder.mkdir(parents=True, exist_ok=True)
    shown = [_write_figures(paper, folder) for paper in papers]
    cards = [scorecard.data(paper.published, paper.verdicts, paper.seeds) for paper in papers]
    (folder / "scorecard.json").write_text(json.dumps(cards, indent=1, ensure_ascii=False) + "\n")
    page = folder / "index.html"
    page.write_text(_render(papers, shown, versions))
    return page


def _write_figures(paper: Replayed, folder: Path) -> list[dict[str, Any]]:
    """Write a paper's figures; what the page shows of them."""
    shown = []
    for figure in paper.published.figures:
        stem = f"{paper.published.name}-{figure.id}"
        drawing = figures.gather(figure, paper.outcomes)
        figures.write_csv(drawing, folder / f"{stem}.csv")
        image = folder / f"{stem}.png"
        figures.draw(drawing, image)
        shown.append(
            {
                "title": figure.title,
                "caption": figure.caption,
                "band": figure.band,
                "csv": f"{stem}.csv",
                "image": base64.b64encode(image.read_bytes()).decode(),
            }
        )
    return shown


def _render(
    papers: Sequence[Replayed], shown: list[list[dict[str, Any]]], versions: dict[str, str]
) -> str:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).resolve().parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        papers=zip(papers, shown), header=scorecard.HEADER, row=scorecard.row, versions=versions
    )
