# SPDX-License-Identifier: GPL-2.0-only
"""What a terminal shows: tables with frames, progress."""

import os
import pty
import re
import subprocess
import sys


def _on_terminal(script: str) -> str:
    """What a Python script writes if stdout and stderr are a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 4096):
            written += chunk
    except OSError:  # the terminal's other end was closed
        pass
    finally:
        os.close(ours)
    assert process.wait(30) == 0, written
    return written.decode()


def test_a_table_has_a_frame_and_colours():
    script = (
        "from qos_overlay.terminal import print_table\n"
        "print_table(['claim'], [['holds'], ['fails']], 'Queues')\n"
    )
    shown = _on_terminal(script)
    assert "\u2502" in shown or "\u2503" in shown
    assert "Queues" in shown
    assert "\x1b[32mholds" in shown


def test_a_table_shows_brackets_as_they_are():
    shown = _on_terminal(
        "from qos_overlay.terminal import print_table; print_table(['x'], [['time [s]']])"
    )
    assert "time [s]" in shown


def test_progress_counts_runs_and_failures():
    shown = _on_terminal(
        "from qos_overlay.terminal import show_progress\n"
        "import time\n"
        "with show_progress('QSockets') as update:\n"
        "    update(30, 200, 4)\n"
        "    time.sleep(0.5)\n"
        "    update(37, 200, 4)\n"
        "    time.sleep(0.2)\n"
    )
    assert "QSockets" in shown
    assert "37/200" in shown
    assert "4 failed" in shown
    rates = [float(rate) for rate in re.findall(r"([\d.]+)/s", shown)]
    assert rates and 1 < rates[-1] <= 14  # what was there at the beginning is no progress


def test_in_a_pipe_a_table_is_plain(python):
    script = (
        "from qos_overlay.terminal import print_table, show_progress\n"
        "with show_progress('x') as update: update(1, 2, 0)\n"
        "print_table(['a', 'bb'], [['long', ''], ['', 'x']], 'title')\n"
    )
    outcome = python("-c", script)
    assert outcome.stdout == "title\na     bb\nlong\n      x\n"
    assert outcome.stderr == ""
