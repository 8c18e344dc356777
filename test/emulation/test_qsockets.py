# SPDX-License-Identifier: GPL-2.0-only
"""QSockets for real: a source in ns-3, real cross traffic through its host, a real client."""

from __future__ import annotations

import json
import statistics

import pytest

import experiments
from hosts import Hosts
from streams import BIN_SECONDS, BUSY_SECONDS, LINK_MBPS, QUIET_SECONDS, stream

TRANSFERS = 8
SENSOR_TRANSFERS = 4


@pytest.mark.parametrize("managed", [True, False])
def test_only_a_managed_stream_keeps_its_rate_beside_real_tcp(hosts: Hosts, managed: bool) -> None:
    streamed = stream(hosts, "qsockets-video", TRANSFERS, managed=managed)
    rates = streamed.seen["fps_bins"]
    print(f"managed {managed}: {rates} fps, TCP {streamed.goodput_mbps:.2f} Mb/s")
    busy = rates[1:]
    assert len(busy) >= BUSY_SECONDS // BIN_SECONDS - 1
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
        missed[mode] = statistics.mean(shares[2 : BUSY_SECONDS // BIN_SECONDS])
        print(
            f"{mode}: {shares} missed, {expected:.3f} in simulation; {streamed.goodput_mbps} Mb/s"
        )
        assert shares[0] < 0.1
        assert missed[mode] == pytest.approx(expected, rel=0.15)
    assert missed["lossy"] < 0.25 * missed["none"]
