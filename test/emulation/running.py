# SPDX-License-Identifier: GPL-2.0-only
"""A measurement that goes on while the test does something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from process import Process

Result = TypeVar("Result")


class Running(Generic[Result]):
    """A command that measures, the servers that it needs, and what its output means.

    Attributes:
        process: the command.
    """

    def __init__(
        self,
        process: Process,
        timeout: float,
        conclude: Callable[[], Result],
        servers: tuple[Process, ...] = (),
    ) -> None:
        """Watch a command.

        Args:
            process: the command.
            timeout: how long result() waits at most, in seconds.
            conclude: makes the result when the command has ended.
            servers: ended behind it.
        """
        self.process = process
        self._timeout = timeout
        self._conclude = conclude
        self._servers = servers

    def result(self) -> Result:
        """Wait for the result; may be called once.

        Raises:
            EmulationError: the command fails, or takes too long.
        """
        try:
            self.process.wait(self._timeout)
            return self._conclude()
        finally:
            for server in self._servers:
                server.end()
