# SPDX-License-Identifier: GPL-2.0-only
"""A host that sends frames which no honest host sends."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import hostile_program
from host import Host
from interface import Interface
from running import Running

_PROGRAM = Path(hostile_program.__file__)
_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Attack:
    """What was sent.

    Attributes:
        heard: frames of honest hosts that it had for examples.
        sent: frames.
    """

    heard: int
    sent: int


def start_attack(
    host: Host,
    interface: Interface,
    mac: str,
    address: str,
    seconds: float,
    seed: int,
    rate: float = 10_000,
) -> Running[Attack]:
    """Begin to listen, and a second later to send noise, forged packets, and what was heard, spoilt.

    Args:
        host: who sends.
        interface: through which one.
        mac: the Ethernet address of the victim, as 02:00:00:00:00:01.
        address: its IPv4 address.
        seconds: how long; more than 0.
        seed: fixes the frames, but for what is heard.
        rate: frames a second; more than 0.
    """
    arguments = (interface.name, mac, address, seconds, rate, seed)
    process = host.start(sys.executable, "-S", _PROGRAM, *map(str, arguments))

    def conclude() -> Attack:
        return Attack(**json.loads(process.check(process.wait())))

    return Running(process, seconds + _PATIENCE_SECONDS, conclude)
