# SPDX-License-Identifier: GPL-2.0-only
"""A command that runs in a host."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from commands import ENVIRONMENT, complaint

Finished = subprocess.CompletedProcess


class Process:
    """A command that runs in a network namespace, with all that it starts.

    Its output goes to files, so that it never waits for a reader. It is killed when this process dies.

    Attributes:
        command: program and arguments.
        pid: the number of the process.
    """

    def __init__(
        self, namespace: str, command: tuple[str, ...], files: Path, environment: dict[str, str]
    ) -> None:
        """Start the command.

        Args:
            namespace: a name that ip netns knows.
            command: program and arguments.
            files: a path, to which .out and .err are added for what the command says.
            environment: added to that of this process.
        """
        self.command = command
        self._files = {kind: files.with_suffix(f".{kind}") for kind in ("out", "err")}
        with self._files["out"].open("wb") as out, self._files["err"].open("wb") as err:
            self._process = subprocess.Popen(
                [
                    # A shell that runs tests in the background has them ignore SIGINT.
                    *("env", "--default-signal=INT"),
                    *("setpriv", "--pdeathsig", "KILL"),
                    *("ip", "netns", "exec", namespace),
                    *command,
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**ENVIRONMENT, **environment},
                # Ctrl-C is for the tests, which then end this in order.
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def output(self) -> str:
        """What it wrote to stdout so far."""
        return self._files["out"].read_text(errors="replace")

    @property
    def errors(self) -> str:
        """What it wrote to stderr so far."""
        return self._files["err"].read_text(errors="replace")

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self, timeout: float = 30) -> Finished:
        """Wait for its end.

        Args:
            timeout: in seconds.

        Returns:
            Status (negative: the signal that ended it), output and errors.

        Raises:
            EmulationError: it takes too long. It is then ended.
        """
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.end()
            raise complaint(self.command, f"not done after {timeout:g} s", self._said()) from None
        return self._finished()

    def wait_for(self, text: str, timeout: float = 10) -> None:
        """Wait until its output or its errors contain a text.

        Args:
            text: the text.
            timeout: in seconds.

        Raises:
            EmulationError: it takes too long, or the command ends before.
        """
        deadline = time.monotonic() + timeout
        while True:
            running = self.is_running()  # asked first: it may say the text and end
            if text in self.output or text in self.errors:
                return
            if not running:
                raise complaint(self.command, f'ended without "{text}"', self._said())
            if time.monotonic() > deadline:
                raise complaint(self.command, f'no "{text}" after {timeout:g} s', self._said())
            time.sleep(0.01)

    def end(self, timeout: float = 5) -> Finished:
        """End it with SIGINT, then what remains of it with SIGKILL; nothing happens if it has ended.

        Args:
            timeout: how long it may take after SIGINT, in seconds.

        Returns:
            Status (negative: the signal that ended it), output and errors.
        """
        if self.is_running():  # the number of one that has ended may be another's by now
            self._signal(signal.SIGINT)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                pass
            self._signal(signal.SIGKILL)
            self._process.wait()
        return self._finished()

    def check(self, finished: Finished, allowed: tuple[int, ...] = (0,)) -> str:
        """The output, if the status is an allowed one.

        Raises:
            EmulationError: it is another one.
        """
        if finished.returncode not in allowed:
            raise complaint(self.command, f"status {finished.returncode}", self._said())
        return finished.stdout

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:  # all of them have ended
            pass

    def _said(self) -> str:
        return f"{self.output}{self.errors}"

    def _finished(self) -> Finished:
        return Finished(self.command, self._process.returncode, self.output, self.errors)
