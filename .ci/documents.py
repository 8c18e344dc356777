# SPDX-License-Identifier: GPL-2.0-only
"""The project's documents, and the code blocks in them."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent

FENCE = re.compile(r"^```(?P<language>[\w+-]*)[^\n]*\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
DIRECTIVE = re.compile(
    r"^(?P<indent> *)\.\. code(?:-block)?:: *(?P<language>\S+)\n"
    r"(?:(?P=indent) +:.*\n)*\n"
    r"(?P<code>(?:(?P=indent) +.*\n|\n)+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A code block: where it stands, its language in lower case, its text."""

    place: str
    language: str
    code: str


def tracked() -> list[str]:
    return subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()


def documents() -> list[Path]:
    """Markdown, reStructuredText, and notebooks, whose text is Markdown and whose code the tests run."""
    return [ROOT / name for name in tracked() if name.endswith((".md", ".rst", ".ipynb"))]


def is_markdown(document: Path) -> bool:
    return document.suffix != ".rst"


def text_of(document: Path) -> str:
    text = document.read_text()
    if document.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def blocks(document: Path) -> Iterator[Block]:
    text = text_of(document)
    pattern = FENCE if is_markdown(document) else DIRECTIVE
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        code = re.sub(rf"^{common_indent(match['code'])}", "", match["code"], flags=re.MULTILINE)
        yield Block(f"{document.relative_to(ROOT)}:{line}", match["language"].lower(), code)


def common_indent(code: str) -> str:
    return min((re.match(" *", line)[0] for line in code.splitlines() if line.strip()), default="")


def without_blocks(document: Path) -> str:
    pattern = FENCE if is_markdown(document) else DIRECTIVE
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text_of(document))
