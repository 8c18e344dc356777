# SPDX-License-Identifier: GPL-2.0-only
"""A Dask scheduler and workers as processes of their own, as on a cluster."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = ("--host", "127.0.0.1", "--no-dashboard")


class DaskCluster:
    """A scheduler with workers, each of which does one thing at a time.

    Attributes:
        workers: their processes.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self._workers = workers
        self.workers: list[subprocess.Popen] = []
        self.scheduler: subprocess.Popen | None = None
        folder.mkdir(parents=True)

    @property
    def address(self) -> str:
        """The scheduler's."""
        return json.loads((self._folder / "scheduler.json").read_text())["address"]

    def mend(self) -> None:
        """Start what is not there: the scheduler, and then all workers anew; or some workers."""
        file = self._folder / "scheduler.json"
        if self.scheduler is None or self.scheduler.poll() is not None:
            file.unlink(missing_ok=True)
            self._end(self.workers)
            self.workers.clear()
            arguments = ("--port", "0", "--scheduler-file", str(file))
            self.scheduler = self._start("dask_scheduler", *arguments)
            deadline = time.monotonic() + 60
            while not (file.exists() and file.read_text()):
                assert time.monotonic() < deadline and self.scheduler.poll() is None
                time.sleep(0.02)
        self.mend_workers()

    def mend_workers(self) -> None:
        """Start the workers that are not there."""
        self.workers[:] = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < self._workers:
            self.workers.append(
                self._start("dask_worker", self.address, "--no-nanny", "--nthreads", "1")
            )

    def _start(self, program: str, *arguments: str) -> subprocess.Popen:
        with (self._folder / "log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *arguments, *HERE],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    @staticmethod
    def _end(processes: list[subprocess.Popen]) -> None:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def __enter__(self) -> "DaskCluster":
        self.mend()
        return self

    def __exit__(self, *_: object) -> None:
        self._end([*self.workers, self.scheduler])
