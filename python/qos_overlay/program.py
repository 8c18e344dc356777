# SPDX-License-Identifier: GPL-2.0-only
"""Which program runs: a version alone does not tell two builds of a working copy apart."""

import hashlib
import os
from functools import cache

_PARTS = ("_core.", "libqos-")
_CHUNK = 1 << 20
_KNOWN = "QOS_PROGRAM"
"""Variable of the environment: what told() gives."""


@cache
def fingerprint() -> str:
    """A hash of the compiled files of this project that are loaded: equal builds have equal ones."""
    paths = _loaded()
    state, _, known = os.environ.get(_KNOWN, "").partition(" ")
    if known and state == _state(paths):
        return known
    digests = [(os.path.basename(path), _digest(path)) for path in paths]
    return hashlib.sha256(repr(digests).encode()).hexdigest()[:16]


def told() -> dict[str, str]:
    """What a process that is started here needs in its environment to know its fingerprint.

    It takes as long to read the files as to start the process; so it is told, and finds out whether
    it has loaded the very same files. Nothing, if this process does not know its own.
    """
    if not fingerprint.cache_info().currsize:
        return {}
    return {_KNOWN: f"{_state(_loaded())} {fingerprint()}"}


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
