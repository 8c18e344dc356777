# SPDX-License-Identifier: GPL-2.0-only
"""A stream of QSockets to a real client, beside real TCP through the same host of ns-3."""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import experiments
import paths
from hosts import Hosts
from traffic import start_tcp

QUIET_SECONDS = 5
BUSY_SECONDS = 20
SENSOR_TRANSFERS = 4
LINK_MBPS = 10
BIN_SECONDS = 5  # of what the client tells

PACKAGE = Path(__file__).parents[2] / "python"


@dataclass(frozen=True)
class Streamed:
    """A stream that ns-3's host sent to a real client, beside real TCP through the same host.

    Attributes:
        seen: what the client saw.
        goodput_mbps: of all TCP connections.
    """

    seen: dict[str, Any]
    goodput_mbps: float


@dataclass(frozen=True)
class Missed:
    """Messages of a sensor that were lost or came after their deadline, as shares of all.

    Attributes:
        quiet: while nobody else sent.
        busy: in the whole periods beside TCP.
        simulated: beside TCP, in simulation.
    """

    quiet: float
    busy: float
    simulated: float


def stream(
    hosts: Hosts,
    name: str,
    transfers: int,
    tcp: str = "cubic",
    tbf_mbps: float = LINK_MBPS,
    distance: str | None = None,
    **parameters: object,
) -> Streamed:
    """Stream over a link of LINK_MBPS, for QUIET_SECONDS alone and then beside TCP.

    Args:
        hosts: get the hosts.
        name: of the experiment.
        transfers: connections of TCP.
        tcp: their congestion control, as the kernel names it.
        tbf_mbps: rate of the token bucket behind the host, which counts frames with their headers, where
            the host's device counts packets.
        distance: how long a packet between their source and the host takes; no time by default.
        **parameters: of the experiment.
    """
    source, server, client = (hosts.host(name) for name in ("source", "server", "client"))
    addresses = ("10.0.1.2/24", None)
    if distance:
        paths.join(hosts, source, server, addresses, delay=distance, loss=0)
    else:
        hosts.cable(source, server, addresses)
    link, far = hosts.cable(server, client, (None, "10.0.0.2/24"))
    link.limit_by_tbf(tbf_mbps)
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
        start_tcp(source, client, far.address, BUSY_SECONDS, tcp, 5201 + number)
        for number in range(transfers)
    ]
    goodput_mbps = sum(transfer.result().goodput_mbps for transfer in running)
    seen = json.loads(receiver.end().stdout.splitlines()[-1])
    told = experiments.result(experiment)
    assert told["metrics"]["emulation_stopped"] == 1
    assert goodput_mbps > 0.1 * LINK_MBPS
    return Streamed(seen, goodput_mbps)


def sense(mode: str) -> Missed:
    """Send a sensor's messages over a link that is slightly faster behind the host, and simulate it.

    Args:
        mode: of qsockets-deadline.
    """
    name = "qsockets-deadline"
    with Hosts() as hosts:
        streamed = stream(hosts, name, SENSOR_TRANSFERS, tbf_mbps=1.05 * LINK_MBPS, mode=mode)
        simulated = hosts.host("simulator").run(
            *(experiments.program(name), f"mode={mode}", f"flows={SENSOR_TRANSFERS}"),
            *(f"perturbation={QUIET_SECONDS}s", f"duration={QUIET_SECONDS + BUSY_SECONDS}s"),
            "--json",
        )
    shares = streamed.seen["missed_bins"]
    busy = shares[
        QUIET_SECONDS // BIN_SECONDS + 1 : (QUIET_SECONDS + BUSY_SECONDS) // BIN_SECONDS - 1
    ]
    expected = json.loads(simulated.stdout)["metrics"]["miss_after"]
    print(f"{mode}: {shares} missed, {expected:.3f} in simulation")
    return Missed(shares[0], statistics.mean(busy), expected)
