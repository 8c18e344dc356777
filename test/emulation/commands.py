# SPDX-License-Identifier: GPL-2.0-only
"""Commands that configure, and what is raised when one fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

# Output that does not depend on the user's language, programs that are not on every user's PATH, and
# no long wait for name servers, which no host reaches.
ENVIRONMENT = {
    **os.environ,
    "LC_ALL": "C",
    "PATH": f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin",
    "RES_OPTIONS": "timeout:1 attempts:1",
}


class EmulationError(RuntimeError):
    """A command failed, or took too long; the message says which and what it said."""


def complaint(command: Sequence[str], what: str, said: str) -> EmulationError:
    """The error of a command.

    Args:
        command: the command.
        what: what became of it.
        said: its output and errors.
    """
    return EmulationError(f"{' '.join(command)}: {what}: {said.strip() or 'it said nothing'}")


def call(*command: str, text: str = "", timeout: float = 30) -> str:
    """Run a command outside of the hosts.

    Args:
        command: program and arguments.
        text: what it reads.
        timeout: in seconds.

    Returns:
        Its output.

    Raises:
        EmulationError: its status is not 0, or it takes too long.
    """
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=timeout, env=ENVIRONMENT
        )
    except subprocess.TimeoutExpired:
        raise complaint(command, f"not done after {timeout:g} s", "") from None
    if done.returncode != 0:
        raise complaint(command, f"status {done.returncode}", done.stderr or done.stdout)
    return done.stdout
