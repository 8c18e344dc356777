# SPDX-License-Identifier: GPL-2.0-only
"""What a shell has to read to complete ./qos."""

import shlex
import sys
from pathlib import Path

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


SHELLS = tuple(_SCRIPTS)
"""The shells that there is a script for."""


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
