# SPDX-License-Identifier: GPL-2.0-only
"""A task of an array job, as slurm.emit() writes it:

python -m qos_overlay.sweep.array_task FOLDER TASK TASKS TIME_S MEMORY

does every TASKS-th run of the sweep, from number TASK on, that is missing; 0 means no limit.
"""

import os
import sys
from itertools import islice

from ..errors import ParameterError, SweepError
from ..limits import Limits
from ..pool import LocalExecutor
from .execute import Task, execute
from .folder import SweepFolder


def do(folder: SweepFolder, task: int, tasks: int, limits: Limits, workers: int) -> None:
    """Do a share of a sweep.

    Args:
        folder: of the sweep.
        task: the share's number, from 0.
        tasks: how many shares there are.
        limits: time and memory that each run may use.
        workers: runs at once.

    Raises:
        ParameterError: if there is no sweep.
        SweepError: if this is another build of the program.
    """
    definition = folder.definition()
    where, build = str(folder.path.resolve()), definition.program.build
    with LocalExecutor(workers) as executor:
        futures = [
            executor.submit(execute, Task((run,), where, build, limits))
            for run in islice(definition.in_turn(), task, None, tasks)
        ]
        for future in futures:
            future.result()


def main(arguments: list[str]) -> int:
    """The program; returns its exit status."""
    folder, task, tasks, time_s, memory = arguments
    limits = Limits(float(time_s) or None, int(memory) or None)
    workers = int(os.environ.get("SLURM_CPUS_PER_TASK", "1"))
    try:
        do(SweepFolder(folder), int(task), int(tasks), limits, workers)
    except (ParameterError, SweepError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
