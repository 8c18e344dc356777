# SPDX-License-Identifier: GPL-2.0-only
"""The launcher: what it sets up, for which command, and what it says."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from conftest import ROOT

PRESET = Path(os.environ["QOS_BUILD"]).name
COMMANDS = (
    *("list", "describe", "run", "sweep", "collect", "plot", "replay", "bench", "test", "setup"),
    *("completion", "clean"),
)


def installed(sandbox) -> set[str]:
    option = "--no-install-recommends"
    calls = [call for call in sandbox.calls("apt-get") if option in call]
    return {package for call in calls for package in call.split(option)[1].split()}


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["replya"], "no command replya; there are"),
        (["--quick", "replay"], "no command --quick; there are"),
        (["setup", "everything"], "no group everything; there are run, test, bench, docs"),
        (["setup", "--quick"], "setup has no option --quick"),
        (["clean", "all"], "clean takes no argument"),
        (["replay", "--preset", "fast"], "no preset fast; there are release, debug"),
        (["replay", "--preset"], "--preset needs a value"),
        (["--ns3"], "--ns3 needs a value"),
        (["--ns3", "/nowhere", "run"], "there is no ns-3 at /nowhere"),
        (["replay", "--preset", "asan"], "the preset asan has no Python module"),
    ],
)
def test_wrong_arguments_are_one_line_and_status_2(sandbox, arguments, sentence):
    result = sandbox.run(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"qos: {sentence}")
    assert result.stderr.count("\n") == 1
    assert sandbox.calls() == []


def test_without_a_command_the_help_is_an_error(sandbox):
    result = sandbox.run()
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: ./qos")


@pytest.mark.parametrize("arguments", ["--help", "setup --help", "test -h", "clean --help"])
def test_help_of_the_launchers_own_commands_needs_no_setup(sandbox, arguments):
    result = sandbox.run(*arguments.split())
    assert result.returncode == 0
    assert result.stdout.startswith("Usage: ./qos")
    assert result.stderr == ""
    assert sandbox.calls() == []


def test_the_help_names_every_command(sandbox):
    text = sandbox.run("--help").stdout
    assert all(f"\n  {command} " in text for command in COMMANDS)


def test_a_command_is_handed_over_with_its_arguments(sandbox):
    sandbox.fake("python", 'echo "$PYTHONPATH"')
    line = "run --ns3 /usr one a=1 --preset release --json --seed 3"
    result = sandbox.run(*line.split())
    assert result.stdout == f"{sandbox.root}/build/release/python\n"
    assert sandbox.calls("python") == ["python -m qos_overlay.cli run one a=1 --json --seed 3"]


def test_the_status_of_a_command_is_the_launchers(sandbox):
    sandbox.fake("python", "exit 7")
    assert sandbox.run("run", "one").returncode == 7


@pytest.mark.parametrize(
    "command, targets",
    [("replay", "qos-run"), ("bench", "qos-run qos-bench"), ("test", "qos-run qos-test")],
)
def test_a_command_builds_only_what_it_needs(sandbox, command, targets):
    sandbox.run(command)
    build = sandbox.root / "build/release"
    assert sandbox.calls("cmake")[-1] == f"cmake --build {build} --target {targets}"


def test_only_missing_packages_are_installed(sandbox):
    sandbox.fake("dpkg-query", 'shift 3; printf "ii %s\\n" "$@" | grep -v -e cmake -e libgtest')
    assert sandbox.run("replay").returncode == 0
    assert installed(sandbox) == {"cmake"}


def test_the_simulators_packages_are_not_needed_with_an_own_one(sandbox, tmp_path):
    header = tmp_path / "own/include/ns3/core-module.h"
    header.parent.mkdir(parents=True)
    header.touch()
    sandbox.fake("dpkg-query", 'shift 3; printf "ii %s\\n" "$@" | grep -v ns3')
    sandbox.run("--ns3", "own", "list", cwd=tmp_path)
    assert installed(sandbox) == set()
    assert f"-DQOS_NS3_PREFIX={tmp_path}/own" in sandbox.calls("cmake")[0]

    sandbox.run("list")
    assert len(sandbox.calls("cmake")) == 1, "the own ns-3 is remembered"
    sandbox.run("list", "--ns3", "/usr")
    assert installed(sandbox) == {"libns3-dev", "ns3"}
    assert "-DQOS_NS3_PREFIX= " in sandbox.calls("cmake")[0]


def test_the_index_of_packages_is_fetched_if_installing_without_fails(sandbox):
    sandbox.fake("dpkg-query", "")
    index = sandbox.fakes / "index"
    sandbox.fake("apt-get", f"[[ $* == *update* ]] && touch {index}; [[ -e {index} ]]")
    assert sandbox.run("list").returncode == 0
    actions = [call.split()[4] for call in sandbox.calls("apt-get")]
    assert actions == ["install", "update", "install"]


def test_sudo_only_for_packages_and_only_if_not_root(sandbox):
    sandbox.fake("id", "echo 1000")
    sandbox.run("list")
    assert sandbox.calls("sudo") == []
    sandbox.fake("dpkg-query", "")
    sandbox.run("list")
    assert sandbox.calls("sudo") != []
    sandbox.fake("id", "echo 0")
    sandbox.run("list")
    assert sandbox.calls("sudo") == []


def test_a_failed_step_ends_with_one_sentence_and_names_its_log(sandbox):
    sandbox.fake("cmake", "echo the reason; exit 3")
    result = sandbox.run("list")
    log = sandbox.root / "build/log/configuring.log"
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[-2:] == [
        "the reason",
        f"qos: configuring failed; the whole log is {log}",
    ]
    assert log.read_text() == "the reason\n"
    assert sandbox.calls("python") == []


def test_a_failed_configuration_is_tried_again(sandbox):
    sandbox.run("list")
    configuring = sandbox.configuring
    sandbox.fake("cmake", "exit 1")
    sandbox.run("list", QOS_PYTHON="/usr/bin/env")
    sandbox.fake("cmake", configuring)
    result = sandbox.run("list")
    assert result.stderr == "qos: configuring release\n"


def test_setup_speaks_on_stderr_and_only_if_there_is_something_to_do(sandbox):
    sandbox.fake("dpkg-query", 'shift 3; printf "ii %s\\n" "$@" | grep -v ccache')
    building = '[[ $1 == --build ]] && echo "[1/2] Building x"; true'
    sandbox.fake("cmake", f"{building}\n{sandbox.configuring}")
    result = sandbox.run("list")
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "qos: installing ccache",
        "qos: configuring release",
        "qos: building release",
    ]

    sandbox.fake("dpkg-query", 'shift 3; printf "ii %s\\n" "$@"')
    sandbox.fake("cmake", 'echo "[0/2] Re-checking globbed directories..."; echo "ninja: no work"')
    result = sandbox.run("list")
    assert (result.stdout, result.stderr) == ("", "")


def test_it_works_from_anywhere_and_through_a_link(sandbox, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(sandbox.root / "qos")
    result = sandbox.run("list", program=link, cwd=tmp_path)
    assert result.returncode == 0
    assert (sandbox.root / "build/log").is_dir()


def test_clean_removes_what_the_commands_made(sandbox):
    sandbox.run("list")
    (sandbox.root / "replay").mkdir()
    assert sandbox.run("clean").returncode == 0
    assert not (sandbox.root / "build").exists()
    assert not (sandbox.root / "replay").exists()
    assert (sandbox.root / "qos").exists()


def test_waf_is_named_if_there_is_none(sandbox, tmp_path):
    nowhere = {"WAF": "", "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    result = sandbox.run(program=sandbox.root / "waf", **nowhere)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "https://waf.io/" in result.stderr


def test_waf_is_taken_from_the_environment(sandbox, tmp_path):
    waf = tmp_path / "waf-2"
    waf.touch()
    result = sandbox.run("build", "-j2", program=sandbox.root / "waf", WAF=str(waf))
    assert result.returncode == 0
    assert sandbox.calls("python") == [f"python {waf} build -j2"]


@pytest.mark.skipif(
    PRESET not in ("release", "debug", "coverage"), reason="not a build of the launcher"
)
def test_the_real_setup_is_quick_and_quiet_if_there_is_nothing_to_do():
    command = [ROOT / "qos", "setup", "--preset", PRESET]
    subprocess.run(command, check=True)
    start = time.monotonic()
    result = subprocess.run(command, capture_output=True, check=True)
    assert time.monotonic() - start < 2
    assert result.stdout + result.stderr == b""
