# SPDX-License-Identifier: GPL-2.0-only
"""The program that runs experiments for `pool`, which starts it.

Runs happen in a child, so that one that crashes, takes too long or needs too much memory ends nothing
else. The child is forked from this process, which has loaded everything already and does nothing
else. To fork costs more than a short run, so a child does several; see `_Children` for why none of
them shows in the result of another.

One request per line comes in on stdin (Request.to_line). Each answer on stdout is a line of JSON
{"status", "size", "output", "elapsed_s"} and then `size` bytes: the result as JSON if the status is
"done", else one sentence. The other statuses are "refused", "rebuilt", when another build of the
program was asked for, "failed", "timeout", and "killed", when somebody else ended the run. "output"
is the end of what the run wrote on stderr, where it also went; "elapsed_s" the wall time from
request to answer.

It ends with its parent: when stdin closes, a run under way is killed.
"""

import json
import os
import signal
import sys
import time
from typing import Any

from .child import Answer, Child, ParentGone
from .program import fingerprint

_MOST_RUNS = 256
_SHORT_S = 0.1
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""Signals that a run does not send to itself: an operator did, or the kernel for want of memory."""


def _explain_death(name: str, answer: Answer) -> str:
    """Why a child left no result, as one sentence."""
    if os.WIFSIGNALED(answer.exit_status):
        reason = f"it died of {signal.Signals(os.WTERMSIG(answer.exit_status)).name}"
    else:
        reason = f"it left with status {os.WEXITSTATUS(answer.exit_status)}"
    lines = [line for line in answer.output.decode(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("terminate called")]
    return f"{name} failed: {reason}" + (f" ({told[-1].strip()})" if told else "")


def _was_killed(answer: Answer) -> bool:
    """Whether somebody else ended the child."""
    return (
        answer.status is None
        and not answer.timed_out
        and os.WIFSIGNALED(answer.exit_status)
        and os.WTERMSIG(answer.exit_status) in _FROM_OUTSIDE
    )


def _judge(request: dict[str, Any], answer: Answer) -> tuple[str, bytes]:
    """Status, and result or sentence."""
    if answer.status is not None:
        return answer.status, answer.payload
    if answer.timed_out:
        limit = request["time_limit_s"]
        return "timeout", f"{request['name']} was ended: it took more than {limit:g} s".encode()
    status = "killed" if _was_killed(answer) else "failed"
    return status, _explain_death(request["name"], answer).encode()


class _Children:
    """The child that does the next run.

    A child goes on with further runs if it is as it was before its first one. Only short runs share
    one, because only they gain, and none whose memory is limited. What does anything but end well
    after other runs counts for nothing and is done once more in a new child, unless it was killed,
    which the caller deals with.
    """

    def __init__(self) -> None:
        self._child: Child | None = None

    def run(self, line: bytes, request: dict[str, Any]) -> tuple[Answer, float]:
        """Do a request.

        Args:
            line: the request (Request.to_line).
            request: the same, read.

        Returns:
            What came of it, and the wall time that it took, seconds.

        Raises:
            ParentGone: if stdin closed.
        """
        if request["memory_limit"] is not None:
            self.end()
        shared = self._child is not None and self._child.is_alive()
        answer, elapsed = self._try(line, request)
        if shared and answer.status != "done" and not _was_killed(answer):
            answer, elapsed = self._try(line, request)
        return answer, elapsed

    def _try(self, line: bytes, request: dict[str, Any]) -> tuple[Answer, float]:
        start = time.monotonic()
        if self._child is None or not self._child.is_alive():
            self.end()
            self._child = Child()
        limit = request["time_limit_s"]
        answer = self._child.do(line, None if limit is None else start + limit)
        elapsed = time.monotonic() - start
        if (
            answer.status != "done"
            or not answer.is_fresh
            or elapsed > _SHORT_S
            or request["memory_limit"] is not None
            or self._child.runs == _MOST_RUNS
        ):
            self.end()
        return answer, elapsed

    def end(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


def _serve(line: bytes, children: _Children) -> tuple[dict[str, Any], bytes]:
    """Answer a request.

    Returns:
        What the answer's line tells, and what follows it.

    Raises:
        ParentGone: if stdin closed.
    """
    request = json.loads(line)
    if request["build"] not in (None, fingerprint()):
        status, output, elapsed = "rebuilt", b"", 0.0
        payload = (
            f"{os.uname().nodename} has another build of the program than the one that began the "
            "sweep, so its results could differ"
        ).encode()
    else:
        answer, elapsed = children.run(line, request)
        status, payload = _judge(request, answer)
        output = answer.output
    header = {
        "status": status,
        "size": len(payload),
        "output": output.decode(errors="replace"),
        "elapsed_s": elapsed,
    }
    return header, payload


def main() -> None:
    """Serve requests until stdin closes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the parent, which then closes stdin
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a run prints is not an answer

    from . import _core  # loaded once, before the children

    _core.warm_up()
    children = _Children()
    try:
        for line in iter(sys.stdin.buffer.readline, b""):
            header, payload = _serve(line, children)
            answers.write(json.dumps(header).encode() + b"\n" + payload)
            answers.flush()
    except ParentGone:
        pass
    except BrokenPipeError:  # the parent was killed; what is left to write is for nobody
        os._exit(1)
    finally:
        children.end()
