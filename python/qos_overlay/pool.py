# SPDX-License-Identifier: GPL-2.0-only
"""Runs requests in worker processes (see `worker`), one after the other or several at once."""

import atexit
import json
import os
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import ParameterError, RunError, RunLost, RunTimeout, SweepError
from .limits import NO_LIMITS, Limits
from .program import told
from .request import Request
from .result import Result

Progress = Callable[[int, int, int], None]
"""Called with the numbers of runs done, of all runs, and of failed runs."""

_START = (
    "import sys, types; package = types.ModuleType('qos_overlay'); package.__path__ = sys.argv[1:]; "
    "sys.modules['qos_overlay'] = package; from qos_overlay.worker import main; main()"
)
"""Starts a worker without the package's front: of each module that is loaded, all of its runs pay
the copy in the forked child, threading above all."""

_AHEAD = 4
_AHEAD_BYTES = 4096
"""How many requests, and how long ones, a worker gets before it has answered: they fit into a pipe."""

_ERRORS = {"failed": RunError, "timeout": RunTimeout, "killed": RunLost}
"""What is raised for which status of a worker's answer."""


def _environment() -> dict[str, str]:
    """The worker's environment: it imports this package, and nothing from the current folder."""
    package_home = str(Path(__file__).parent.parent)
    path = os.pathsep.join(filter(None, [package_home, os.environ.get("PYTHONPATH")]))
    return {**os.environ, **told(), "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}


class Runner(ABC):
    """What runs requests, one after the other or a single one."""

    @abstractmethod
    def run_all(
        self, requests: Sequence[Request], limits: Limits = NO_LIMITS, build: str | None = None
    ) -> Iterator[Result | RunError]:
        """Run requests one after the other; yields what became of each."""

    def run(self, request: Request, limits: Limits = NO_LIMITS, build: str | None = None) -> Result:
        """Run a request; see run_all().

        Raises:
            RunError: if it failed: what run_all() yields then.
        """
        (outcome,) = self.run_all([request], limits, build)
        return _returned(outcome)


class Worker(Runner):
    """A worker process. Used by one thread at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(Path(__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can take a request."""
        return self._process.poll() is None

    def run_all(
        self, requests: Sequence[Request], limits: Limits = NO_LIMITS, build: str | None = None
    ) -> Iterator[Result | RunError]:
        """Run requests one after the other.

        Args:
            requests: what to run.
            limits: what each of them may use.
            build: the only build of the program that may do them (program.fingerprint).

        Yields:
            For each request its result; or RunLost, if it was killed from outside; RunTimeout, if it
            took longer than it may; another RunError, if it failed. RunLost is the last one if the
            worker died.

        Raises:
            ParameterError: if a request is wrong.
            SweepError: if the worker has another build.
        """
        lines = [request.to_line(limits, build) for request in requests]
        sent = answered = 0
        try:
            while answered < len(lines):
                request = requests[answered]
                try:
                    sent = self._send(lines, sent, answered)
                    header = json.loads(self._process.stdout.readline())
                    text = self._process.stdout.read(header["size"]).decode()
                except (OSError, ValueError):
                    self._end()
                    reason = f"{request.experiment} failed: its worker process died"
                    yield RunLost(reason, request.command())
                    return
                answered += 1
                yield _outcome_of(request, header, text)
        finally:
            if answered < sent:  # the answers would be taken for those of the next requests
                self.close()

    def _send(self, lines: Sequence[bytes], sent: int, answered: int) -> int:
        """Send what the worker may have by now; returns how many lines it has got then."""
        first = sent
        while sent < len(lines) and (
            sent == answered
            or (
                sent < answered + _AHEAD
                and max(map(len, lines[answered : sent + 1])) <= _AHEAD_BYTES
            )
        ):
            self._process.stdin.write(lines[sent])
            sent += 1
        if sent > first:
            self._process.stdin.flush()
        return sent

    def kill(self) -> None:
        """End the process, and the run that it is at; also while another thread waits in run()."""
        self._process.kill()

    def _end(self) -> None:
        """Wait until a process that answers no more is dead: it closes its pipes a while before."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process, and give back what it held."""
        with suppress(BrokenPipeError):  # it is dead, and did not read all that it was sent
            self._process.stdin.close()
        self._process.stdout.close()  # before the wait: it may be at an answer that does not fit in
        self._process.wait()


def _outcome_of(request: Request, header: dict[str, Any], text: str) -> Result | RunError:
    """What a worker's answer means; see Worker.run_all."""
    if header["status"] == "refused":
        raise ParameterError(text)
    if header["status"] == "rebuilt":
        raise SweepError(text)
    if header["status"] in _ERRORS:
        error = _ERRORS[header["status"]]
        return error(text, request.command(), header["output"], header["elapsed_s"])
    return Result(text, header["elapsed_s"])


def _returned(outcome: Result | RunError) -> Result:
    """The result; an error is raised."""
    if isinstance(outcome, RunError):
        raise outcome
    return outcome


class WorkerPool(Runner):
    """Workers, made when they are needed and kept for the next request. For any number of threads."""

    def __init__(self, limit: int | None = None) -> None:
        """Args:
        limit: the most workers that run something at once; None means any number.
        """
        self._limit = limit
        self._changed = threading.Condition()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False

    def run_all(
        self, requests: Sequence[Request], limits: Limits = NO_LIMITS, build: str | None = None
    ) -> Iterator[Result | RunError]:
        """Run requests one after the other, as soon as a worker is free; see Worker.run_all.

        Yields:
            For each request what became of it.

        Raises:
            CancelledError: if the pool was closed before there was an answer.
        """
        done = 0
        while done < len(requests):
            worker = self._borrow()
            try:
                for outcome in worker.run_all(requests[done:], limits, build):
                    if self._closed and isinstance(outcome, RunLost):
                        raise CancelledError
                    done += 1
                    yield outcome
            finally:
                self._give_back(worker)

    def _borrow(self) -> Worker:
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._limit is None or len(self._busy) < self._limit
            )
            if self._closed:
                raise CancelledError
            worker = self._idle.pop() if self._idle else Worker()
            if not worker.is_alive():
                worker.close()
                worker = Worker()
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._changed:
            self._busy.discard(worker)
            if worker.is_alive() and not self._closed:
                self._idle.append(worker)
            else:
                worker.close()
            self._changed.notify()

    def close(self) -> None:
        """End all workers, and the runs that they are at."""
        with self._changed:
            self._closed = True
            for worker in self._busy:
                worker.kill()
            for worker in self._idle:
                worker.close()
            self._idle.clear()
            self._changed.notify_all()

    def forget(self) -> None:
        """In a forked child the workers are the parent's."""
        self.__init__(self._limit)


