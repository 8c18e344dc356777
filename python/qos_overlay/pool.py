# SPDX-License-Identifier: GPL-2.0-only
"""Runs requests in worker processes (see `worker`), one after the other or several at once."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from queue import Empty, SimpleQueue

from .errors import ParameterError, RunError
from .request import Request
from .result import Result

Progress = Callable[[int, int, int], None]
"""Called with the numbers of runs done, of all runs, and of failed runs."""


def _environment() -> dict[str, str]:
    """The worker's environment: it imports this package, and nothing from the current folder."""
    package_home = str(Path(__file__).parent.parent)
    path = os.pathsep.join(filter(None, [package_home, os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}


class Worker:
    """A worker process. Used by one thread at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qos_overlay.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )

    def is_alive(self) -> bool:
        """Whether it can take a request."""
        return self._process.poll() is None

    def run(self, request: Request) -> Result:
        """Run a request.

        Raises:
            ParameterError: if the request is wrong.
            RunError: if the run failed, or the worker died.
        """
        line = request.to_line()
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            header = json.loads(self._process.stdout.readline())
            text = self._process.stdout.read(header["size"]).decode()
        except (OSError, ValueError):
            self.close()
            raise RunError(
                f"{request.experiment} failed: its worker process died", request.command()
            ) from None
        if header["status"] == "refused":
            raise ParameterError(text)
        if header["status"] == "failed":
            raise RunError(text, request.command(), header["output"])
        return Result(text)

    def kill(self) -> None:
        """End the process, and the run that it is at; also while another thread waits in run()."""
        self._process.kill()

    def close(self) -> None:
        """End the process, and give back what it held."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class _SharedWorker:
    """The worker behind run(): made when first needed, anew if it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def run(self, request: Request) -> Result:
        """Run a request; see Worker.run."""
        with self._lock:
            if self._worker is None or not self._worker.is_alive():
                self._worker = Worker()
            try:
                return self._worker.run(request)
            except (ParameterError, RunError):
                raise
            except BaseException:
                self.close()  # interrupted: the answer would be taken for the next request's
                raise

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def forget(self) -> None:
        """In a forked child the worker is the parent's."""
        self.__init__()


_shared = _SharedWorker()
atexit.register(_shared.close)
os.register_at_fork(after_in_child=_shared.forget)


def run_one(request: Request) -> Result:
    """Run one request; see qos_overlay.run."""
    request.check()
    return _shared.run(request)


def default_workers() -> int:
    """As many as there are processors for us."""
    return len(os.sched_getaffinity(0))


def check_count(name: str, count: int | None) -> None:
    """Refuse a number of workers, seeds or the like that is none.

    Raises:
        ParameterError: if the count is given and below 1.
    """
    if count is not None and count < 1:
        raise ParameterError(f"{name} is {count}, allowed: a whole number of at least 1")


def run_many(
    requests: Iterable[Request],
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Result | RunError]:
    """Run many requests, several at once. The results do not depend on how many.

    Args:
        requests: what to run. All are checked before the first one runs.
        workers: how many at once; None means one per processor.
        progress: called after each run with the numbers of runs done, of all, and of failed ones.

    Returns:
        For each request, in their order, its result, or the RunError that tells why it failed.

    Raises:
        ParameterError: if a request is wrong; nothing has run then.
    """
    requests = list(requests)
    for request in requests:
        request.check()
    check_count("workers", workers)
    jobs: _Jobs = SimpleQueue()
    for job in enumerate(requests):
        jobs.put(job)
    outcomes: _Outcomes = SimpleQueue()
    lanes = [_Lane(jobs, outcomes) for _ in range(min(workers or default_workers(), len(requests)))]
    try:
        return _collect(len(requests), outcomes, progress)
    finally:
        _empty(jobs)
        for lane in lanes:
            lane.stop()


_Jobs = SimpleQueue[tuple[int, Request]]
_Outcomes = SimpleQueue[tuple[int, Result | Exception]]


class _Lane(threading.Thread):
    """A thread with a worker of its own, which takes jobs until there are none."""

    def __init__(self, jobs: _Jobs, outcomes: _Outcomes) -> None:
        super().__init__(daemon=True)
        self._jobs = jobs
        self._outcomes = outcomes
        self._worker = Worker()
        self.start()

    def run(self) -> None:
        """Take jobs; called by the thread."""
        try:
            while True:
                index, request = self._jobs.get_nowait()
                self._outcomes.put((index, self._run(request)))
        except Empty:
            self._worker.close()

    def _run(self, request: Request) -> Result | Exception:
        if not self._worker.is_alive():
            self._worker = Worker()
        try:
            return self._worker.run(request)
        except Exception as error:  # handed over to the thread that waits for the outcomes
            return error

    def stop(self) -> None:
        """End the worker, and wait for the thread. There must be no more jobs."""
        self._worker.kill()
        self.join()


def _empty(jobs: _Jobs) -> None:
    """Take all jobs that nobody has begun."""
    try:
        while True:
            jobs.get_nowait()
    except Empty:
        pass


def _collect(count: int, outcomes: _Outcomes, progress: Progress | None) -> list[Result | RunError]:
    """Wait for all outcomes, and put them in the order of their requests."""
    collected: dict[int, Result | RunError] = {}
    failed = 0
    while len(collected) < count:
        index, outcome = outcomes.get()
        if isinstance(outcome, Exception) and not isinstance(outcome, RunError):
            raise outcome
        collected[index] = outcome
        failed += isinstance(outcome, RunError)
        if progress is not None:
            progress(len(collected), count, failed)
    return [collected[index] for index in range(count)]
