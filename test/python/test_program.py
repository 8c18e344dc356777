# SPDX-License-Identifier: GPL-2.0-only
"""Which build of the program runs, and what one process tells another about it."""

import os
import shutil
from pathlib import Path

import qos_overlay
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


def _copy(folder):
    """Copies the package into a folder: the environment of a process that uses the copy."""
    shutil.copytree(Path(qos_overlay.__file__).parent, folder / "qos_overlay")
    return {**os.environ, "PYTHONPATH": str(folder)}


CHANGED_AFTERWARDS = """
import os, subprocess, sys
from qos_overlay import program
program.fingerprint()
(core,) = [path for path in program._loaded() if "_core." in path]
with open(core, "ab") as file:
    file.write(b"another build")
ask = [sys.executable, "-c", "from qos_overlay.program import fingerprint; print(fingerprint())"]
for known in (program.told(), {}):
    print(subprocess.check_output(ask, env={**os.environ, **known}, text=True).strip())
"""

CHANGED_MEANWHILE = """
from qos_overlay import program
read = program._digest
def change(path):
    digest = read(path)
    if "_core." in path:
        with open(path, "ab") as file:
            file.write(b"another build")
    return digest
program._digest = change
program.fingerprint()
print(program.told())
"""


def test_a_file_that_was_written_anew_is_not_taken_for_the_one_before(python, tmp_path):
    env = _copy(tmp_path)
    believed, true = python("-c", CHANGED_AFTERWARDS, env=env).stdout.split()
    assert believed == true


def test_a_file_that_was_written_while_it_was_read_is_not_told(python, tmp_path):
    assert python("-c", CHANGED_MEANWHILE, env=_copy(tmp_path)).stdout == "{}\n"
