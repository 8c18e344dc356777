# SPDX-License-Identifier: GPL-2.0-only
"""QSockets for real: a video server in ns-3, real cross traffic through its host, a real client."""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import experiments
from hosts import Hosts
from traffic import start_tcp

QUIET_SECONDS = 5
BUSY_SECONDS = 20
TRANSFERS = 8
SENSOR_TRANSFERS = 4
LINK_MBPS = 10
TBF_MBPS = 10.5  # which counts frames with their headers; the host's device counts packets

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


@pytest.mark.parametrize("managed", [True, False])
def test_only_a_managed_stream_keeps_its_rate_beside_real_tcp(hosts: Hosts, managed: bool) -> None:
    streamed = stream(hosts, "qsockets-video", TRANSFERS, managed=managed)
    rates = streamed.seen["fps_bins"]
    print(f"managed {managed}: {rates} fps, TCP {streamed.goodput_mbps:.2f} Mb/s")
    busy = rates[1:]
    assert len(busy) >= BUSY_SECONDS // 5 - 1
    assert rates[0] >= 19
    if managed:
        assert min(busy) >= 18
    else:
        assert min(busy) < 12
    assert streamed.goodput_mbps > 0.5 * LINK_MBPS


def test_a_sensor_misses_as_few_deadlines_as_in_simulation(hosts: Hosts) -> None:
    missed = {}
    for mode in ("none", "lossy"):
        with Hosts() as own:
            streamed = stream(own, "qsockets-deadline", SENSOR_TRANSFERS, mode=mode)
        simulated = hosts.host(mode).run(
            *(experiments.program("qsockets-deadline"), f"mode={mode}"),
            *(f"perturbation={QUIET_SECONDS}s", f"duration={QUIET_SECONDS + BUSY_SECONDS}s"),
            "--json",
        )
        expected = json.loads(simulated.stdout)["metrics"]["miss_after"]
        shares = streamed.seen["missed_bins"]
        missed[mode] = statistics.mean(shares[2 : BUSY_SECONDS // 5])
        print(
            f"{mode}: {shares} missed, {expected:.3f} in simulation; {streamed.goodput_mbps} Mb/s"
        )
        assert shares[0] < 0.1
        assert missed[mode] == pytest.approx(expected, rel=0.15)
    assert missed["lossy"] < 0.25 * missed["none"]
