# SPDX-License-Identifier: GPL-2.0-only
"""What a shell offers when the tab key is pressed behind ./qos.

A shell's script (completion_script) hands the command line up to the cursor to
`python -m qos_overlay.completion` and gets one word per line. It calls Python directly, because
./qos itself would first set up what is missing.
"""

import shlex
import sys

from .cli import cli
from .completion_script import SHELLS

_LAUNCHER_COMMANDS = {
    "setup": ["run", "test", "bench", "docs"],
    "test": [],
    "clean": [],
}
"""Commands that the launcher does itself, and what may follow them."""


def candidates(line: str) -> list[str]:
    """The words that may stand where the cursor is.

    Args:
        line: the command line up to the cursor, with the command itself.
    """
    try:
        words = shlex.split(line)
    except ValueError:  # an open quote
        return []
    last = "" if not words or line[-1:].isspace() else words.pop()
    return [word for word in _allowed(words[1:], last) if word.startswith(last)]


def _allowed(words: list[str], last: str) -> list[str]:
    """All words that make sense behind others."""
    if not words:
        return sorted([*cli.commands, *_LAUNCHER_COMMANDS])
    name, *rest = words
    if name in _LAUNCHER_COMMANDS:
        return _LAUNCHER_COMMANDS[name]
    if name not in cli.commands:
        return []
    options = [option for parameter in cli.commands[name].params for option in parameter.opts]
    if last.startswith("-"):
        return [option for option in [*options, "--help"] if option.startswith("--")]
    return _arguments(name, rest, last)


def _arguments(command: str, words: list[str], last: str) -> list[str]:
    """What is no option."""
    if command == "completion":
        return list(SHELLS)
    if command == "replay":
        from .replay.published import list_papers

        return list_papers()
    plain = [word for word in words if not word.startswith("-")]
    runs = command in ("run", "sweep", "emulate")
    if command == "describe" or (runs and not plain):
        from . import list_experiments

        return [experiment["name"] for experiment in list_experiments()]
    if runs:
        return _parameters(plain[0], plain[1:], last)
    return []


def _parameters(experiment: str, given: list[str], last: str) -> list[str]:
    """`name=` of what is not given yet, or choices behind a name and behind commas."""
    from . import ParameterError, describe

    try:
        parameters = describe(experiment)["parameters"]
    except ParameterError:
        return []
    taken = {word.partition("=")[0] for word in given}
    if "=" not in last:
        return [
            f"{parameter['name']}=" for parameter in parameters if parameter["name"] not in taken
        ]
    name, _, values = last.partition("=")
    before = last[: len(name) + 1 + values.rfind(",") + 1]
    return [
        before + choice
        for parameter in parameters
        if parameter["name"] == name
        for choice in parameter.get("choices", [])
    ]


if __name__ == "__main__":
    print("\n".join(candidates(sys.argv[1])))
