# SPDX-License-Identifier: GPL-2.0-only
"""What each layer of stack-video buys: the tables and figures of doc/stack.rst.

    PYTHONPATH=build/release/python /usr/bin/python3 examples/python/stack_layers.py build/stack-layers

Prints tables of reStructuredText, and leaves figures in the folder, with the runs: a second call
draws only. As many as the page has are some 600 runs of two seconds; --seeds 3 is a first look.
`doc/measure.py stack` puts all of it into the page.
"""

import argparse
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qos_overlay
from qos_overlay.interval import Interval, confidence_interval

if TYPE_CHECKING:
    import pandas

FIRST_SEED = 101  # parameters were chosen with those from 1 to 6
SEEDS = 30  # of the tables; differences of pairs need them
CURVE_SEEDS = 10

# What is switched off, by the heading of its column.
ALL = "all"
LAYERS: dict[str, dict[str, Any]] = {
    ALL: {},
    "no QSockets": {"qsockets": False},
    "no CM": {"congestion_manager": False},
    "no OverQoS": {"overqos": False},
    "random tree": {"overlay_tree": "random"},
    "unicast": {"overlay_tree": "unicast"},
}
MEANS = [
    "fps_mean",
    "fps_min",
    "decodable_fps_mean",
    "i_lost",
    "p_lost",
    "b_lost",
    "delay_mean_ms",
    "delay_p95_ms",
    "web_near_ms",
    "web_mean_ms",
    "web_p95_ms",
    "bulk_mbps",
    "sent_mbps",
    "redundancy",
]
DIFFERENCES = [
    "fps_mean",
    "fps_min",
    "decodable_fps_min",
    "i_lost",
    "delay_mean_ms",
    "delay_p95_ms",
    "web_near_ms",
    "web_mean_ms",
    "web_p95_ms",
    "bulk_mbps",
    "sent_mbps",
]
PANELS = {
    "decodable_fps_mean": "pictures a second that can be decoded",
    "i_lost": "share of the I pictures lost",
    "delay_mean_ms": "mean delay of pictures (ms)",
    "web_near_ms": "Web page of a near viewer (ms)",
    "bulk_mbps": "bulk transfers (Mbps)",
    "sent_mbps": "sent by overlay nodes (Mbps)",
}

# Where a layer buys less, or another amount: what all runs have, and what is switched off.
ORDERS: dict[str, dict[str, Any]] = {"order=e2e": {}, "order=none": {"order": "none"}}
ORDER_METRICS = ["fps_mean", "i_lost", "delay_mean_ms", "web_near_ms", "web_mean_ms"]


@dataclass(frozen=True)
class Elsewhere:
    """A layer under other parameters than the default ones."""

    fixed: dict[str, Any]
    off: str  # a heading of LAYERS
    metrics: list[str]


ELSEWHERE = [
    Elsewhere({"initial_window": 10}, "no CM", ["web_near_ms", "web_mean_ms"]),
    Elsewhere({"loss": 0}, "no OverQoS", ["decodable_fps_mean", "sent_mbps", "web_mean_ms"]),
]


@dataclass(frozen=True)
class Curve:
    """A metric over a parameter, with and without a layer."""

    metric: str
    over: str
    values: list[Any]
    layer: str
    choices: list[Any]

    @property
    def space(self) -> dict[str, Any]:
        """The grid."""
        return {self.over: self.values, self.layer: self.choices}


CURVES = [
    Curve("fps_mean", "bulk_flows", [0, 1, 2, 4], "qsockets", [True, False]),
    Curve("web_near_ms", "initial_window", [1, 2, 4, 10], "congestion_manager", [True, False]),
    Curve("decodable_fps_mean", "loss", [0, 0.01, 0.02, 0.04], "overqos", [True, False]),
    Curve(
        "fps_mean", "viewers", [4, 8, 12, 16], "overlay_tree", ["stress_aware", "random", "unicast"]
    ),
]


