# SPDX-License-Identifier: GPL-2.0-only
"""What a run left, as one file: a line of JSON with what a table of runs needs, then the result."""

import json
from dataclasses import dataclass

OK = "ok"
FAILED = "failed"
TIMEOUT = "timeout"


@dataclass(frozen=True)
class Record:
    """What became of a run.

    Attributes:
        id: of the run.
        status: OK, FAILED or TIMEOUT.
        metrics: numbers by name, None for no value; empty if the run did not succeed.
        reason: why it did not succeed; empty if it did.
        output: the end of what it wrote on stderr, if it did not succeed.
        elapsed_s: wall time of the run, seconds; None if nobody knows.
        host: the machine it ran on.
    """

    id: str
    status: str
    metrics: dict[str, float | None]
    reason: str
    output: str
    elapsed_s: float | None
    host: str

    def to_bytes(self, result: str) -> bytes:
        """The file's content.

        Args:
            result: the result as JSON, empty if there is none.
        """
        return f"{json.dumps(vars(self))}\n{result}\n".encode()


def from_bytes(line: bytes) -> Record:
    """A record out of the first line of its file."""
    return Record(**json.loads(line))
