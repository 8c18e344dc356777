# SPDX-License-Identifier: GPL-2.0-only
"""Runs the tests of a build folder through CTest and counts their cases.

Usage: run.py BUILD [PART...]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

CTEST_CHATTER = ("Internal ctest", "Test project", "    Start ")
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Case:
    """One GoogleTest case or pytest test."""

    name: str
    outcome: str
    reason: str = ""  # why it was skipped, if it says so


@dataclass(frozen=True)
class Entry:
    """One CTest entry: the tests of a part in one language."""

    name: str
    part: str


def entries_of(build: Path) -> list[Entry]:
    listing = subprocess.run(
        ["ctest", "--test-dir", build, "--show-only=json-v1"], stdout=subprocess.PIPE, check=True
    )
    return [
        Entry(test["name"], label)
        for test in json.loads(listing.stdout)["tests"]
        for property in test["properties"]
        if property["name"] == "LABELS"
        for label in property["value"]
    ]


def outcome_of(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return FAILED
    if case.find("skipped") is not None or case.get("status") == "notrun":
        return SKIPPED
    return PASSED


def reason_of(case: ElementTree.Element) -> str:
    skipped = case.find("skipped")
    return "" if skipped is None else skipped.get("message", "")


def cases_of(results: Path) -> list[Case]:
    """The cases in the JUnit file that GoogleTest or pytest left; none if it died before that."""
    try:
        root = ElementTree.parse(results).getroot()
    except (OSError, ElementTree.ParseError):
        return []
    return [
        Case(f"{case.get('classname')}.{case.get('name')}", outcome_of(case), reason_of(case))
        for case in root.iter("testcase")
    ]


def failed_entries(ctest_results: Path) -> set[str]:
    failed = [case for case in cases_of(ctest_results) if case.outcome == FAILED]
    return {case.name.split(".", 1)[1] for case in failed}


def run_ctest(build: Path, entries: list[Entry], ctest_results: Path) -> None:
    """Runs the entries, and shows CTest's output up to its own summary, which counts entries."""
    pattern = "|".join(entry.name for entry in entries)
    command = ["ctest", "--test-dir", build, "-R", f"^({pattern})$", "--output-on-failure"]
    command += ["-j", str(os.cpu_count() or 1), "--output-junit", ctest_results]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, errors="replace", **output) as ctest:
        shown = True
        for line in ctest.stdout:
            shown = shown and "% tests passed, " not in line
            if shown and not line.startswith(CTEST_CHATTER):
                print(line, end="", flush=True)


def main(build: Path, parts: list[str]) -> int:
    entries = entries_of(build)
    known = sorted({entry.part for entry in entries})
    for part in parts:
        if part not in known:
            print(f"qos: no part {part}; there are {', '.join(known)}", file=sys.stderr)
            return 2
    entries = [entry for entry in entries if not parts or entry.part in parts]

    results = build / "test" / "results"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)
    ctest_results = results / "ctest.xml"
    run_ctest(build, entries, ctest_results)

    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    failed = failed_entries(ctest_results)
    for entry in entries:
        cases = cases_of(results / f"{entry.name}.xml")
        if entry.name in failed and not any(case.outcome == FAILED for case in cases):
            cases.append(Case(f"{entry.name}: ended before it could tell its failure", FAILED))
        counts.update(case.outcome for case in cases)
        reasons.update(case.reason for case in cases if case.reason)
        for case in cases:
            if case.outcome == FAILED:
                print(f"failed: {case.name}")
    for reason, count in reasons.items():
        print(f"skipped: {count} because {reason}")
    print(f"{counts[PASSED]} passed, {counts[FAILED]} failed, {counts[SKIPPED]} skipped")
    return 0 if counts[PASSED] and not counts[FAILED] else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
