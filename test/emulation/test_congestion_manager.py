# SPDX-License-Identifier: GPL-2.0-only
"""The Congestion Manager for real: ns-3 serves files over TCP/CM to curl, and layered video adapts to
real traffic."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import experiments
import paths
from hosts import Hosts
from late_host import again_if_late
from traffic import start_fetch, udp

FETCHES = 9
GAP_SECONDS = 0.5
SIZE = 131072

# The queue of 100 packets is more than what is under way on so slow a link: half a window still
# fills it, and a host that wakes 20 ms late sends a burst that the queue can take.
LINK_MBPS = 5
CROSS_MBPS = 3
QUIET_SECONDS = 10
BUSY_SECONDS = 6
VIDEO = {"rate": f"{LINK_MBPS}Mbps", "layers": "0.5:1:2:4", "duration": "27s"}


def pattern(size: int) -> bytes:
    """The bytes of a file that HttpServer makes up (HttpFileByte)."""
    offsets = np.arange(size, dtype=np.uint64)
    return (offsets * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(56)).astype(np.uint8).tobytes()


def fetch_times(hosts, transport: str) -> list[float]:
    """How long each of nine fetches takes, in seconds, if a client of a slow link makes one after
    the other."""
    server, client = hosts.host(f"s{transport}"), hosts.host(f"c{transport}")
    here, there, path = paths.join(
        hosts, server, client, (None, "10.0.0.2/24"), delay="37.5ms", loss=0
    )
    experiment = experiments.start(
        server,
        "cm-sharing",
        {"server": here.name},
        transport=transport,
        requests=1000,
        rate="4Mbps",
    )
    experiments.wait_until_it_answers(client, "10.0.0.1")
    running = []
    for _ in range(FETCHES):
        begin = time.monotonic()
        running.append(start_fetch(client, "http://10.0.0.1/file"))
        time.sleep(max(0.0, begin + GAP_SECONDS - time.monotonic()))
    fetched = [fetch.result() for fetch in running]
    told = experiments.result(experiment)
    experiments.result(path)
    assert {fetch.size for fetch in fetched} == {SIZE}
    assert {fetch.sha256 for fetch in fetched} == {hashlib.sha256(pattern(SIZE)).hexdigest()}
    assert told["metrics"]["ungranted_packets"] == 0
    return [fetch.seconds for fetch in fetched]


def test_later_fetches_gain_from_what_the_first_has_learnt(hosts):
    later = {}
    for transport in ("tcp", "cm"):
        seconds = fetch_times(hosts, transport)
        print(transport, [round(value, 3) for value in seconds])
        later[transport] = statistics.median(seconds[2:])
    assert later["cm"] < 0.75 * later["tcp"]


@dataclass(frozen=True)
class Streamed:
    """Layered video that was streamed to another host.

    Attributes:
        sent: the result of the source.
        received: that of the client.
        cross_begin: when the cross traffic came, in seconds since the source began, give or take one.
        cross_mbps: its rate as it arrived, in Mb/s.
    """

    sent: dict[str, Any]
    received: dict[str, Any]
    cross_begin: float
    cross_mbps: float


def stream_layers(cross_mbps: float) -> Streamed:
    """Stream layered video to another host, 75 ms of round trip away, beside real cross traffic.

    The traffic comes QUIET_SECONDS after the video, and stays for BUSY_SECONDS.

    Args:
        cross_mbps: rate of the cross traffic; 0 for none.
    """
    with Hosts() as hosts:
        other, server, client = (hosts.host(name) for name in ("other", "server", "client"))
        _, near = hosts.cable(other, server, ("10.0.1.2/24", None))
        link, far, path = paths.join(
            hosts, server, client, (None, "10.0.0.3/24"), delay="37.5ms", loss=0
        )
        other.route("default", via="10.0.1.1")
        client.route("default", via="10.0.0.1")
        client_end = {"client": f"{far.name},gateway=10.0.0.1"}
        receiving = experiments.start(client, "cm-layered", client_end, **VIDEO)
        server_ends = {"server": link.name, "cross": near.name}
        sending = experiments.start(server, "cm-layered", server_ends, **VIDEO)
        begin = time.monotonic()
        experiments.wait_until_it_answers(other, "10.0.0.2")
        time.sleep(QUIET_SECONDS)
        cross_begin = time.monotonic() - begin
        arrived = 0.0
        if cross_mbps > 0:
            arrived = udp(other, client, "10.0.0.3", cross_mbps, seconds=BUSY_SECONDS).goodput_mbps
        sent = experiments.parse(sending.check(sending.wait()))
        received = experiments.result(receiving)
        experiments.result(path)
        return Streamed(sent, received, cross_begin, arrived)


def simulate_layers(**parameters) -> dict[str, Any]:
    """The same in simulation."""
    arguments = [f"{name}={value}" for name, value in {**VIDEO, **parameters}.items()]
    with Hosts() as hosts:
        finished = hosts.host("sim").run(experiments.program("cm-layered"), *arguments, "--json")
    return json.loads(finished.stdout)


def rates(result: dict[str, Any], name: str) -> list[tuple[float, float | None]]:
    """Times in s and a column of the rates in a result, in Mb/s; None where it is not known."""
    table = result["tables"]["rate"]
    names = [column["name"] for column in table["columns"]]
    time_, value = names.index("time"), names.index(name)
    return [(row[time_], row[value]) for row in table["rows"]]


def mean_received(result: dict[str, Any], begin: float, end: float) -> float:
    """The mean rate at which the client received in a time, in Mb/s."""
    return statistics.mean(rate for when, rate in rates(result, "received") if begin <= when < end)


@again_if_late
def test_layered_video_makes_room_for_real_traffic_and_comes_back(rights):
    simulated = simulate_layers(
        cross_rate=f"{CROSS_MBPS}Mbps",
        cross_start=f"{QUIET_SECONDS}s",
        cross_on=f"{BUSY_SECONDS}s",
        cross_off=f"{QUIET_SECONDS}s",
        jitter="0s",
    )
    emulated = stream_layers(CROSS_MBPS)
    whole, busy = {}, {}
    for name, result, begin in (
        ("simulated", simulated, QUIET_SECONDS),
        ("emulated", emulated.received, emulated.cross_begin),
    ):
        quiet = mean_received(result, begin - 4, begin - 1)
        busy[name] = mean_received(result, begin + 2, begin + BUSY_SECONDS - 1.5)
        whole[name] = result["metrics"]["received_mbps"]
        after = mean_received(result, begin + BUSY_SECONDS + 5, begin + BUSY_SECONDS + 8)
        print(f"{name}: {whole[name]:.1f} Mb/s; {quiet:.1f}, {busy[name]:.1f}, {after:.1f}")
        assert quiet > 0.85 * LINK_MBPS
        assert busy[name] < LINK_MBPS - CROSS_MBPS
        assert after > 1.4 * busy[name]
    print(f"cross traffic: {emulated.cross_mbps:.2f} Mb/s")
    assert whole["emulated"] == pytest.approx(whole["simulated"], rel=0.15)
    assert busy["emulated"] == pytest.approx(busy["simulated"], rel=0.15)
    assert emulated.cross_mbps > 0.9 * CROSS_MBPS


@again_if_late
def test_layered_video_does_on_a_quiet_link_what_it_does_in_simulation(rights):
    simulated = simulate_layers(cross_rate="0bps")["metrics"]["received_mbps"]
    streamed = stream_layers(0)
    emulated = streamed.received["metrics"]["received_mbps"]
    print(f"received: {simulated:.2f} Mb/s simulated, {emulated:.2f} emulated")
    assert emulated == pytest.approx(simulated, rel=0.15)
    assert streamed.sent["metrics"]["ungranted_packets"] == 0
    assert {rate for _, rate in rates(streamed.sent, "received")} == {None}  # it is elsewhere
    assert {rate for _, rate in rates(streamed.received, "layer")} == {None}
