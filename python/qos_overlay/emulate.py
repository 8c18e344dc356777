# SPDX-License-Identifier: GPL-2.0-only
"""./qos emulate: an experiment whose ends are real interfaces.

The experiment's own program does it, not this process: capabilities can be given to a program, and not
to a Python script.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .bench import build_folder
from .errors import ParameterError
from .result import Result
from .schema import describe


def ends_of(name: str) -> list[str]:
    """The ends of an experiment that can be real.

    Raises:
        ParameterError: if there is no experiment of this name, or it has none.
    """
    ends = [end["name"] for end in describe(name)["ends"]]
    if not ends:
        raise ParameterError(f"{name} cannot be emulated: it has no end that can be real")
    return ends


def command(name: str, arguments: Sequence[str], out: Path | None) -> int:
    """Run an experiment on real interfaces.

    Args:
        name: of the experiment.
        arguments: of its program.
        out: the folder that keeps the result; None for none. Without it this call does not return.

    Returns:
        The exit status of the program.

    Raises:
        ParameterError: as ends_of().
    """
    ends_of(name)
    line = [str(build_folder() / "examples" / name), *arguments]
    if out is None:
        os.execv(line[0], line)
    # The program ends well on these signals, and this process waits for it; a terminal sends SIGINT
    # to both.
    process = subprocess.Popen(
        [*line, "--json"], stdout=subprocess.PIPE, text=True, close_fds=False
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    text, _ = process.communicate()
    if process.returncode == 0:
        Result(text.rstrip("\n")).save(out)
        print(text if "--json" in arguments else f"saved in {out}")
    return process.returncode
