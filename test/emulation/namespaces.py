# SPDX-License-Identifier: GPL-2.0-only
"""Names of network namespaces that tell whose they are, so that those of dead processes can go.

A name is qos-PID-START-NUMBER-REST: process, its start (a PID comes again), a number of the set of
hosts in this process, and the host. The folder of the set has such a name, too.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path

from commands import EmulationError, call

FOLDER = Path("/run/netns")

_OWNED = re.compile(r"qos-(?P<pid>\d+)-(?P<start>\d+)-\d+-.+")
_PATIENCE_SECONDS = 5


def start_of(pid: int) -> int | None:
    """When a process started, in ticks since the boot; None if it does not run."""
    try:
        # The name in parentheses may contain anything.
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state == "Z" else int(fields[18])


def name_for(number: int, rest: str) -> str:
    """A name of this process."""
    return f"qos-{os.getpid()}-{start_of(os.getpid())}-{number}-{rest}"


def owned_by(pid: int) -> list[str]:
    """The namespaces that were made by processes with this number, dead or alive."""
    return [name for name in _owned_in(FOLDER) if int(_OWNED.fullmatch(name)["pid"]) == pid]


def remove(name: str) -> None:
    """Kill what runs in a namespace and delete it; nothing happens if there is none.

    Raises:
        EmulationError: it cannot be deleted.
    """
    try:
        _kill_all_in(name)
        call("ip", "netns", "del", name)
    except EmulationError:
        # Another test process that cleans up may have been faster.
        if (FOLDER / name).exists():
            raise


def remove_stale() -> None:
    """Remove the namespaces and the folders of test processes that are dead.

    Raises:
        EmulationError: a namespace cannot be deleted.
    """
    for name in filter(_is_stale, _owned_in(FOLDER)):
        remove(name)
    temporary = Path(tempfile.gettempdir())
    for name in filter(_is_stale, _owned_in(temporary)):
        shutil.rmtree(temporary / name, ignore_errors=True)


def _owned_in(folder: Path) -> list[str]:
    files = folder.iterdir() if folder.exists() else ()
    return sorted(file.name for file in files if _OWNED.fullmatch(file.name))


def _is_stale(name: str) -> bool:
    owner = _OWNED.fullmatch(name)
    return start_of(int(owner["pid"])) != int(owner["start"])


def _kill_all_in(name: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while pids := call("ip", "netns", "pids", name).split():
        if time.monotonic() > deadline:
            raise EmulationError(f"{name}: processes {', '.join(pids)} cannot be killed")
        for pid in map(int, pids):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:  # it has ended by itself
                pass
        time.sleep(0.01)
