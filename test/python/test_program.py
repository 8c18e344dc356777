# SPDX-License-Identifier: GPL-2.0-only
"""Which build of the program runs, and what one process tells another about it."""

import os

from qos_overlay import program

ASK = "from qos_overlay.program import fingerprint; print(fingerprint())"


def test_what_a_process_is_told_counts_for_the_very_same_files_only(python):
    own = program.fingerprint()
    (variable, text), *_ = program.told().items()
    state, _, known = text.partition(" ")
    assert known == own

    def ask(told: str) -> str:
        return python("-c", ASK, env={**os.environ, variable: told}).stdout.strip()

    assert ask(f"{state} 0123456789abcdef") == "0123456789abcdef"
    assert ask(f"{state}0 0123456789abcdef") == own
    assert ask("") == own


def test_a_process_that_does_not_know_its_build_tells_nothing(python):
    script = "from qos_overlay.program import told; print(told())"
    assert python("-c", script).stdout == "{}\n"