class Study:
    """The runs in a folder.

    Args:
        folder: where they are, or will be.
        seeds: of the tables, how many.
        curve_seeds: of the curves, how many.
        fixed: parameters of all runs.
    """

    def __init__(
        self,
        folder: Path,
        seeds: int = SEEDS,
        curve_seeds: int = CURVE_SEEDS,
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self._fixed = dict(fixed or {})
        self._seeds = seeds
        self._curve_seeds = curve_seeds

    def sweep(self, space: Mapping[str, Any], seeds: int) -> qos_overlay.Sweep:
        """Run what is missing of a grid. All grids share the runs in the folder."""
        sweep = qos_overlay.sweep(
            "stack-video",
            self._fixed | dict(space),
            seeds=range(FIRST_SEED, FIRST_SEED + seeds),
            out=self.folder,
        )
        if sweep.failed:
            raise SystemExit(f"runs failed:\n{sweep.failures().to_string()}")
        return sweep

    def runs(self, parameters: Mapping[str, Any]) -> "pandas.DataFrame":
        """A row of metrics for each seed, which is the index."""
        return self.sweep(parameters, self._seeds).frame().set_index("seed")

    def layers(self, fixed: Mapping[str, Any] | None = None) -> dict[str, "pandas.DataFrame"]:
        """The runs with all layers, and without each."""
        return {name: self.runs({**(fixed or {}), **off}) for name, off in LAYERS.items()}

    def tables(self) -> dict[str, str]:
        """The tables of the page by name, as reStructuredText."""
        layers = self.layers()
        orders = {name: self.runs(parameters) for name, parameters in ORDERS.items()}
        return {
            "means": means_table(layers, MEANS),
            "differences": differences_table(layers, DIFFERENCES),
            "orders": means_table(orders, ORDER_METRICS),
            "elsewhere": list_table(
                [["parameters", "less", "metric", "difference"], *self._elsewhere()]
            ),
        }

    def figures(self, folder: Path) -> list[Path]:
        """Draw the figures of the page into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        drawn = [draw_layers(self.layers(), folder / "layers.png")]
        for curve in CURVES:
            sweep = self.sweep(curve.space, self._curve_seeds)
            path = folder / f"{curve.over.replace('_', '-')}.png"
            drawn.append(
                qos_overlay.plot(sweep, curve.metric, path, x=curve.over, by=[curve.layer])
            )
        return drawn

    def _elsewhere(self) -> Iterable[list[str]]:
        for case in ELSEWHERE:
            whole = self.runs(case.fixed)
            without = self.runs({**case.fixed, **LAYERS[case.off]})
            for metric in case.metrics:
                arguments = " ".join(f"{name}={value}" for name, value in case.fixed.items())
                change = text(difference(without, whole, metric), signed=True)
                yield [f"``{arguments}``", f"{case.off} less all", f"``{metric}``", change]


def difference(of: "pandas.DataFrame", less: "pandas.DataFrame", metric: str) -> Interval:
    """The mean difference of runs with the same seeds."""
    return confidence_interval(list((of[metric] - less[metric]).dropna()))


def text(interval: Interval, signed: bool = False) -> str:
    """Mean and half width, with two digits of the latter, but at most four behind the point."""
    mean, half = interval.mean, interval.half_width
    if mean == half == 0:
        return "0"
    digits = 4 if half == 0 else min(4, max(0, 1 - math.floor(math.log10(half))))
    number = f"{mean:{'+' if signed else ''}.{digits}f}".replace("-", "−")
    return f"{number} ± {half:.{digits}f}"


def list_table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a list-table; the first one is the header."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        lines += [f"   {' ' if i else '*'} - {cell}" for i, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


def means_table(runs: Mapping[str, "pandas.DataFrame"], metrics: Sequence[str]) -> str:
    """A column of means for each set of runs."""
    rows = [
        [f"``{metric}``"]
        + [text(confidence_interval(list(frame[metric].dropna()))) for frame in runs.values()]
        for metric in metrics
    ]
    return list_table([["metric", *runs], *rows])


def differences_table(runs: Mapping[str, "pandas.DataFrame"], metrics: Sequence[str]) -> str:
    """What each set of runs has more than the one with all layers, seed by seed."""
    others = [name for name in runs if name != ALL]
    rows = [
        [f"``{metric}``"]
        + [text(difference(runs[name], runs[ALL], metric), signed=True) for name in others]
        for metric in metrics
    ]
    return list_table([["metric", *others], *rows])


def draw_layers(runs: Mapping[str, "pandas.DataFrame"], path: Path) -> Path:
    """A panel for each metric, with a mean and its 95 % interval for each set of runs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6), layout="constrained")
    places = range(len(runs))
    for axes, (metric, label) in zip(figure.subplots(2, 3).flat, PANELS.items()):
        intervals = [confidence_interval(list(frame[metric].dropna())) for frame in runs.values()]
        axes.barh(places, [interval.mean for interval in intervals], color="tab:blue", alpha=0.4)
        axes.errorbar(
            [interval.mean for interval in intervals],
            places,
            xerr=[interval.half_width for interval in intervals],
            fmt="none",
            ecolor="black",
            capsize=3,
        )
        axes.set_yticks(places, runs if axes.get_subplotspec().is_first_col() else [])
        axes.invert_yaxis()
        axes.set_xlim(left=0)
        axes.set_title(label, fontsize="medium")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables and draw the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="of the runs and figures")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="of the tables, how many")
    parser.add_argument(
        "--curve-seeds", type=int, default=CURVE_SEEDS, help="of the curves, how many"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a parameter of all runs"
    )
    chosen = parser.parse_args(arguments)
    fixed = dict(pair.split("=", 1) for pair in chosen.set)
    study = Study(chosen.folder, chosen.seeds, chosen.curve_seeds, fixed)
    for name, table in study.tables().items():
        print(f".. {name}\n\n{table}")
    for path in study.figures(chosen.folder / "figures"):
        print(f".. {path}")


if __name__ == "__main__":
    main()
