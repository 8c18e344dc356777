# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx directives for what the program itself knows, so that the site cannot contradict it.

.. experiments::             all experiments, parameters and metrics, from their schemas
.. published-claims:: PAPER  the claims of a paper, from doc/published
.. command-help:: [NAME]     the help of ./qos, or of one of its commands
.. notebooks:: NAME...       the named notebooks: title, what it begins with, and the file
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

import qos_overlay
from qos_overlay.replay import published

ROOT = Path(__file__).resolve().parent.parent


class Generated(SphinxDirective):
    """A directive that writes reStructuredText, sections included."""

    def lines(self) -> list[str]:
        """What it writes."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """What stands in its place."""
        node = nodes.section()
        nested_parse_with_titles(self.state, StringList(self.lines()), node)
        return node.children


def list_table(header: Sequence[str], rows: Sequence[Sequence[str]], widths: str) -> list[str]:
    """A table of reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in [header, *rows]:
        lines += [f"   {'*' if not i else ' '} - {cell}".rstrip() for i, cell in enumerate(row)]
    return [*lines, ""]


def code(text: str) -> str:
    """A text as code; nothing stays nothing."""
    return f"``{text}``" if text else ""


class ExperimentsDirective(Generated):
    """The schemas of all experiments."""

    def lines(self) -> list[str]:
        """A section for each."""
        names = [experiment["name"] for experiment in qos_overlay.list_experiments()]
        return [line for name in names for line in self.section(name)]

    @staticmethod
    def section(name: str) -> list[str]:
        """Summary, parameters, real ends and metrics of an experiment."""
        schema = qos_overlay.describe(name)
        summary = schema["summary"][0].upper() + schema["summary"][1:]
        parameters = [
            [code(row["name"]), code(row["default"]), row["allowed"], row["help"]]
            for row in schema["parameters"]
        ]
        metrics = [
            [code(row["name"]), row["unit"], row["help"] + " (wall time)" * row["wall_time"]]
            for row in schema["metrics"]
        ]
        ends = [[code(row["name"]), row["help"]] for row in schema["ends"]]
        return [
            name,
            "-" * len(name),
            "",
            f"{summary}. Replays: {schema['replays']}.",
            "",
            *list_table(["parameter", "default", "allowed", "meaning"], parameters, "20 12 30 38"),
            *(list_table(["end that can be real", "what is there"], ends, "25 75") if ends else []),
            *list_table(["metric", "unit", "meaning"], metrics, "25 8 67"),
        ]


class PublishedClaimsDirective(Generated):
    """The claims of a paper."""

    required_arguments = 1

    def lines(self) -> list[str]:
        """A table of them."""
        paper = published.load(self.arguments[0])
        rows = [
            [
                claim.figure,
                claim.claim,
                f"{claim.paper} ({claim.origin})",
                code(claim.value.text),
                f"{claim.criterion}, {claim.scope}",
            ]
            for claim in paper.claims
        ]
        header = ["figure", "claim", "paper", "value", "must be"]
        seeds = paper.seeds()
        return [
            f"{paper.citation}. Seeds {seeds[0]} to {seeds[-1]}, {paper.seed_note}.",
            "",
            *list_table(header, rows, "8 32 18 27 15"),
        ]


class NotebooksDirective(Generated):
    """The notebooks in examples/notebooks."""

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> list[str]:
        """An entry of a definition list for each."""
        return [line for name in self.arguments[0].split() for line in self.entry(name)]

    @staticmethod
    def entry(name: str) -> list[str]:
        """Title and first paragraph of a notebook, and the file."""
        file = f"examples/notebooks/{name}.ipynb"
        first_cell = json.loads((ROOT / file).read_text())["cells"][0]
        title, text, *_ = "".join(first_cell["source"]).split("\n\n")
        text = re.sub("`([^`]+)`", r"``\1``", text)  # Markdown's code
        return [
            title.removeprefix("# "),
            f"   {text}",
            "",
            f"   :download:`{file} <../{file}>`",
            "",
        ]


class CommandHelpDirective(SphinxDirective):
    """The help of a command."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The help as it is printed."""
        command = [str(ROOT / "qos"), "--help"]
        if self.arguments:
            command = [sys.executable, "-m", "qos_overlay.cli", self.arguments[0], "--help"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [nodes.literal_block(text, text, language="text")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("experiments", ExperimentsDirective)
    app.add_directive("published-claims", PublishedClaimsDirective)
    app.add_directive("command-help", CommandHelpDirective)
    app.add_directive("notebooks", NotebooksDirective)
    return {"parallel_read_safe": True}