_default = WorkerPool()
atexit.register(_default.close)
os.register_at_fork(after_in_child=_default.forget)

_of_thread = threading.local()


def run_all_here(
    requests: Sequence[Request], limits: Limits = NO_LIMITS, build: str | None = None
) -> Iterator[Result | RunError]:
    """Run requests without a check, in a worker of the LocalExecutor that called, if one did.

    Args:
        requests: what to run.
        limits: what each of them may use.
        build: the only build of the program that may do them.

    Yields:
        For each request what became of it.

    Raises:
        ParameterError, SweepError, CancelledError: see WorkerPool.run_all.
    """
    return getattr(_of_thread, "pool", _default).run_all(requests, limits, build)


def run_here(request: Request) -> Result:
    """Run a request without a check, in a worker of the LocalExecutor that called, if one did.

    Raises:
        ParameterError, RunError, CancelledError: see WorkerPool.run.
    """
    return getattr(_of_thread, "pool", _default).run(request)


def run_one(request: Request) -> Result:
    """Run one request; see qos_overlay.run."""
    request.check()
    return _default.run(request)


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


class LocalExecutor(ThreadPoolExecutor):
    """Calls functions in threads; run_here() and run_all_here() in them share a number of workers.

    There are more threads than workers, so that the next run is on its way while a function deals
    with the result of the last one.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Args:
        workers: how many runs at once; None means one per processor.
        """
        self.workers = workers or default_workers()
        self._pool = WorkerPool(self.workers)
        super().__init__(2 * self.workers, "run", setattr, (_of_thread, "pool", self._pool))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End it; if futures are cancelled, the runs that are under way end too."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        if cancel_futures:
            self._pool.close()
        super().shutdown(wait=wait)
        if wait:
            self._pool.close()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)


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
    with LocalExecutor(min(workers or default_workers(), len(requests)) or 1) as executor:
        futures = [executor.submit(run_here, request) for request in requests]
        failed = 0
        for done, future in enumerate(as_completed(futures), 1):
            failed += isinstance(_outcome(future), RunError)
            if progress is not None:
                progress(done, len(futures), failed)
        return [_outcome(future) for future in futures]


def _outcome(future: Future[Result]) -> Result | RunError:
    """What a run gave; what is neither a result nor a failed run is raised."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, RunError):
        return error
    raise error
