# SPDX-License-Identifier: GPL-2.0-only
"""A stream of numbered datagrams, and what became of each."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import probe_program
from host import Host
from running import Running

_PROGRAM = Path(probe_program.__file__)
_PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Record:
    """What became of the datagrams.

    Attributes:
        sent: how many there were; their numbers are 0 to sent - 1.
        numbers: of those that arrived, in the order of arrival; one that came twice is there twice.
        sent_ms: when they were sent, in ms since the first arrival's sending.
        delay_ms: from the sender's program to the receiver's kernel, in ms.
    """

    sent: int
    numbers: np.ndarray
    sent_ms: np.ndarray
    delay_ms: np.ndarray

    @property
    def lost(self) -> np.ndarray:
        """The numbers of those that did not arrive, ascending."""
        return np.setdiff1d(np.arange(self.sent), self.numbers)

    @property
    def loss(self) -> float:
        """The share that did not arrive, 0 to 1."""
        return len(self.lost) / self.sent

    @property
    def duplicates(self) -> int:
        """How many arrivals brought what had arrived before."""
        return len(self.numbers) - len(np.unique(self.numbers))

    @property
    def reordered(self) -> int:
        """How many arrived after one with a larger number."""
        return int(np.sum(self.numbers < np.maximum.accumulate(self.numbers)))

    def delay_quantile_ms(self, share: float) -> float:
        """The delay in ms that a share of the arrivals (0 to 1) did not exceed; NaN if there is none."""
        return float(np.quantile(self.delay_ms, share)) if len(self.delay_ms) else float("nan")


def probe(sender: Host, receiver: Host, address: str, count: int, **options) -> Record:
    """Send numbered datagrams; the rest is as for start_probe."""
    return start_probe(sender, receiver, address, count, **options).result()


def start_probe(
    sender: Host,
    receiver: Host,
    address: str,
    count: int,
    rate: float = 1000,
    size: int = 200,
    patience: float = 0.2,
    port: int = 5300,
) -> Running[Record]:
    """Begin to send numbered datagrams at equal distances.

    Args:
        sender: who sends.
        receiver: who receives.
        address: the receiver's.
        count: how many; 1 or more.
        rate: datagrams per second; more than 0. Some ten thousand are the most that comes out.
        size: payload in bytes; 16 to 65507.
        patience: how long the last one may be on its way, in seconds.
        port: the receiver's; one for each stream at a time.

    Raises:
        EmulationError: the receiver does not come up.
        ValueError: a value is out of range.
    """
    if count < 1:
        raise ValueError(f"the number of datagrams is {count}, allowed: 1 or more")
    if not rate > 0:
        raise ValueError(f"the rate is {rate:g} datagrams per second, allowed: more than 0")
    if not probe_program.HEADER.size <= size <= 65507:
        raise ValueError(f"the size is {size} bytes, allowed: {probe_program.HEADER.size} to 65507")
    program = (sys.executable, "-S", _PROGRAM)
    server = receiver.start(*program, "receive", port)
    receiver.wait_for_socket(port, server, protocol="udp")
    process = sender.start(*program, "send", address, port, count, rate, size)

    def conclude() -> Record:
        sent = int(process.check(process.wait()))
        time.sleep(patience)
        return _record(sent, server.check(server.end(timeout=_PATIENCE_SECONDS)))

    return Running(process, count / rate + _PATIENCE_SECONDS, conclude, (server,))


def _record(sent: int, arrivals: str) -> Record:
    table = np.array([line.split() for line in arrivals.splitlines()], dtype=np.int64)
    numbers, sent_ns, received_ns = table.reshape(-1, 3).T
    start = sent_ns[0] if len(sent_ns) else 0
    return Record(sent, numbers, (sent_ns - start) / 1e6, (received_ns - sent_ns) / 1e6)
