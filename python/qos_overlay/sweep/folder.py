# SPDX-License-Identifier: GPL-2.0-only
"""The folder of a sweep.

sweep.json    what it is
runs/         a file per finished run, named by its identity, in folders of its first digit
results.csv   the table of runs; equal sweeps give equal bytes
failures.csv  the runs that failed, why, and the commands that reproduce them
elapsed.csv   how long each run took, and where
lock          held while somebody is at work
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ParameterError, SweepError
from .definition import Definition, from_json
from .files import TEMPORARY, write_whole
from .record import Record, from_bytes


class SweepFolder:
    """The folder of a sweep, whose parts are named above.

    Attributes:
        path: where it is.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._runs = str(self.path / "runs")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Make the folder, and be the only one who works in it; the lock dies with the process.

        Raises:
            SweepError: if somebody else is at work.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SweepError(f"another sweep is at work in {self.path}") from None
            yield

    def define(self, definition: Definition) -> None:
        """Write down what the sweep is, and make room for its runs.

        Raises:
            ParameterError: if the folder has a sweep of another experiment.
        """
        if self.has_sweep() and (before := self.definition().experiment) != definition.experiment:
            raise ParameterError(
                f"{self.path} has a sweep of {before}, allowed: a folder for each experiment"
            )
        for digit in {run.id[0] for runs in definition.runs for run in runs}:
            os.makedirs(f"{self._runs}/{digit}", exist_ok=True)
        self.write("sweep.json", definition.to_json())

    def definition(self) -> Definition:
        """What the sweep is.

        Raises:
            ParameterError: if there is none here.
        """
        try:
            text = (self.path / "sweep.json").read_text()
        except (FileNotFoundError, NotADirectoryError):
            raise ParameterError(
                f"there is no sweep in {self.path}, allowed: the folder of a sweep"
            ) from None
        return from_json(text)

    def has_sweep(self) -> bool:
        """Whether there is one."""
        return (self.path / "sweep.json").exists()

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder, as a whole."""
        write_whole(str(self.path / name), text.encode())

    def keep(self, record: Record, result: str) -> None:
        """Write what a run left, as a whole.

        Args:
            record: what became of it.
            result: the result as JSON, empty if there is none.
        """
        write_whole(self._place(record.id), record.to_bytes(result))

    def record(self, id: str) -> Record | None:
        """What became of a run; None if it has not finished."""
        try:
            with open(self._place(id), "rb") as file:
                return from_bytes(file.readline())
        except FileNotFoundError:
            return None

    def result(self, id: str) -> str:
        """The result of a run that succeeded, as JSON."""
        return Path(self._place(id)).read_text().partition("\n")[2].rstrip("\n")

    def forget(self, id: str) -> None:
        """Make a run one that has not finished."""
        Path(self._place(id)).unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove what writers left that were killed. Nobody whose run is missing may be at work."""
        for path in (*self.path.glob(f"*{TEMPORARY}"), *self.path.glob(f"runs/*/*{TEMPORARY}")):
            path.unlink(missing_ok=True)

    def _place(self, id: str) -> str:
        """The name of a run's file; no Path, which takes as long as to look for the file."""
        return f"{self._runs}/{id[0]}/{id}.json"
