# SPDX-License-Identifier: GPL-2.0-only
"""A copy of the launcher among programs that only note how they were called."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Sandbox:
    """A folder with the launcher and its list of packages, and a PATH of fake programs."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.fakes = folder / "fakes"
        self.calls_file = folder / "calls"
        for directory in (self.root / "test", self.fakes):
            directory.mkdir(parents=True)
        for name in ("qos", "packages.txt", "waf"):
            shutil.copy2(ROOT / name, self.root / name)
        shutil.copy2(ROOT / "test/run.py", self.root / "test/run.py")

        self.fake("dpkg-query", 'shift 3; printf "ii %s\\n" "$@"')
        self.fake("apt-get")
        self.fake("sudo", '"$@"')
        self.fake("id", "echo 0")
        self.fake("cmake", self.configuring)
        self.fake("python")

    # What the launcher looks for in a configured folder.
    configuring = """
        for argument; do
            case $argument in
            -S) configures=1 ;;
            -DQOS_NS3_PREFIX=*) prefix=${argument#*=} ;;
            -DPython_EXECUTABLE=*) python=${argument#*=} ;;
            esac
        done
        [[ ${configures:-} ]] || exit 0
        mkdir -p build/release && cd build/release
        printf 'build %s: phony\\n' qos-run qos-test qos-bench qos-scratch >build.ninja
        echo "QOS_NS3_PREFIX:PATH=$prefix" >CMakeCache.txt
        echo "Python_EXECUTABLE:FILEPATH=$python" >>CMakeCache.txt
    """

    def fake(self, name: str, script: str = "") -> None:
        program = self.fakes / name
        note = f'echo "{name} $*" >>"{self.calls_file}"'
        program.write_text(f'#!/bin/bash\n{note}\ncd "{self.root}"\n{script}\n')
        program.chmod(0o755)

    def run(
        self,
        *arguments: str,
        program: Path | None = None,
        cwd: Path | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess:
        """Runs the launcher (or another program) and returns its finished process."""
        self.calls_file.unlink(missing_ok=True)
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        ours = {"PATH": f"{self.fakes}:/usr/bin:/bin", "QOS_PYTHON": str(self.fakes / "python")}
        return subprocess.run(
            [program or self.root / "qos", *arguments],
            cwd=cwd or self.root,
            env={**inherited, **ours, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self, name: str = "") -> list[str]:
        """How the fake programs (or one of them) were called in the last run."""
        lines = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        return [line for line in lines if line.split()[0] == (name or line.split()[0])]


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)
