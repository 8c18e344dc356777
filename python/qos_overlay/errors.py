# SPDX-License-Identifier: GPL-2.0-only
"""What can go wrong, as exceptions whose text is one sentence."""

import math


class ParameterError(ValueError):
    """What was asked for is wrong: an unknown name, or a bad value. Nothing has run."""


class RunError(RuntimeError):
    """A run failed. The text says why and which command reproduces it.

    Attributes:
        reason: why, without the command.
        command: the command that reproduces it.
        output: the end of what the run wrote on stderr.
        elapsed_s: wall time until then, seconds; NaN if nobody knows.
    """

    def __init__(
        self, reason: str, command: str, output: str = "", elapsed_s: float = math.nan
    ) -> None:
        super().__init__(f"{reason}; to reproduce: {command}")
        self.reason = reason
        self.command = command
        self.output = output
        self.elapsed_s = elapsed_s


class RunTimeout(RunError):
    """A run was ended because it took longer than it may."""


class RunLost(RunError):
    """A run, or the process that looks after it, was killed from outside; it may work again."""


class SweepError(RuntimeError):
    """A sweep did not come to its end. What is done is kept; the text says how to go on."""


class SimulationError(RuntimeError):
    """A callback failed in a simulation that is built from Python, which cannot go on.

    The text says at which simulated time; the exception of the callback, with its traceback, is the
    `__cause__`.
    """
