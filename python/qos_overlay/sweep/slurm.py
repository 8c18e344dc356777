# SPDX-License-Identifier: GPL-2.0-only
"""A sweep as a Slurm array job: plain files, and no process that has to live as long as it runs."""

import shlex
import sys
from pathlib import Path

from ..errors import ParameterError
from ..limits import Limits
from ..pool import check_count
from .api import read
from .definition import Definition
from .folder import SweepFolder

_SCRIPT = """\
#!/bin/bash
# {runs} runs of {experiment}, up to {per_task} in each task. Submit it with sbatch; submitting it
# again does what is missing. The folder must be seen at the same path on all nodes.
#SBATCH --job-name={name}
#SBATCH --array=0-{last}
#SBATCH --output={log}
export PYTHONPATH={package} PYTHONSAFEPATH=1
exec {python} -m qos_overlay.sweep.array_task {folder} "$SLURM_ARRAY_TASK_ID" {tasks} {limits}
"""


def emit(
    definition: Definition,
    folder: SweepFolder,
    per_task: int,
    limits: Limits,
    retry_failed: bool = False,
) -> Path:
    """Write an array job that does a sweep.

    Args:
        definition: of the sweep.
        folder: its folder, made if it does not exist.
        per_task: runs in each task of the array, one after the other or as many at once as the task
            has processors: many sites do not like jobs of seconds.
        limits: time and memory that each run may use.
        retry_failed: forget the runs that failed or took too long.

    Returns:
        The script.

    Raises:
        ParameterError: if the sweep has a stop rule, or a number is none.
    """
    check_count("runs per task", per_task)
    if definition.stop is not None:
        raise ParameterError(
            "a Slurm array does all runs of a sweep, so it cannot have a stop rule"
        )
    with folder.lock():
        folder.define(definition)
        if retry_failed:
            read(definition, folder, forget_failed=True)
        where = str(folder.path.resolve())
        runs = len(definition.parameters) * len(definition.seeds)
        tasks = -(-runs // per_task)
        script = _SCRIPT.format(
            runs=runs,
            experiment=definition.experiment,
            per_task=per_task,
            name=definition.experiment,
            last=tasks - 1,
            log=shlex.quote(f"{where}/slurm-%A_%a.log"),
            package=shlex.quote(str(Path(__file__).absolute().parents[2])),
            python=shlex.quote(sys.executable),
            folder=shlex.quote(where),
            tasks=tasks,
            limits=f"{limits.time_s or 0} {limits.memory or 0}",
        )
        folder.write("sweep.slurm", script)
    return folder.path / "sweep.slurm"
