# SPDX-License-Identifier: GPL-2.0-only
"""What a shell offers when the tab key is pressed behind ./qos.

The scripts hand the command line up to the cursor to `python -m qos_overlay.completion` and get one
word per line. They call Python directly, because ./qos itself would first set up what is missing.
"""

import shlex
import sys
from pathlib import Path

_LAUNCHER_COMMANDS = {
    "setup": ["run", "test", "bench", "docs"],
    "test": [],
    "clean": [],
}
"""Commands that the launcher does itself, and what may follow them."""

_SCRIPTS = {
    "bash": """\
_qos_complete() {
    local line=${COMP_LINE:0:COMP_POINT}
    local word=${line##* }
    mapfile -t COMPREPLY < <(@COMMAND@ "$line" 2>/dev/null)
    # bash takes what follows "=" for a word of its own
    [[ $word == *=* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%%=*}="}")
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
}
complete -o default -F _qos_complete qos""",
    "zsh": """\
_qos_complete() {
    local -a candidates
    candidates=(${(f)"$(@COMMAND@ "${(j: :)words[1,CURRENT]}" 2>/dev/null)"})
    compadd -S '' -- ${(M)candidates:#*=}
    compadd -- ${candidates:#*=}
}
compdef _qos_complete qos""",
    "fish": """\
complete --command qos --no-files \\
    --arguments '(@COMMAND@ (commandline --cut-at-cursor) 2>/dev/null)'""",
}


def script(shell: str) -> str:
    """What the shell has to read to complete ./qos.

    Args:
        shell: bash, zsh or fish.
    """
    home = str(Path(__file__).parent.parent)
    command = shlex.join(
        ["env", f"PYTHONPATH={home}", sys.executable, "-m", "qos_overlay.completion"]
    )
    return _SCRIPTS[shell].replace("@COMMAND@", command)


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
    from .cli import cli

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
        return list(_SCRIPTS)
    if command == "replay":
        from .replay.published import list_papers

        return list_papers()
    plain = [word for word in words if not word.startswith("-")]
    if command == "describe" or (command == "run" and not plain):
        from . import list_experiments

        return [experiment["name"] for experiment in list_experiments()]
    if command == "run":
        return _parameters(plain[0], plain[1:], last)
    return []


def _parameters(experiment: str, given: list[str], last: str) -> list[str]:
    """`name=` of what is not given yet, or `name=choice` behind a name."""
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
    return [
        f"{parameter['name']}={choice}"
        for parameter in parameters
        for choice in parameter.get("choices", [])
    ]


if __name__ == "__main__":
    print("\n".join(candidates(sys.argv[1])))
