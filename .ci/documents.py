# SPDX-License-Identifier: GPL-2.0-only
"""The project's documents, and the code blocks in them."""

from __future__ import annotations

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
    return [ROOT / name for name in tracked() if name.endswith((".md", ".rst"))]


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text()
    pattern = FENCE if document.suffix == ".md" else DIRECTIVE
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        code = re.sub(rf"^{common_indent(match['code'])}", "", match["code"], flags=re.MULTILINE)
        yield Block(f"{document.relative_to(ROOT)}:{line}", match["language"].lower(), code)


def common_indent(code: str) -> str:
    return min((re.match(" *", line)[0] for line in code.splitlines() if line.strip()), default="")


def without_blocks(document: Path) -> str:
    pattern = FENCE if document.suffix == ".md" else DIRECTIVE
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), document.read_text())
