# SPDX-License-Identifier: GPL-2.0-only
"""./qos bench over benchmark programs."""

import json

import pytest
from qos_overlay import ParameterError, RunError, bench

ROW = {
    "name": "edf",
    "value": 40.5,
    "unit": "ns",
    "against": "heap",
    "ratio": 1.5,
    "goal": 2.0,
    "holds": True,
}


def add_program(build, name, output, status=0):
    """A benchmark program that prints a text."""
    program = build / "bench" / name
    program.write_text(
        f"#!/bin/sh\n[ \"$1\" = --json ] || exit 9\ncat <<'END'\n{output}\nEND\nexit {status}\n"
    )
    program.chmod(0o755)


@pytest.fixture
def build(tmp_path):
    """A build folder with one benchmark program."""
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "cmake_install.cmake").write_text("")
    add_program(tmp_path, "one", json.dumps([ROW]))
    return tmp_path


def test_merges_the_rows_of_all_programs(build, capsys):
    add_program(build, "two", json.dumps([{**ROW, "name": "sfq"}]))
    assert bench.command([], True, build) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["edf", "sfq"]
    assert json.loads((build / "bench" / "results.json").read_text()) == rows
    assert list(rows[0]) == list(bench.KEYS)


def test_runs_only_what_is_named(build, capsys):
    add_program(build, "two", "nonsense")
    assert bench.command(["one"], True, build) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_prints_a_table(build, capsys):
    assert bench.command([], False, build) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == list(bench.KEYS)
    assert row.split() == ["edf", "40.5", "ns", "heap", "1.5", "2", "holds"]


def test_a_goal_that_is_missed_gives_status_one(build, capsys):
    add_program(build, "one", json.dumps([{**ROW, "ratio": 2.5, "holds": False}]))
    assert bench.command([], False, build) == 1
    assert capsys.readouterr().out.split()[-1] == "fails"


def test_a_value_without_a_goal_is_shown(build, capsys):
    add_program(build, "one", json.dumps([{**ROW, "ratio": None, "goal": None}]))
    assert bench.command([], False, build) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-3:] == ["-", "-", "holds"]


def test_an_unknown_name_lists_what_there_is(build):
    with pytest.raises(ParameterError, match="there is no benchmark 'two'; there are: one$"):
        bench.command(["two"], True, build)


@pytest.mark.parametrize(
    ("output", "status"),
    [("nonsense", 0), (json.dumps([ROW]), 3), ('[{"name": "edf"}]', 0), ("7", 0)],
)
def test_a_program_that_breaks_its_contract_fails(build, output, status):
    add_program(build, "one", output, status)
    with pytest.raises(RunError, match="benchmark one failed: .*; to reproduce: .*/one --json"):
        bench.command([], True, build)
