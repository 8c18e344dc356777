# SPDX-License-Identifier: GPL-2.0-only
"""QSockets for real: a video server in ns-3, real cross traffic through its host, a real client."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

import experiments
from traffic import start_tcp

QUIET_SECONDS = 5
BUSY_SECONDS = 20
TRANSFERS = 8
LINK_MBPS = 10

PACKAGE = Path(__file__).parents[2] / "python"


@pytest.mark.parametrize("managed", [True, False])
def test_only_a_managed_stream_keeps_its_rate_beside_real_tcp(hosts, managed):
    source, server, client = (hosts.host(name) for name in ("source", "server", "client"))
    near, _ = hosts.cable(source, server, ("10.0.1.2/24", None))
    link, far = hosts.cable(server, client, (None, "10.0.0.2/24"))
    link.limit_by_tbf(LINK_MBPS)
    source.route("default", via="10.0.1.1")
    client.route("default", via="10.0.0.1")

    experiment = experiments.start(
        server,
        "qsockets-video",
        {"server": link.name, "cross": "eth0"},
        managed=managed,
        link_rate=f"{LINK_MBPS}Mbps",
        flows=0,
        duration=f"{QUIET_SECONDS + BUSY_SECONDS + 60}s",
    )
    experiments.wait_until_it_answers(client, "10.0.0.1")
    receiver = client.start(
        *(sys.executable, PACKAGE / "qos_overlay" / "frame_receiver.py", "--seconds", "120")
    )
    receiver.wait_for("ready")
    time.sleep(QUIET_SECONDS)
    transfers = [
        start_tcp(source, client, far.address, BUSY_SECONDS, "cubic", 5201 + number)
        for number in range(TRANSFERS)
    ]
    goodput_mbps = sum(transfer.result().goodput_mbps for transfer in transfers)
    seen = json.loads(receiver.end().stdout.splitlines()[-1])
    told = experiments.result(experiment)

    print(f"managed {managed}: {seen['fps_bins']} fps, TCP {goodput_mbps:.2f} Mb/s")
    busy = seen["fps_bins"][1:]
    assert len(busy) >= BUSY_SECONDS // 5 - 1
    assert seen["fps_bins"][0] >= 19
    if managed:
        assert min(busy) >= 18
    else:
        assert min(busy) < 12
    assert goodput_mbps > 0.5 * LINK_MBPS
    assert told["metrics"]["emulation_stopped"] == 1
