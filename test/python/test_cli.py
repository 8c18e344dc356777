# SPDX-License-Identifier: GPL-2.0-only
"""The command line: output on stdout, one sentence on stderr, exit status."""

import json

import pytest
import qos_overlay


def test_list_names_every_experiment(qos):
    outcome = qos("list")
    assert outcome.returncode == 0
    words = [line.split() for line in outcome.stdout.splitlines()]
    assert ["md1-queue", "Pollaczek-Khinchine", "formula"] in [line[:3] for line in words]
    assert json.loads(qos("list", "--json").stdout) == qos_overlay.list_experiments()


def test_describe_names_every_parameter_and_metric(qos):
    outcome = qos("describe", "md1-queue")
    assert outcome.returncode == 0
    for word in ("send_buffer", "from 0 to 1MiB", "share_<n>", "(wall time)"):
        assert word in outcome.stdout
    assert json.loads(qos("describe", "md1-queue", "--json").stdout) == qos_overlay.describe(
        "md1-queue"
    )


def test_run_prints_metrics_with_units(qos):
    outcome = qos("run", "md1-queue", "duration=1s", "--seed", "3")
    assert outcome.returncode == 0
    assert outcome.stdout.startswith("md1-queue, seed 3: 1 s simulated, ")
    assert any(
        line.split()[:1] == ["wait_ms"] and " ms " in line for line in outcome.stdout.splitlines()
    )
    assert outcome.stderr == ""


def test_run_prints_a_dash_for_no_value(qos):
    lines = qos("run", "md1-queue", "duration=0s").stdout.splitlines()
    assert next(line for line in lines if line.startswith("wait_ms")).split()[1] == "-"


def test_run_prints_nothing_but_json(qos):
    outcome = qos(
        "run", "md1-queue", "duration=1s", "--json", "--set", "ns3::TcpSocket::SegmentSize=1448"
    )
    assert outcome.returncode == 0
    assert outcome.stdout.count("\n") == 1
    assert json.loads(outcome.stdout)["settings"] == {"ns3::TcpSocket::SegmentSize": "1448"}


def test_run_leaves_a_run_folder(qos, tmp_path):
    outcome = qos("run", "md1-queue", "duration=1s", "--out", "here")
    assert outcome.returncode == 0
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [
        "customers.csv",
        "metrics.csv",
        "result.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["run", "md1-queue", "load=2"],
            "parameter load of md1-queue is '2', allowed: a number from 0 to 1",
        ),
        (
            ["run", "md1-queue", "load"],
            "argument 'load' is not understood, allowed: parameter=value, --seed N, "
            "--set ns3::Type::Attribute=value, --json, --out DIR",
        ),
        (["run", "md1-queue", "load=0.1", "load=0.2"], "parameter load is given twice"),
        (
            ["run", "md1-queue", "--seed", "x"],
            "seed is 'x', allowed: a whole number from 0 to 4294967295",
        ),
        (["run", "md1-queue", "--seed"], "Option '--seed' requires an argument."),
        (
            ["run", "md1-queue", "--set", "Foo"],
            "argument 'Foo' is not understood, allowed: --set ns3::Type::Attribute=value",
        ),
        (
            ["run", "md1-queue", "--set", "ns3::Foo::Bar=1"],
            "setting ns3::Foo::Bar names no ns-3 attribute: there is no type 'ns3::Foo'",
        ),
        (
            [
                "run",
                "md1-queue",
                "--set",
                "ns3::Node::SystemId=1",
                "--set",
                "ns3::Node::SystemId=2",
            ],
            "setting ns3::Node::SystemId is given twice",
        ),
        (
            ["run", "md1-queue", "--sed", "1"],
            "No such option: --sed (Possible options: --seed, --set)",
        ),
        (["run"], "Missing argument 'NAME'."),
        (["describe"], "Missing argument 'NAME'."),
        (["frobnicate"], "No such command 'frobnicate'."),
        (["list", "everything"], "Got unexpected extra argument (everything)"),
        (
            ["completion", "tcsh"],
            "Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of 'bash', 'zsh', 'fish'.",
        ),
        (["replay", "--seeds", "0"], "seeds is 0, allowed: a whole number of at least 1"),
        (["replay", "--workers", "0"], "workers is 0, allowed: a whole number of at least 1"),
        (
            ["replay", "--seeds", "many"],
            "Invalid value for '--seeds': 'many' is not a valid integer.",
        ),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_status_two(qos, arguments, sentence):
    outcome = qos(*arguments)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (2, "", sentence + "\n")


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        (["run", "md2"], "there is no experiment 'md2'; there are: "),
        (["describe", "md2"], "there is no experiment 'md2'; there are: "),
        (
            ["run", "md1-queue", "loda=1"],
            "md1-queue has no parameter 'loda'; it has: load, policy, ",
        ),
        (["replay", "nobody"], "there is no paper 'nobody'; there are: "),
        (["bench", "nothing"], "there is no benchmark 'nothing'; there are: "),
    ],
)
def test_an_unknown_name_lists_what_there_is(qos, arguments, beginning):
    outcome = qos(*arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(beginning)
    assert outcome.stderr.count("\n") == 1


def test_a_failed_run_has_status_one(qos):
    outcome = qos("run", "md1-queue", "fail=1", "--json")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr == (
        "md1-queue failed: the server is on fire; "
        "to reproduce: ./qos run md1-queue fail=1 --seed 1\n"
    )


def test_a_crashed_run_has_status_one(qos):
    outcome = qos("run", "md1-queue", "fail=2", "--json")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "md1-queue failed: it died of SIGABRT" in outcome.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "command",
    ["list", "describe", "run", "sweep", "collect", "plot", "replay", "bench", "completion"],
)
def test_every_command_has_help(qos, command):
    outcome = qos(command, "--help")
    assert outcome.returncode == 0
    assert outcome.stdout.startswith(f"Usage: qos {command}")
