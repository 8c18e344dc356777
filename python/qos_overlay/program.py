# SPDX-License-Identifier: GPL-2.0-only
"""Which program runs: a version alone does not tell two builds of a working copy apart."""

import hashlib
import os
from functools import cache

_PARTS = ("_core.", "libqos-")
_CHUNK = 1 << 20
_KNOWN = "QOS_PROGRAM"
"""Variable of the environment: what told() gives."""


def fingerprint() -> str:
    """A hash of the compiled files of this project that are loaded: equal builds have equal ones."""
    return _state_and_fingerprint()[1]


def told() -> dict[str, str]:
    """What a process that is started here needs in its environment to know its fingerprint.

    It takes as long to read the files as to start the process; so it is told, and finds out whether
    it has loaded the very same files. Nothing, if this process does not know its own.
    """
    if not _state_and_fingerprint.cache_info().currsize:
        return {}
    state, known = _state_and_fingerprint()
    return {_KNOWN: f"{state} {known}"} if state else {}


@cache
def _state_and_fingerprint() -> tuple[str, str]:
    """The state of the files and the fingerprint that they had in it.

    Files may be written anew at any time: no state if that happened while they were read.
    """
    paths = _loaded()
    state = _state(paths)
    told_state, _, known = os.environ.get(_KNOWN, "").partition(" ")
    if known and told_state == state:
        return state, known
    digests = [(os.path.basename(path), _digest(path)) for path in paths]
    known = hashlib.sha256(repr(digests).encode()).hexdigest()[:16]
    return state if _state(paths) == state else "", known


def _loaded() -> list[str]:
    """The files of this project that are loaded, in the order of their names."""
    from . import _core  # noqa: F401  (loads them)

    with open("/proc/self/maps") as maps:
        paths = {fields[5].rstrip("\n") for line in maps if len(fields := line.split(None, 5)) == 6}
    ours = [path for path in paths if os.path.basename(path).startswith(_PARTS)]
    return sorted(filter(os.path.isfile, ours), key=os.path.basename)


def _state(paths: list[str]) -> str:
    """Which files these are, and when they were changed."""
    stats = map(os.stat, paths)
    return ",".join(
        f"{stat.st_dev}.{stat.st_ino}.{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ctime_ns}"
        for stat in stats
    )


def _digest(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
