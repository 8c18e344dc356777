# SPDX-License-Identifier: GPL-2.0-only
"""A process that `worker` forks to do runs in it, one after the other."""

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NamedTuple

_OUTPUT_KEPT = 4096
_CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1


class ParentGone(Exception):
    """Nobody waits for an answer any more."""


class Answer(NamedTuple):
    """What came of a request.

    Attributes:
        status: "done", "refused" or "failed"; None if the child died.
        payload: the result, or a sentence.
        output: the end of what the run wrote on stdout and stderr.
        is_fresh: whether the run left the child as it was before its first one.
        exit_status: of the child, if it died, as os.waitpid() tells it.
        timed_out: whether it was killed because of the deadline.
    """

    status: str | None
    payload: bytes
    output: bytes
    is_fresh: bool
    exit_status: int
    timed_out: bool


class Child:
    """A forked process, as its parent has it.

    Attributes:
        runs: how many requests it was given.
    """

    def __init__(self) -> None:
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._errors, errors = os.pipe()
        self.runs = 0
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                for descriptor in (self._requests, self._answers, self._errors):
                    os.close(descriptor)
                os.dup2(errors, 1)
                os.dup2(errors, 2)
                os.close(errors)
                _serve(requests, answers, parent)
            except BaseException:  # it must not get into what the parent does
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(1)
        for descriptor in (requests, answers, errors):
            os.close(descriptor)
        os.set_blocking(self._errors, False)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._poll.register(self._errors, select.POLLIN)
        self._poll.register(sys.stdin.fileno(), 0)  # tells only that nobody writes there any more

    def do(self, line: bytes, deadline: float | None) -> Answer:
        """Let it do a request.

        Args:
            line: the request (Request.to_line).
            deadline: when it is killed, as time.monotonic() tells it; None for never.

        Raises:
            ParentGone: if stdin closed.
        """
        self.runs += 1
        try:
            _write(self._requests, line)
        except BrokenPipeError:  # somebody killed it; the end of its answers will tell
            pass
        return self._collect(deadline)

    def is_alive(self) -> bool:
        """Whether it can take a request."""
        if self._pid != 0 and os.waitpid(self._pid, os.WNOHANG)[0] != 0:
            self._pid = 0
        return self._pid != 0

    def end(self) -> None:
        """End it, and give back what it held."""
        if self._pid != 0:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
        for descriptor in (self._requests, self._answers, self._errors):
            os.close(descriptor)

    def _collect(self, deadline: float | None) -> Answer:
        """Read what it writes until there is an answer, or until it is dead."""
        timed_out = False
        answer, output = bytearray(), bytearray()
        start = end = 0
        while True:
            events = self._poll.poll(_wait_ms(deadline))
            if not events and not timed_out:
                os.kill(self._pid, signal.SIGKILL)
                timed_out, deadline = True, None
            for descriptor, _ in events:
                if descriptor == sys.stdin.fileno():
                    raise ParentGone
                if descriptor == self._errors:
                    self._drain(output)
                    continue
                chunk = os.read(self._answers, _CHUNK)
                answer += chunk
                if not chunk:
                    _, exit_status = os.waitpid(self._pid, 0)
                    self._pid = 0
                    self._drain(output)
                    return Answer(None, b"", bytes(output), False, exit_status, timed_out)
                if not end and (start := answer.find(b"\n") + 1):
                    status, size, fresh = answer[:start].decode().split()
                    end = start + int(size)
                if end and len(answer) == end:
                    self._drain(output)
                    payload = bytes(memoryview(answer)[start:])
                    return Answer(status, payload, bytes(output), fresh == "1", 0, False)

    def _drain(self, output: bytearray) -> None:
        """Take what it has written on stderr, and write it there."""
        while True:
            try:
                chunk = os.read(self._errors, _CHUNK)
            except BlockingIOError:
                return
            if not chunk:
                with suppress(KeyError):  # it was seen before
                    self._poll.unregister(self._errors)
                return
            os.write(2, chunk)
            output += chunk
            del output[:-_OUTPUT_KEPT]
            if len(chunk) < _CHUNK:
                return


def _wait_ms(deadline: float | None) -> float | None:
    """How long a poll may wait, milliseconds, so that it does not miss a deadline."""
    return None if deadline is None else max(0.0, (deadline - time.monotonic()) * 1e3)


def _serve(requests: int, answers: int, parent: int) -> None:
    """Do requests until there are no more.

    An answer is a line with status, size, and whether this process is fresh, and then the text.
    """
    from . import _core

    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    with os.fdopen(requests, "rb") as lines:
        for line in iter(lines.readline, b""):
            status, text = _run(json.loads(line))
            libc.fflush(None)
            payload = text.encode()
            head = f"{status} {len(payload)} {_core.become_fresh():d}\n"
            _write(answers, head.encode() + payload)


def _write(descriptor: int, content: bytes) -> None:
    """Write all of it."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _run(request: dict[str, Any]) -> tuple[str, str]:
    """Do a request: "done", "refused" or "failed", and the result or a sentence."""
    from . import _core
    from .errors import ParameterError

    _limit_memory(request["memory_limit"])
    try:
        return "done", _core.run_json(
            request["name"],
            request["parameters"],
            [tuple(setting) for setting in request["settings"]],
            request["seed"],
        )
    except ParameterError as error:
        return "refused", str(error)
    except MemoryError:
        _limit_memory(None)
        reason = f"it needs more than {request['memory_limit']} bytes"
        return "failed", f"{request['name']} failed: {reason}"
    except Exception as error:  # whatever an experiment throws is a failed run
        return "failed", f"{request['name']} failed: {error}"


def _limit_memory(limit: int | None) -> None:
    """Let this process have so many bytes of data; None means as many as it wants."""
    soft = resource.RLIM_INFINITY if limit is None else limit
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        soft = hard if limit is None else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
