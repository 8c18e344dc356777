# SPDX-License-Identifier: GPL-2.0-only
"""The version is the same wherever it is written."""

import re

from conftest import ROOT


def first(pattern: str, file: str) -> str:
    """What the first group of a pattern finds in a file."""
    return re.search(pattern, (ROOT / file).read_text(), re.MULTILINE)[1]


def test_the_citation_names_the_current_version():
    assert first(r"^version: (.*)$", "CITATION.cff") == first(r"(.*)", "VERSION")


def test_the_changelog_begins_with_the_current_version_and_its_date():
    newest = first(r"^## \[(\d.*)$", "CHANGELOG.md")
    date = first(r"^date-released: (.*)$", "CITATION.cff")
    assert newest == f"{first(r'(.*)', 'VERSION')}] - {date}"
