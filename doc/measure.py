# SPDX-License-Identifier: GPL-2.0-only
"""Measures again what the documents quote, and writes it into them.

    PYTHONPATH=build/release/python /usr/bin/python3 doc/measure.py ablations scorecard stack

ablations  runs doc/ablations.json (some ten minutes); tables of the chapters in src/qos-overlay/doc
scorecard  reads what the last ./qos replay left in replay/; the summary in README.md, the tables of
           claims in the chapters, and the figures in doc/figures
stack      runs examples/python/stack_layers.py in build/stack-layers (some ten minutes), which goes on where
           it was; the tables of doc/stack.rst, and the figures in doc/figures/stack

A table stands in a document between two comments, which name it; the rest is left alone.
"""

import json
import math
import re
import shutil
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qos_overlay import Request, Result, run_many
from qos_overlay.terminal import show_progress

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "examples/python"))

from stack_layers import Study  # noqa: E402

README = ROOT / "README.md"
ABLATIONS = ROOT / "doc/ablations.json"
CHAPTERS = ROOT / "src/qos-overlay/doc"
FIGURES = ROOT / "doc/figures"
REPLAY = ROOT / "replay"


def replace(document: Path, name: str, text: str) -> None:
    """Put a text between the comments `name begins` and `name ends` of a document."""
    comment = {".md": "<!-- {} -->", ".rst": ".. {}"}[document.suffix]
    begin, end = (comment.format(f"{name} {edge}") for edge in ("begins", "ends"))
    pattern = re.compile(rf"({re.escape(begin)}\n\n).*?({re.escape(end)}\n)", re.DOTALL)
    written, count = pattern.subn(
        lambda match: f"{match[1]}{text}\n{match[2]}", document.read_text()
    )
    if count != 1:
        raise SystemExit(f"{document.name} has no place for {name}")
    document.write_text(written)


def list_table(rows: Iterable[list[str]], widths: list[int]) -> str:
    """Rows as a list-table of reStructuredText; the first one is the header."""
    shares = " ".join(map(str, widths))
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {shares}", ""]
    for row in rows:
        lines += [f"   {'*' if not i else ' '} - {cell}".rstrip() for i, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


def arguments(parameters: dict[str, str]) -> str:
    """Parameters as on the command line."""
    return " ".join(f"{name}={value}" for name, value in parameters.items())


def cell(column: dict[str, Any], results: list[Result]) -> str:
    """The mean over the seeds, with the range if the column wants it.

    It is "none" if a seed gave no value.
    """
    scale = column.get("scale", 1)
    values = [
        scale * sum(result.metrics[metric] for metric in column["metrics"]) for result in results
    ]
    if any(map(math.isnan, values)):
        return "none"
    digits = column.get("digits", 1)

    def text(value: float) -> str:
        return f"{value:.{digits}f}"

    mean = text(statistics.fmean(values))
    return f"{mean} ({text(min(values))} to {text(max(values))})" if "range" in column else mean


def ablation_groups(table: dict[str, Any], seeds: Sequence[int]) -> str:
    """Run a table's rows with all seeds, and write its groups as list-tables."""
    rows = [row for group in table["groups"] for row in group["rows"]]
    requests = [Request(table["experiment"], row, seed) for row in rows for seed in seeds]
    with show_progress(table["id"]) as update:
        results = iter(run_many(requests, progress=update))
    parts = []
    for group in table["groups"]:
        shown = [["arguments", *(column["heading"] for column in table["columns"])]]
        for row in group["rows"]:
            runs = [next(results) for _ in seeds]
            for run in runs:
                if not isinstance(run, Result):
                    raise run
            label = f"``{arguments(row)}``" if row else "(defaults)"
            shown.append([label, *(cell(column, runs) for column in table["columns"])])
        widths = [30, *(14 if "range" in column else 9 for column in table["columns"])]
        parts.append(f"{group['title']}:\n\n{list_table(shown, widths)}")
    return "\n".join(parts)


def measure_ablations() -> None:
    """Run all rows with all seeds, and write their tables."""
    data = json.loads(ABLATIONS.read_text())
    seeds = range(data["seeds"]["first"], data["seeds"]["first"] + data["seeds"]["count"])
    for table in data["tables"]:
        chapter = CHAPTERS / f"{table['chapter']}.rst"
        replace(chapter, f"ablations {table['id']}", ablation_groups(table, seeds))


def number(value: float, digits: int) -> str:
    """A number with some significant digits, and without an exponent if it is not tiny."""
    return f"{float(f'{value:.{digits}g}'):g}"


def claim_table(card: dict[str, Any]) -> str:
    """The claims of a paper and how they were judged."""
    header = ["figure", "claim", "paper", "must be", "measured (95 %)", "worst seed", "verdict"]
    rows = [
        [
            claim["figure"],
            claim["claim"],
            f"{claim['paper']} ({claim['origin']})",
            f"{claim['criterion']}, {claim['scope']}",
            f"{number(claim['mean'], 4)} ± {number(claim['half_width'], 2)}",
            number(claim["values"][str(claim["worst_seed"])], 4),
            ("holds" if claim["holds"] else "**fails**")
            + (f": {claim['deviation']}" if claim["deviation"] and not claim["holds"] else "")
            + (", wall time" if claim["wall_time"] else ""),
        ]
        for claim in card["claims"]
    ]
    return list_table([header, *rows], [8, 30, 20, 16, 14, 8, 8])


def summary(card: dict[str, Any]) -> str:
    """How many claims of a paper hold."""
    holding = sum(claim["holds"] for claim in card["claims"])
    seeds = f"seeds {card['seeds'][0]} to {card['seeds'][-1]}"
    return f"{holding} of {len(card['claims'])} claims hold over {seeds}"


def measure_scorecard() -> None:
    """Write the verdicts of the last replay, and take over the figures that documents show."""
    rows = [["system", "verdict", "claim by claim"], ["---"] * 3]
    for card in json.loads((REPLAY / "scorecard.json").read_text()):
        chapter = CHAPTERS / f"{card['paper']}.rst"
        replace(chapter, "scorecard", f"{summary(card)}.\n\n{claim_table(card)}")
        name = chapter.read_text().splitlines()[0]
        link = f"[its chapter]({chapter.relative_to(ROOT)}#validation)"
        rows.append([name, summary(card), link])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    replace(README, "scorecard", f"{table}\n")
    for figure in FIGURES.glob("*.png"):
        shutil.copyfile(REPLAY / figure.name, figure)


def measure_stack() -> None:
    """Write the tables of what each layer of stack-video buys, and draw their figures."""
    study = Study(ROOT / "build/stack-layers")
    for name, table in study.tables().items():
        replace(ROOT / "doc/stack.rst", f"stack {name}", table)
    study.figures(FIGURES / "stack")


TASKS = {
    "ablations": measure_ablations,
    "scorecard": measure_scorecard,
    "stack": measure_stack,
}

if __name__ == "__main__":
    chosen = sys.argv[1:]
    if not chosen or any(task not in TASKS for task in chosen):
        raise SystemExit(__doc__)
    for task in chosen:
        TASKS[task]()
