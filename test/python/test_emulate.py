# SPDX-License-Identifier: GPL-2.0-only
"""./qos emulate, as far as it needs no rights; test/emulation has the rest."""

import subprocess
import sys

import pytest
import qos_overlay
from qos_overlay.frame_receiver import Frame, summarise


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
            ["overlay-tree", "transport=flow", "warmup=9s", "--end", "s=lo"],
            "transport is flow; on real interfaces messages cross TCP, and rates are measured: use "
            "transport=tcp",
        ),
        (
            ["overlay-tree", "--end", "s=lo"],
            "warmup is 0s with nodes in other processes, none of which knows the whole tree; allowed is a "
            "time, the same in all of them",
        ),
        (
            ["overlay-tree", "nodes=251", "--end", "0=lo"],
            "nodes is 251; on real interfaces there are 250 at most",
        ),
        (
            ["overlay-coding", "--end", "observer=lo"],
            "end observer is unknown in overlay-coding, allowed: a, b, c, d, e, f, g",
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
    assert [end["name"] for end in qos_overlay.describe("overlay-tree")["ends"]] == [*"sabcd"]
    assert qos_overlay.describe("cm-bulk")["ends"] == []


def test_a_receiver_shows_that_nothing_came_any_more():
    frames = [Frame(100 + 0.05 * i, i + 1) for i in range(100)]
    assert summarise(frames, 114.9)["fps_bins"] == [20, 0]
    assert summarise(frames, 115.1)["fps_bins"] == [20, 0, 0]


def test_a_receiver_counts_frames():
    frames = [Frame(100 + 0.05 * i, i + 1) for i in range(240) if i != 7]
    seen = summarise(frames, 112)
    assert (seen["frames"], seen["lost"]) == (239, 1)
    assert seen["fps_bins"] == [19.8, 20.0]
    assert seen["gap_max_ms"] == pytest.approx(100)
    assert seen["late"] == 0
    assert summarise([frames[0], *frames], 112) == seen  # one comes again
    assert summarise([], 100).keys() == seen.keys()


def test_a_receiver_judges_deadlines_by_the_fastest_frame():
    # made 0.1 s apart, with 50 ms to arrive; from 6 s on they take 20 ms more, and each third is lost
    frames = []
    for i in range(100):
        delay = 0.04 if i < 60 else 0.06
        if i < 60 or i % 3 > 0:
            sent = 7 + 0.1 * i
            frames.append(Frame(5000 + sent + delay, i + 1, sent, sent + 0.05))
    seen = summarise(frames, 5020)
    assert (seen["late"], seen["lost"]) == (0, 14 - 1)  # the last one is lost, and not known of
    assert seen["missed_bins"] == [0]
    seen = summarise(frames, 5020, delay=0.04)
    assert seen["late"] == 26
    assert seen["missed_bins"] == [0]
    frames.append(Frame(5017.05, 101, 17.01, 17.06))
    assert summarise(frames, 5020, delay=0.04)["missed_bins"] == [0, pytest.approx(39 / 49)]
