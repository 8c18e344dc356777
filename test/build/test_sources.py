# SPDX-License-Identifier: GPL-2.0-only
"""CMake and waf build the same targets from the same sources, and no source is forgotten."""

from __future__ import annotations

import json
import os
import re
import runpy
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import ROOT

BUILD = Path(os.environ["QOS_BUILD"])


class Recorder:
    """Stands for waf's build context and notes the targets that are asked for."""

    def __init__(self, **env: object) -> None:
        self.env = SimpleNamespace(**env)
        self.sources: dict[str, set[str]] = {}
        self.copies: set[str] = set()

    def __call__(self, target: str, **_: object) -> None:
        self.copies.add(target)

    def add_group(self) -> None:
        pass

    def compiled(self, name: str, source: str | list[str], **_: object) -> None:
        self.sources[name] = {source} if isinstance(source, str) else set(source)

    shlib = program = compiled


def cmake_sources() -> dict[str, set[str]]:
    """Target -> sources, of what CMake compiles."""
    sources = defaultdict(set)
    for command in json.loads((BUILD / "compile_commands.json").read_text()):
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", command["command"])[1]
        sources[target].add(str(Path(command["file"]).relative_to(ROOT)))
    return dict(sources)


@pytest.fixture
def waf(monkeypatch) -> Recorder:
    monkeypatch.chdir(ROOT)
    with_benchmarks = any(target.startswith("bench-") for target in cmake_sources())
    recorder = Recorder(NS3_MINOR=37, LIB_GTEST=True, LIB_BENCHMARK=with_benchmarks)
    runpy.run_path(str(ROOT / "wscript"))["build"](recorder)
    return recorder


def test_the_targets_and_their_sources_are_the_same(waf):
    assert waf.sources == cmake_sources()


def test_the_headers_and_the_python_package_are_the_same(waf):
    made = [BUILD / "include", BUILD / "python"]
    links = {path for folder in made for path in folder.rglob("*") if path.is_file()}
    names = {str(path.relative_to(BUILD)) for path in links}
    compiled = re.compile(r"__pycache__|/_core\.[^/]*\.so$")
    assert waf.copies == {name for name in names if not compiled.search(name)}


@pytest.mark.parametrize("folder", ["src/qos-overlay", "src/qos-overlay/bindings", "examples"])
def test_a_list_names_what_there_is(folder):
    lines = (ROOT / folder / "sources.txt").read_text().splitlines()
    named = [line for line in lines if re.match("[a-z]", line)]
    present = {str(path.relative_to(ROOT / folder)) for path in (ROOT / folder).rglob("*.cc")}
    if folder == "src/qos-overlay":
        headers = (ROOT / folder).rglob("*.h")
        present |= {str(path.relative_to(ROOT / folder)) for path in headers}
        present = {name for name in present if not name.startswith("bindings/")}
    assert set(named) == present - {"program/main.cc"}
    assert len(named) == len(set(named))


def test_header_names_are_unique_and_not_ns3s_own():
    lines = (ROOT / "src/qos-overlay/sources.txt").read_text().splitlines()
    names = [Path(line).name for line in lines if line.endswith(".h")]
    assert len(names) == len(set(names))
    cache = (BUILD / "CMakeCache.txt").read_text()
    prefix = re.search(r"^QOS_NS3_PREFIX:PATH=(.*)$", cache, re.MULTILINE)[1] or "/usr"
    assert [name for name in names if (Path(prefix) / "include/ns3" / name).exists()] == []


def test_the_module_names_the_modules_it_needs_literally():
    """ns-3 reads them from the text of CMakeLists.txt."""
    folder = ROOT / "src" / "qos-overlay"
    listed = re.findall(r"^[a-z-]+$", (folder / "ns3-modules.txt").read_text(), re.MULTILINE)
    literal = re.findall(r"\$\{lib([a-z-]+)\}", (folder / "CMakeLists.txt").read_text())
    assert sorted(literal) == sorted(listed)


def test_the_list_of_packages_is_well_formed():
    lines = (ROOT / "packages.txt").read_text().splitlines()
    entries = [line.split(maxsplit=3) for line in lines if line and not line.startswith("#")]
    assert {entry[0] for entry in entries} == {"ns3", "run", "test", "bench", "docs"}
    assert all(entry[2] == "#" and entry[3] for entry in entries)
    packages = [entry[1] for entry in entries]
    assert len(packages) == len(set(packages))
