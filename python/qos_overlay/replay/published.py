# SPDX-License-Identifier: GPL-2.0-only
"""doc/published/<paper>.json: what a paper claims, and how we look whether we see it too.

    paper, citation     the paper
    seeds               first, count, and a note on how they were chosen
    runs                by name: experiment, parameters, and maybe settings
    claims              id, figure, claim (a sentence), paper (its value, as text),
                        origin (stated, derived or reconstructed),
                        source (where the number comes from),
                        value (an expression over metrics of the runs), criterion,
                        scope ("every seed", or "mean": the 95 % interval of the mean);
                        and maybe deviation (why it is known not to hold)
    figures             id, title, caption, kind (lines or bars), table, x and y (columns of it),
                        curves (run, label, and maybe a y of their own), or y (a metric) and
                        curves (label, points, which are pairs of x and a run); and maybe
                        marks (values on the x axis), band ("range" or "interval"),
                        x_bin (rows whose x lies in the same interval of this width are one
                        place, its middle), x_label, y_label, y_scale ("linear" or "log")

Every run is made with every seed; the numbers of one seed are compared with each other.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ParameterError
from ..request import Request
from .criterion import Criterion
from ..expression import Expression

FOLDER = Path(__file__).resolve().parents[3] / "doc" / "published"
_ORIGINS = ("stated", "derived", "reconstructed")
_SCOPES = ("every seed", "mean")
_KINDS = ("lines", "bars")
_BANDS = ("range", "interval")
_SCALES = ("linear", "log")


@dataclass(frozen=True)
class Run:
    """An experiment with its parameters, without a seed."""

    experiment: str
    parameters: dict[str, Any]
    settings: dict[str, Any]

    def request(self, seed: int) -> Request:
        """The run with a seed."""
        return Request(self.experiment, self.parameters, seed, self.settings)


@dataclass(frozen=True)
class Claim:
    """A published claim; see the head of this file."""

    id: str
    figure: str
    claim: str
    paper: str
    origin: str
    source: str
    value: Expression
    criterion: Criterion
    scope: str
    deviation: str = ""


@dataclass(frozen=True)
class Point:
    """A place on the x axis, and the run whose metric belongs there."""

    x: Any
    run: str


@dataclass(frozen=True)
class Curve:
    """One curve, or one set of bars: a label, and where its values are from.

    That is either a run, with a column if not the figure's, or a run for every point, with a
    metric if not the figure's.
    """

    label: str
    run: str = ""
    y: str = ""
    points: tuple[Point, ...] = ()

    def runs(self) -> tuple[str, ...]:
        """The runs that it needs."""
        return tuple(point.run for point in self.points) or (self.run,)


@dataclass(frozen=True)
class Figure:
    """A figure in the paper's form; see the head of this file."""

    id: str
    title: str
    caption: str
    kind: str
    y: str
    curves: tuple[Curve, ...]
    table: str = ""
    x: str = ""
    marks: tuple[float, ...] = ()
    band: str = "range"
    x_bin: float | None = None
    x_label: str = ""
    y_label: str = ""
    y_scale: str = "linear"


@dataclass(frozen=True)
class Published:
    """All that is published of a paper."""

    name: str
    paper: str
    citation: str
    first_seed: int
    seed_count: int
    seed_note: str
    runs: dict[str, Run]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]

    def seeds(self, count: int | None = None) -> range:
        """The seeds of the replay.

        Args:
            count: how many, instead of the published number.
        """
        return range(self.first_seed, self.first_seed + (count or self.seed_count))


def list_papers(folder: Path = FOLDER) -> list[str]:
    """Names of all papers that there are data of."""
    return sorted(path.stem for path in folder.glob("*.json"))


def load(name: str, folder: Path = FOLDER) -> Published:
    """Read and check the data of a paper.

    Raises:
        ParameterError: if there are none of this name, or something in them is wrong.
    """
    papers = list_papers(folder)
    if name not in papers:
        raise ParameterError(f"there is no paper '{name}'; there are: {', '.join(papers)}")
    path = folder / f"{name}.json"
    try:
        return _read(name, json.loads(path.read_text()))
    except ParameterError as error:
        raise ParameterError(f"{path.name}: {error}") from None
    except KeyError as error:
        raise ParameterError(f"{path.name}: {error.args[0]} is missing") from None
    except (TypeError, json.JSONDecodeError) as error:
        raise ParameterError(f"{path.name}: {error}") from None


def _read(name: str, data: dict[str, Any]) -> Published:
    runs = {
        run: Run(written["experiment"], written.get("parameters", {}), written.get("settings", {}))
        for run, written in data["runs"].items()
    }
    claims = tuple(_read_claim(written, runs) for written in data["claims"])
    figures = tuple(_read_figure(written, runs) for written in data["figures"])
    for kind, ids in (
        ("claim", [claim.id for claim in claims]),
        ("figure", [figure.id for figure in figures]),
    ):
        for one in ids:
            if ids.count(one) > 1:
                raise ParameterError(f"{kind} {one} is there twice")
    seeds = data["seeds"]
    return Published(
        name,
        data["paper"],
        data["citation"],
        seeds["first"],
        seeds["count"],
        seeds["note"],
        runs,
        claims,
        figures,
    )


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ParameterError(f"{what} is '{value}', allowed: one of {', '.join(allowed)}")
    return value


def _known_run(what: str, run: str, runs: dict[str, Run]) -> str:
    if run not in runs:
        raise ParameterError(f"{what} names run '{run}'; there are: {', '.join(runs)}")
    return run


def _read_claim(written: dict[str, Any], runs: dict[str, Run]) -> Claim:
    where = f"claim {written['id']}"
    value = Expression(written["value"])
    for run, _ in value.operands:
        _known_run(where, run, runs)
    return Claim(
        written["id"],
        written["figure"],
        written["claim"],
        written["paper"],
        _one_of(f"origin of {where}", written["origin"], _ORIGINS),
        written["source"],
        value,
        Criterion.parse(written["criterion"]),
        _one_of(f"scope of {where}", written["scope"], _SCOPES),
        written.get("deviation", ""),
    )


def _read_curve(written: dict[str, Any]) -> Curve:
    points = tuple(Point(x, run) for x, run in written.get("points", ()))
    return Curve(**{**written, "points": points})


def _read_figure(written: dict[str, Any], runs: dict[str, Run]) -> Figure:
    where = f"figure {written['id']}"
    _one_of(f"kind of {where}", written["kind"], _KINDS)
    _one_of(f"band of {where}", written.get("band", "range"), _BANDS)
    _one_of(f"y_scale of {where}", written.get("y_scale", "linear"), _SCALES)
    curves = tuple(_read_curve(curve) for curve in written["curves"])
    for curve in curves:
        for run in curve.runs():
            _known_run(where, run, runs)
        if not curve.points and not (written.get("table") and written.get("x")):
            raise ParameterError(f"{where} has a curve without points, so it needs table and x")
    return Figure(**{**written, "curves": curves, "marks": tuple(written.get("marks", ()))})
