# SPDX-License-Identifier: GPL-2.0-only
"""test/run.py: the cases it counts, and its status."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from conftest import ROOT

PASSED = '<testcase classname="A" name="passes"/>'
FAILED = '<testcase classname="A" name="fails"><failure/></testcase>'
BROKEN = '<testcase classname="A" name="breaks"><error/></testcase>'
SKIPPED = '<testcase classname="A" name="skips"><skipped/></testcase>'
DISABLED = '<testcase classname="A" name="off" status="notrun"/>'


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs run.py on entries {name: (part, its cases or None if it dies)}; ctest is a fake."""

    def run(entries, *parts):
        listing = [
            {"name": name, "properties": [{"name": "LABELS", "value": [part]}]}
            for name, (part, _) in entries.items()
        ]
        results = tmp_path / "test/results"
        answer = json.dumps({"tests": listing})
        lines = [f"if [[ \"$*\" == *show-only* ]]; then echo '{answer}'; exit; fi"]
        failing = ""
        for name, (_, cases) in entries.items():
            if cases is None or FAILED in cases or BROKEN in cases:
                failing += f'<testcase classname="" name="{name}"><failure/></testcase>'
            if cases is not None:
                lines.append(f"echo '<testsuites>{cases}</testsuites>' >{results}/{name}.xml")
        lines.append(f"echo '<testsuite>{failing}</testsuite>' >{results}/ctest.xml")
        lines.append("echo '1/1 Test one'")
        lines.append("echo '50% tests passed, 1 tests failed out of 2'; echo 'the end'")
        ctest = tmp_path / "ctest"
        ctest.write_text("#!/bin/bash\n" + "\n".join(lines) + "\n")
        ctest.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return subprocess.run(
            [sys.executable, ROOT / "test/run.py", tmp_path, *parts], capture_output=True, text=True
        )

    return run


def test_cases_are_counted_not_entries(run):
    result = run({"a": ("a", PASSED * 3 + SKIPPED), "b-py": ("b", PASSED + DISABLED)})
    assert result.stdout.splitlines() == ["1/1 Test one", "4 passed, 0 failed, 2 skipped"]
    assert result.returncode == 0


def test_the_reasons_of_skipped_cases_are_told(run):
    alike = SKIPPED.replace("<skipped", '<skipped message="it is late"')
    result = run({"a": ("a", PASSED + alike * 2 + SKIPPED + alike.replace("late", "early"))})
    assert result.stdout.splitlines()[1:] == [
        "skipped: 2 because it is late",
        "skipped: 1 because it is early",
        "1 passed, 0 failed, 4 skipped",
    ]


def test_a_failure_is_named_and_is_the_status(run):
    result = run({"a": ("a", PASSED + FAILED + BROKEN)})
    assert result.stdout.splitlines()[1:] == [
        "failed: A.fails",
        "failed: A.breaks",
        "1 passed, 2 failed, 0 skipped",
    ]
    assert result.returncode == 1


def test_an_entry_that_dies_is_a_failure(run):
    result = run({"a": ("a", PASSED), "b": ("b", None)})
    assert result.stdout.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"
    assert result.returncode == 1


@pytest.mark.parametrize("cases", ["", SKIPPED])
def test_no_test_that_ran_is_a_failure(run, cases):
    assert run({"a": ("a", cases)}).returncode == 1


def test_only_the_chosen_parts_are_counted(run):
    entries = {"a": ("a", PASSED), "a-py": ("a", PASSED), "b": ("b", PASSED)}
    assert run(entries, "a").stdout.splitlines()[-1] == "2 passed, 0 failed, 0 skipped"


def test_an_unknown_part_is_a_wrong_argument(run):
    result = run({"a": ("a", PASSED), "b": ("b", PASSED)}, "c")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == "qos: no part c; there are a, b\n"
