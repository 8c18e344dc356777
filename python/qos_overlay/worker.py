# SPDX-License-Identifier: GPL-2.0-only
"""The program that runs experiments for `pool`, which starts it.

ns-3's state is global and cannot be reset completely, so every run happens in a child of its own.
The child is forked from this process, which has loaded everything already and does nothing else:
that costs milliseconds and starts clean each time.

One request per line comes in on stdin (Request.to_line). Each answer on stdout is a line of JSON
{"status", "size", "output", "elapsed_s"} and then `size` bytes: the result as JSON if the status is
"done", else one sentence. The other statuses are "refused", "rebuilt", when another build of the
program was asked for, "failed", "timeout", and "killed", when somebody else ended the run. "output"
is the end of what the run wrote on stderr, where it also went; "elapsed_s" the wall time from
request to answer.

It ends with its parent: when stdin closes, a run under way is killed.
"""

import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from .program import fingerprint

_OUTPUT_KEPT = 4096
_CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""Signals that a run does not send to itself: an operator did, or the kernel for want of memory."""


@dataclass
class _Answer:
    """What the child of one request left."""

    payload: bytes
    output: bytes
    exit_status: int
    timed_out: bool


class _ParentGone(Exception):
    """Nobody waits for an answer any more."""


def _run_in_child(line: bytes, results: int, worker_pid: int, libc: ctypes.CDLL) -> None:
    """Do one request and leave: "done", "refused" or "failed", a newline, and the text."""
    from . import _core
    from .errors import ParameterError

    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != worker_pid:
        os._exit(1)
    request = json.loads(line)
    _limit_memory(request["memory_limit"])
    try:
        text = _core.run_json(
            request["name"],
            request["parameters"],
            [tuple(setting) for setting in request["settings"]],
            request["seed"],
        )
        status = "done"
    except ParameterError as error:
        status, text = "refused", str(error)
    except MemoryError:
        _limit_memory(None)
        status = "failed"
        text = f"{request['name']} failed: it needs more than {request['memory_limit']} bytes"
    except Exception as error:  # whatever an experiment throws is a failed run
        status, text = "failed", f"{request['name']} failed: {error}"
    with os.fdopen(results, "wb") as pipe:
        pipe.write(status.encode() + b"\n" + text.encode())
    libc.fflush(None)
    os._exit(0)


def _limit_memory(limit: int | None) -> None:
    """Let this process have so many bytes of data; None means as many as it wants."""
    soft = resource.RLIM_INFINITY if limit is None else limit
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        soft = hard if limit is None else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _wait_ms(deadline: float | None) -> float | None:
    """How long a poll may wait, milliseconds, so that it does not miss a deadline."""
    return None if deadline is None else max(0.0, (deadline - time.monotonic()) * 1e3)


def _collect(pid: int, results: int, errors: int, deadline: float | None) -> _Answer:
    """Read what a child writes until it ends, or until the deadline, when it is ended.

    Raises:
        _ParentGone: if stdin closed; the child is dead then.
    """
    timed_out = False
    collected = {results: bytearray(), errors: bytearray()}
    poll = select.poll()
    for descriptor in (results, errors, sys.stdin.fileno()):
        poll.register(descriptor, select.POLLIN)
    waiting = {results, errors}
    while waiting:
        events = poll.poll(_wait_ms(deadline))
        if not events and not timed_out:
            os.kill(pid, signal.SIGKILL)
            timed_out, deadline = True, None
        for descriptor, _ in events:
            if descriptor == sys.stdin.fileno():
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                raise _ParentGone
            chunk = os.read(descriptor, _CHUNK)
            if not chunk:
                poll.unregister(descriptor)
                waiting.discard(descriptor)
            elif descriptor == errors:
                os.write(2, chunk)
                collected[errors] += chunk
                del collected[errors][:-_OUTPUT_KEPT]
            else:
                collected[results] += chunk
    _, exit_status = os.waitpid(pid, 0)
    return _Answer(bytes(collected[results]), bytes(collected[errors]), exit_status, timed_out)


def _explain_death(name: str, answer: _Answer) -> str:
    """Why a child left no result, as one sentence."""
    if os.WIFSIGNALED(answer.exit_status):
        reason = f"it died of {signal.Signals(os.WTERMSIG(answer.exit_status)).name}"
    else:
        reason = f"it left with status {os.WEXITSTATUS(answer.exit_status)}"
    lines = [line for line in answer.output.decode(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("terminate called")]
    return f"{name} failed: {reason}" + (f" ({told[-1].strip()})" if told else "")


def _judge_death(request: dict[str, Any], answer: _Answer) -> tuple[str, str]:
    """Status and sentence for a child that left no result."""
    if answer.timed_out:
        limit = request["time_limit_s"]
        return "timeout", f"{request['name']} was ended: it took more than {limit:g} s"
    status = "failed"
    if os.WIFSIGNALED(answer.exit_status) and os.WTERMSIG(answer.exit_status) in _FROM_OUTSIDE:
        status = "killed"
    return status, _explain_death(request["name"], answer)


def _serve(line: bytes, libc: ctypes.CDLL) -> tuple[str, bytes, str]:
    """Run one request in a child.

    Returns:
        status, result or sentence, end of the output.
    """
    request = json.loads(line)
    if request["build"] not in (None, fingerprint()):
        sentence = (
            f"{socket.gethostname()} has another build of the program than the one that began the "
            "sweep, so its results could differ"
        )
        return "rebuilt", sentence.encode(), ""
    limit = request["time_limit_s"]
    deadline = None if limit is None else time.monotonic() + limit
    results, results_end = os.pipe()
    errors, errors_end = os.pipe()
    worker_pid = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(results)
        os.close(errors)
        os.dup2(errors_end, 1)
        os.dup2(errors_end, 2)
        os.close(errors_end)
        _run_in_child(line, results_end, worker_pid, libc)
    os.close(results_end)
    os.close(errors_end)
    try:
        answer = _collect(pid, results, errors, deadline)
    finally:
        os.close(results)
        os.close(errors)
    status, _, payload = answer.payload.partition(b"\n")
    output = answer.output.decode(errors="replace")
    if answer.exit_status == 0 and status:
        return status.decode(), payload, output
    death, sentence = _judge_death(request, answer)
    return death, sentence.encode(), output


def main() -> None:
    """Serve requests until stdin closes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the parent, which then closes stdin
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a run prints is not an answer
    libc = ctypes.CDLL(None)

    from . import _core  # loaded once, before the children

    _core.warm_up()
    for line in iter(sys.stdin.buffer.readline, b""):
        start = time.monotonic()
        try:
            status, payload, output = _serve(line, libc)
        except _ParentGone:
            return
        elapsed = time.monotonic() - start
        header = {"status": status, "size": len(payload), "output": output, "elapsed_s": elapsed}
        try:
            answers.write(json.dumps(header).encode() + b"\n" + payload)
            answers.flush()
        except BrokenPipeError:  # the parent was killed; what is left to write is for nobody
            os._exit(1)
