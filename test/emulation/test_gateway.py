# SPDX-License-Identifier: GPL-2.0-only
"""A virtual link for everyday programs: two gateways, a lossy path between them, real hosts behind."""

from __future__ import annotations

import hashlib
import math
import random

import pytest

import experiments
import gateways
import paths
from host import Host
from hosts import Hosts
from probes import probe
from process import Process
from traffic import fetch, ping, serve, tcp

LOSS = 0.05
Q = 0.005


def build(
    hosts, managed: bool = True, q: float = Q, rate: str = "18Mbps", **path: object
) -> tuple[Host, Host, list[Process], Process]:
    """Two hosts behind two gateways.

    Args:
        hosts: get five hosts.
        managed: whether the gateways have a virtual link.
        q: its target.
        rate: of the virtual link, redundancy included.
        **path: parameters of the lossy path between them.

    Returns:
        The hosts 10.0.1.2 and 10.0.2.2, the gateways, and the path.
    """
    built = gateways.build(
        hosts,
        lambda *nodes: paths.join(hosts, *nodes, (None, None), **path),
        managed=managed,
        constant_rate=rate,
        q=q,
    )
    *_, lossy = built.joined
    return *built.ends, built.processes, lossy


@pytest.mark.parametrize(("burst", "count"), [(1, 20_000), (3, 100_000)])
def test_probes_lose_at_most_q(hosts, burst, count):
    left, right, nodes, lossy = build(hosts, loss=LOSS, burst=burst)
    seen = probe(left, right, "10.0.2.2", count=count, rate=2500, size=500)
    told = experiments.result(nodes[1])["metrics"]
    path = experiments.result(lossy)["metrics"]
    print(f"raw {path['there_loss']:.4f}, told {told['raw_loss']:.4f}, residual {seen.loss:.5f}")
    sigma = math.sqrt(LOSS * (1 - LOSS) / count * (2 * burst - 1))
    assert path["there_loss"] == pytest.approx(LOSS, abs=4 * sigma)
    assert told["raw_loss"] == pytest.approx(path["there_loss"], rel=0.1)
    assert seen.loss <= Q


def test_files_and_pings_cross_intact(hosts, tmp_path):
    left, right, nodes, _ = build(hosts, loss=LOSS, burst=3)
    content = random.Random(20261128).randbytes(2_000_000)
    (tmp_path / "file").write_bytes(content)
    serve(right, tmp_path)
    fetched = fetch(left, "http://10.0.2.2:8000/file")
    assert fetched.sha256 == hashlib.sha256(content).hexdigest()
    assert ping(left, "10.0.2.2", count=200).loss <= 0.03
    assert experiments.result(nodes[0])["metrics"]["packets_in"] > len(content) / gateways.MTU


def test_tcp_gets_five_times_more(hosts):
    goodput = {}
    for managed in (True, False):
        with Hosts() as own:
            left, right, *_ = build(own, managed, 0.001, "40Mbps", loss=LOSS, burst=3)
            goodput[managed] = tcp(left, right, "10.0.2.2", seconds=10).goodput_mbps
    print(f"with gateways {goodput[True]:.2f} Mb/s, without {goodput[False]:.2f} Mb/s")
    assert goodput[True] >= 5 * goodput[False]
