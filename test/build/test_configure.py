# SPDX-License-Identifier: GPL-2.0-only
"""CMake finds ns-3 where it is, and says in a sentence what is missing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

MODULES = [
    line
    for line in (ROOT / "src/qos-overlay/ns3-modules.txt").read_text().splitlines()
    if re.match("[a-z]", line)
]


@pytest.fixture
def configure(tmp_path):
    def configure(*options: str) -> tuple[int, str]:
        """The status of a configuration, and what it said with line breaks as spaces."""
        command = ["cmake", "-S", ROOT, "-B", tmp_path / "build", "-G", "Ninja", "-DQOS_PYTHON=OFF"]
        result = subprocess.run([*command, *options], capture_output=True, text=True)
        return result.returncode, " ".join((result.stdout + result.stderr).split())

    return configure


class Prefix:
    """An installed ns-3 of empty files: enough to be found."""

    def __init__(self, folder: Path, minor: int = 37, suffix: str = "") -> None:
        self.folder = folder
        include = folder / "include/ns3"
        include.mkdir(parents=True)
        (include / "core-module.h").touch()
        (include / "deprecated.h").write_text(
            f"#define NS_DEPRECATED_3_{minor} x\n#define NS_DEPRECATED_3_9 x\n"
        )
        (folder / "lib/cmake/ns3").mkdir(parents=True)
        for module in [*MODULES, "point-to-point-layout"]:
            (folder / f"lib/libns3.{minor}-{module}{suffix}.so").touch()

    def package(self, targets: str) -> None:
        (self.folder / "lib/cmake/ns3/ns3Config.cmake").write_text(
            'include("${CMAKE_CURRENT_LIST_DIR}/ns3Targets.cmake")\n'
        )
        (self.folder / "lib/cmake/ns3/ns3Targets.cmake").write_text(
            f'set(_IMPORT_PREFIX "{self.folder}")\n{targets}'
        )

    @property
    def option(self) -> str:
        return f"-DQOS_NS3_PREFIX={self.folder}"


def test_the_distributions_ns3_is_found(configure):
    status, said = configure()
    assert status == 0
    assert re.search(r"found ns-3 3\.\d+ at /usr, supported", said)


def test_an_empty_prefix_is_named(configure, tmp_path):
    status, said = configure(f"-DQOS_NS3_PREFIX={tmp_path}/none")
    assert status != 0
    assert f"There is no ns-3 at {tmp_path}/none" in said


def test_an_old_ns3_is_refused(configure, tmp_path):
    status, said = configure(Prefix(tmp_path / "old", minor=36).option)
    assert status != 0
    assert f"ns-3.36 at {tmp_path}/old is too old: 3.37 or newer is needed" in said


@pytest.mark.parametrize("suffix", ["", "-default", "-optimized"])
@pytest.mark.parametrize("minor, standard", [(37, 17), (41, 20), (43, 20), (46, 23), (48, 23)])
def test_libraries_and_headers_are_enough(configure, tmp_path, minor, standard, suffix):
    status, said = configure(Prefix(tmp_path / "own", minor, suffix).option)
    assert status == 0
    assert f"found ns-3 3.{minor} at {tmp_path}/own, supported" in said
    assert f"by its libraries and headers; C++{standard}" in said


def test_a_newer_ns3_is_tried_and_said_to_be_so(configure, tmp_path):
    status, said = configure(Prefix(tmp_path / "own", 52).option)
    assert status == 0
    assert "newer than 3.48, the newest that was tried" in said


def test_a_package_that_names_a_missing_file_is_passed_over(configure, tmp_path):
    prefix = Prefix(tmp_path / "own")
    prefix.package(
        'set(files "${_IMPORT_PREFIX}/lib;${_IMPORT_PREFIX}/creator")\nmessage(FATAL_ERROR "loaded")\n'
    )
    missing = f"{tmp_path}/own/creator"
    status, said = configure(prefix.option)
    assert status == 0
    assert f"because its CMake package names {missing}, which is not there" in said


@pytest.mark.parametrize("form", ["ns3::{}", "ns3::lib{}"])
def test_a_package_is_used_with_old_and_new_names_of_targets(configure, tmp_path, form):
    prefix = Prefix(tmp_path / "own")
    targets = [f"add_library({form.format(module)} INTERFACE IMPORTED)" for module in MODULES]
    targets += [
        f"set_target_properties({form.format('core')} PROPERTIES",
        r'  INTERFACE_COMPILE_DEFINITIONS "PROJECT_SOURCE_PATH=\"/its/builder\";__LINUX__"',
        '  INTERFACE_INCLUDE_DIRECTORIES "${_IMPORT_PREFIX}/include;/usr/include")',
    ]
    prefix.package("\n".join(targets))
    status, said = configure(prefix.option)
    assert status == 0
    assert "by its CMake package" in said


def test_a_missing_module_of_ns3_is_named(configure, tmp_path):
    prefix = Prefix(tmp_path / "own")
    next(prefix.folder.glob("lib/libns3.37-internet.so")).unlink()
    status, said = configure(prefix.option)
    assert status != 0
    assert f"ns-3 at {tmp_path}/own was built without its module internet" in said


@pytest.mark.parametrize("package", ["Eigen3", "nlohmann_json"])
def test_a_missing_package_is_answered_with_the_line_that_installs_it(configure, package):
    status, said = configure(f"-DCMAKE_DISABLE_FIND_PACKAGE_{package}=ON")
    assert status != 0
    assert f"{package} is not installed: apt-get install g++ cmake " in said


def test_what_only_some_commands_need_may_be_missing(configure):
    status, said = configure(
        "-DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON"
    )
    assert status == 0
    assert "tests: off (apt-get install libgtest-dev" in said
    assert "benchmarks: off (apt-get install libbenchmark-dev" in said
