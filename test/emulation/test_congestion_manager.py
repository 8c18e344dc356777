# SPDX-License-Identifier: GPL-2.0-only
"""The Congestion Manager for real: ns-3 serves files over TCP/CM to curl."""

from __future__ import annotations

import hashlib
import statistics
import time

import numpy as np

import experiments
import paths
from traffic import start_fetch

FETCHES = 9
GAP_SECONDS = 0.5
SIZE = 131072


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
