# SPDX-License-Identifier: GPL-2.0-only
"""./qos emulate, as far as it needs no rights; test/emulation has the rest."""

import subprocess
import sys

import pytest
import qos_overlay
from qos_overlay.frame_receiver import summarise


def emulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qos_overlay.cli", "emulate", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["cm-sharing"],
            "no end of cm-sharing is real, allowed: --end NAME=INTERFACE for server, client",
        ),
        (
            ["cm-bulk", "--end", "server=lo"],
            "cm-bulk cannot be emulated: it has no end that can be real",
        ),
        (
            ["cm-sharing", "--end", "sever=lo"],
            "end sever is unknown in cm-sharing, allowed: server, client",
        ),
        (
            ["qsockets-video", "--end", "cross=lo"],
            "end cross is real without server, allowed: with it",
        ),
        (
            ["lossy-path", "--end", "left=lo"],
            "only one end of lossy-path is real, allowed: left and right, or none",
        ),
        (
            ["clvl-gateway", "--end", "inside=lo"],
            "the ends of clvl-gateway are not those of a gateway, allowed: inside and outside as --end, "
            "peer as --peer, or none",
        ),
    ],
)
def test_wrong_ends_are_one_sentence(arguments, sentence):
    finished = emulate(*arguments)
    assert (finished.returncode, finished.stdout, finished.stderr) == (2, "", sentence + "\n")


def test_an_interface_that_does_not_exist_is_named():
    finished = emulate("cm-sharing", "--end", "server=nobody0")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith(
        "cm-sharing failed: interface 'nobody0' does not exist, allowed: "
    )


def test_experiments_tell_their_ends():
    assert [end["name"] for end in qos_overlay.describe("qsockets-video")["ends"]] == [
        *("server", "client", "cross")
    ]
    assert qos_overlay.describe("cm-bulk")["ends"] == []


def test_a_receiver_shows_that_nothing_came_any_more():
    frames = [(100 + 0.05 * i, i + 1) for i in range(100)]
    assert summarise(frames, 114.9)["fps_bins"] == [20, 0]
    assert summarise(frames, 115.1)["fps_bins"] == [20, 0, 0]


def test_a_receiver_counts_frames():
    frames = [(100 + 0.05 * i, i + 1) for i in range(240) if i != 7]
    seen = summarise(frames, 112)
    assert (seen["frames"], seen["lost"]) == (239, 1)
    assert seen["fps_bins"] == [19.8, 20.0]
    assert seen["gap_max_ms"] == pytest.approx(100)
    assert summarise([], 100) == {"frames": 0, "lost": 0, "fps_bins": [], "gap_max_ms": None}
