# SPDX-License-Identifier: GPL-2.0-only
"""QSockets for real: a source in ns-3, real cross traffic through its host, a real client."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts import Hosts
from late_host import again_if_late
from streams import BIN_SECONDS, BUSY_SECONDS, LINK_MBPS, QUIET_SECONDS, sense, stream

# 20 frames a second, a tenth of them of 45,920 bytes, three tenths of 32,200, the others of 22,960
VIDEO_MBPS = 20 * 8e-6 * (0.1 * 45_920 + 0.3 * 32_200 + 0.6 * 22_960)
AVAILABLE = Path("/proc/sys/net/ipv4/tcp_available_congestion_control")


def transfers() -> dict[str, object]:
    """Two transfers of BBR from afar, which heed no losses; where the kernel has none, eight of CUBIC.

    Two of CUBIC leave a video most of what it needs, and so may two of BBR over a round trip of less than a
    millisecond.
    """
    if "bbr" in AVAILABLE.read_text().split():
        return {"transfers": 2, "tcp": "bbr", "distance": "40ms"}
    return {"transfers": 8, "tcp": "cubic"}


@pytest.mark.parametrize("managed", [True, False])
@again_if_late
def test_only_a_managed_stream_keeps_its_rate_beside_real_tcp(rights: None, managed: bool) -> None:
    with Hosts() as hosts:
        streamed = stream(hosts, "qsockets-video", **transfers(), managed=managed)
    rates = streamed.seen["fps_bins"]
    print(f"managed {managed}: {rates} fps, TCP {streamed.goodput_mbps:.2f} Mb/s")
    busy = rates[QUIET_SECONDS // BIN_SECONDS :]
    assert len(busy) >= BUSY_SECONDS // BIN_SECONDS - 1
    assert rates[0] >= 19
    if managed:
        assert min(busy) >= 18
        # the two fill the link: TCP has what the video leaves, 5.2 Mb/s at most beside the headers
        assert VIDEO_MBPS + streamed.goodput_mbps > 0.9 * LINK_MBPS
    else:
        assert min(busy) < 12
        assert streamed.goodput_mbps > 0.5 * LINK_MBPS


@again_if_late
def test_a_sensor_misses_as_few_deadlines_as_in_simulation(rights: None) -> None:
    unmanaged, managed = sense("none"), sense("lossy")
    for missed in (unmanaged, managed):
        assert missed.quiet < 0.1
        assert missed.busy == pytest.approx(missed.simulated, rel=0.15)
    assert managed.busy < 0.25 * unmanaged.busy
