# SPDX-License-Identifier: GPL-2.0-only
"""What the tab key offers."""

import subprocess

import pytest
from qos_overlay import completion
from qos_overlay.replay.published import list_papers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("qos re", ["replay"]),
        ("./qos des", ["describe"]),
        ("qos setup b", ["bench"]),
        ("qos run md1", ["md1-queue"]),
        ("qos describe md1", ["md1-queue"]),
        ("qos run md1-queue se", ["service_time=", "send_buffer=", "server="]),
        ("qos run md1-queue server=edf se", ["service_time=", "send_buffer="]),
        ("qos run md1-queue policy=", ["policy=wait", "policy=leave"]),
        ("qos run md1-queue load=0.1 verbose=t", ["verbose=true"]),
        ("qos run md1-queue --se", ["--seed", "--set"]),
        ("qos run --json md1", ["md1-queue"]),
        ("qos sweep md1", ["md1-queue"]),
        ("qos sweep md1-queue policy=", ["policy=wait", "policy=leave"]),
        ("qos sweep md1-queue policy=wait,l", ["policy=wait,leave"]),
        ("qos sweep --re", ["--resume", "--retry-failed"]),
        ("qos completion f", ["fish"]),
        ("qos run md2 x", []),
        ("qos frobnicate ", []),
        ("qos run 'md1", []),
    ],
)
def test_offers(line, expected):
    assert completion.candidates(line) == expected


def test_offers_all_commands():
    assert completion.candidates("qos ") == sorted(
        [
            *("bench", "clean", "collect", "completion", "describe", "emulate", "list", "plot"),
            *("replay", "run", "setup", "sweep", "test"),
        ]
    )


def test_offers_papers():
    assert completion.candidates("qos replay ") == list_papers()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("qos run md1-queue po", ["policy="]),
        ("qos run md1-queue policy=", ["wait", "leave"]),
        ("qos run md1-queue policy=le", ["leave"]),
        ("qos comp", ["completion"]),
    ],
)
def test_bash_completes(qos, line, expected):
    script = qos("completion", "bash").stdout + (
        f"\nCOMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; compopt() {{ :; }}; _qos_complete\n"
        'printf "%s\\n" "${COMPREPLY[@]}"; complete -p qos >&2\n'
    )
    outcome = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert outcome.stdout.split() == expected
    assert "-F _qos_complete qos" in outcome.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script(qos, shell):
    script = qos("completion", shell).stdout
    assert "qos_overlay.completion" in script
    assert "@COMMAND@" not in script
