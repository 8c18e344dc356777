# SPDX-License-Identifier: GPL-2.0-only
"""The program that runs experiments for `pool`: python -m qos_overlay.worker.

ns-3's state is global and cannot be reset completely, so every run happens in a child of its own.
The child is forked from this process, which has loaded everything already and does nothing else:
that costs milliseconds and starts clean each time.

One request per line comes in on stdin (Request.to_line). Each answer on stdout is a line of JSON
{"status", "size", "output"} and then `size` bytes: the result as JSON if the status is "done", else
one sentence. "output" is the end of what the run wrote on stderr, where it also went.

It ends with its parent: when stdin closes, a run under way is killed.
"""

import ctypes
import json
import os
import select
import signal
import sys
from dataclasses import dataclass

_OUTPUT_KEPT = 4096
_CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1


@dataclass
class _Answer:
    """What the child of one request left."""

    payload: bytes
    output: bytes
    exit_status: int


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
    except Exception as error:  # whatever an experiment throws is a failed run
        status, text = "failed", f"{request['name']} failed: {error}"
    with os.fdopen(results, "wb") as pipe:
        pipe.write(status.encode() + b"\n" + text.encode())
    libc.fflush(None)
    os._exit(0)


def _collect(pid: int, results: int, errors: int) -> _Answer:
    """Read what a child writes until it ends.

    Raises:
        _ParentGone: if stdin closed; the child is dead then.
    """
    collected = {results: bytearray(), errors: bytearray()}
    poll = select.poll()
    for descriptor in (results, errors, sys.stdin.fileno()):
        poll.register(descriptor, select.POLLIN)
    waiting = {results, errors}
    while waiting:
        for descriptor, _ in poll.poll():
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
    return _Answer(bytes(collected[results]), bytes(collected[errors]), exit_status)


def _explain_death(name: str, answer: _Answer) -> str:
    """Why a child left no result, as one sentence."""
    if os.WIFSIGNALED(answer.exit_status):
        reason = f"it died of {signal.Signals(os.WTERMSIG(answer.exit_status)).name}"
    else:
        reason = f"it left with status {os.WEXITSTATUS(answer.exit_status)}"
    lines = [line for line in answer.output.decode(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("terminate called")]
    return f"{name} failed: {reason}" + (f" ({told[-1].strip()})" if told else "")


def _serve(line: bytes, libc: ctypes.CDLL) -> tuple[str, bytes, str]:
    """Run one request in a child.

    Returns:
        status, result or sentence, end of the output.
    """
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
        answer = _collect(pid, results, errors)
    finally:
        os.close(results)
        os.close(errors)
    status, _, payload = answer.payload.partition(b"\n")
    output = answer.output.decode(errors="replace")
    if answer.exit_status == 0 and status:
        return status.decode(), payload, output
    return "failed", _explain_death(json.loads(line)["name"], answer).encode(), output


def main() -> None:
    """Serve requests until stdin closes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the parent, which then closes stdin
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a run prints is not an answer
    libc = ctypes.CDLL(None)

    from . import _core  # noqa: F401  (loaded once, before the children)

    for line in iter(sys.stdin.buffer.readline, b""):
        try:
            status, payload, output = _serve(line, libc)
        except _ParentGone:
            return
        header = {"status": status, "size": len(payload), "output": output}
        answers.write(json.dumps(header).encode() + b"\n" + payload)
        answers.flush()


if __name__ == "__main__":
    main()
