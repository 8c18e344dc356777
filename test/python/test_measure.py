# SPDX-License-Identifier: GPL-2.0-only
"""The tables of ablations that doc/measure.py writes into the chapters."""

import importlib.util
import json
from pathlib import Path

import pytest
from qos_overlay import Request

ROOT = Path(__file__).resolve().parent.parent.parent
SPEC = importlib.util.spec_from_file_location("measure", ROOT / "doc" / "measure.py")
measure = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(measure)

TABLES = json.loads(measure.ABLATIONS.read_text())["tables"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["id"])
def test_every_row_can_be_run_and_its_chapter_has_a_place(table: dict) -> None:
    for group in table["groups"]:
        for row in group["rows"]:
            Request(table["experiment"], row, 1).check()
    chapter = (measure.CHAPTERS / f"{table['chapter']}.rst").read_text()
    assert chapter.count(f".. ablations {table['id']} begins\n\n") == 1
    assert chapter.count(f".. ablations {table['id']} ends\n") == 1


def test_a_table_has_a_line_for_each_row() -> None:
    table = next(table for table in TABLES if table["id"] == "layered")
    group = table["groups"][0]
    short = {**table, "groups": [{**group, "rows": group["rows"][:2]}]}
    text = measure.ablation_groups(short, [1])
    assert text.startswith(f"{group['title']}:\n\n.. list-table::\n")
    lines = text.split("   * - ")[1:]
    assert lines[0].splitlines()[0] == "arguments"
    assert [line.splitlines()[0] for line in lines[1:]] == [
        f"``{measure.arguments(row)}``" if row else "(defaults)" for row in group["rows"][:2]
    ]
    assert {line.count("\n     - ") for line in lines} == {len(table["columns"])}
