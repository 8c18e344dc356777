# SPDX-License-Identifier: GPL-2.0-only
"""A stream of QSockets to a real client, beside real TCP through the same host of ns-3."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import experiments
from hosts import Hosts
from traffic import start_tcp

QUIET_SECONDS = 5
BUSY_SECONDS = 20
LINK_MBPS = 10
TBF_MBPS = 10.5  # which counts frames with their headers; the host's device counts packets
BIN_SECONDS = 5  # of what the client tells

PACKAGE = Path(__file__).parents[2] / "python"


@dataclass(frozen=True)
class Streamed:
    """A stream that ns-3's host sent to a real client, beside real TCP through the same host.

    Attributes:
        seen: what the client saw.
        told: the result of the experiment.
        goodput_mbps: of all TCP connections.
    """

    seen: dict[str, Any]
    told: dict[str, Any]
    goodput_mbps: float


def stream(hosts: Hosts, name: str, transfers: int, **parameters: object) -> Streamed:
    """Stream over a link of LINK_MBPS, for QUIET_SECONDS alone and then for BUSY_SECONDS beside TCP.

    Args:
        hosts: get the hosts.
        name: of the experiment.
        transfers: connections of TCP.
        **parameters: of the experiment.
    """
    source, server, client = (hosts.host(name) for name in ("source", "server", "client"))
    near, _ = hosts.cable(source, server, ("10.0.1.2/24", None))
    link, far = hosts.cable(server, client, (None, "10.0.0.2/24"))
    link.limit_by_tbf(TBF_MBPS)
    source.route("default", via="10.0.1.1")
    client.route("default", via="10.0.0.1")
    receiver = client.start(
        *(sys.executable, PACKAGE / "qos_overlay" / "frame_receiver.py", "--seconds", "120")
    )
    receiver.wait_for("ready")
    experiment = experiments.start(
        server,
        name,
        {"server": link.name, "cross": "eth0"},
        link_rate=f"{LINK_MBPS}Mbps",
        flows=0,
        duration=f"{QUIET_SECONDS + BUSY_SECONDS + 60}s",
        **parameters,
    )
    experiments.wait_until_it_answers(client, "10.0.0.1")
    time.sleep(QUIET_SECONDS)
    running = [
        start_tcp(source, client, far.address, BUSY_SECONDS, "cubic", 5201 + number)
        for number in range(transfers)
    ]
    goodput_mbps = sum(transfer.result().goodput_mbps for transfer in running)
    seen = json.loads(receiver.end().stdout.splitlines()[-1])
    told = experiments.result(experiment)
    assert told["metrics"]["emulation_stopped"] == 1
    assert goodput_mbps > 0.1 * LINK_MBPS
    return Streamed(seen, told, goodput_mbps)
