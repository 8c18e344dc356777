# SPDX-License-Identifier: GPL-2.0-only
"""Each experiment is also a program of its own, and says the same there."""

import json
import subprocess
from collections.abc import Callable

import pytest
import qos_overlay
from qos_overlay.bench import build_folder

EXPERIMENTS = [row["name"] for row in qos_overlay.list_experiments() if row["name"] != "md1-queue"]


@pytest.fixture
def program(monkeypatch) -> Callable[..., subprocess.CompletedProcess]:
    """Runs an experiment's program."""
    monkeypatch.delenv("LD_PRELOAD")

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [build_folder() / "examples" / name, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_describes_the_same(program, name):
    assert json.loads(program(name, "--describe").stdout) == qos_overlay.describe(name)


def test_gives_the_same_bytes(program):
    outcome = program("qsockets-video", "--json", "--seed", "3", "flows=2")
    assert outcome.returncode == 0
    assert outcome.stdout == qos_overlay.run("qsockets-video", seed=3, flows=2).json() + "\n"


def test_refuses_with_the_same_sentence(program, qos):
    outcome = program("qsockets-video", "flows=many")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == qos("run", "qsockets-video", "flows=many").stderr


def test_an_abort_in_ns3_has_status_one(program):
    # An existing type, so the setting is fine; only ns-3 knows that it cannot recover losses.
    outcome = program("qsockets-video", "--set", "ns3::TcpL4Protocol::RecoveryType=ns3::Object")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "Requested constructor for ns3::Object" in outcome.stderr
