# SPDX-License-Identifier: GPL-2.0-only
"""What it costs to pass through ns-3: throughput and delay, side by side with ways that do less.

    QOS_BUILD=build/release /usr/bin/python3 test/emulation/forwarding.py [ROUNDS]

prints a table. Rounds take turns, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass

import experiments
import gateways
from host import Host
from hosts import Hosts
from probes import probe
from traffic import tcp

TRANSFER_SECONDS = 4
PROBES = 3000
FAST = "2Gbps"


@dataclass(frozen=True)
class Passage:
    """What passes between two hosts.

    Attributes:
        goodput_mbps: of a TCP transfer alone, in Mb/s.
        delay_p50_ms: median delay of probes, 1000 a second and nothing else, in ms.
        delay_p99_ms: its 99th percentile.
    """

    goodput_mbps: float
    delay_p50_ms: float
    delay_p99_ms: float


def cable(hosts: Hosts) -> tuple[Host, Host, str]:
    """Two hosts and a pair of veth."""
    left, right = hosts.host("left"), hosts.host("right")
    hosts.cable(left, right, ("10.0.1.2/24", "10.0.1.3/24"), mtu=gateways.MTU)
    return left, right, "10.0.1.3"


def forwarders(hosts: Hosts, managed: bool) -> tuple[Host, Host, str]:
    """Two hosts behind two gateways, with a virtual link between them or without."""
    built = gateways.build(
        hosts,
        lambda *nodes: hosts.cable(*nodes, (None, None)),
        managed=managed,
        constant_rate=FAST,
    )
    return *built.ends, "10.0.2.2"


def qsocket_host(hosts: Hosts, managed: bool) -> tuple[Host, Host, str]:
    """Two hosts, and the host of qsockets-video between them, with its scheduler or without.

    Its own streams share the link.
    """
    left, node, right = (hosts.host(name) for name in ("left", "node", "right"))
    hosts.cable(left, node, ("10.0.1.2/24", None), mtu=gateways.MTU)
    hosts.cable(node, right, (None, "10.0.0.2/24"), mtu=gateways.MTU)
    left.route("default", via="10.0.1.1")
    right.route("default", via="10.0.0.1")
    experiments.start(
        node,
        "qsockets-video",
        {"server": "eth1", "cross": "eth0"},
        managed=managed,
        link_rate=FAST,
        flows=0,
        duration="3600s",
    )
    experiments.wait_until_it_answers(left, "10.0.0.2")
    return left, right, "10.0.0.2"


WAYS: dict[str, Callable[[Hosts], tuple[Host, Host, str]]] = {
    "a veth": cable,
    "two nodes of ns-3 that forward": lambda hosts: forwarders(hosts, False),
    "two gateways with a virtual link": lambda hosts: forwarders(hosts, True),
    "a host of ns-3 that forwards": lambda hosts: qsocket_host(hosts, False),
    "a QSocket host": lambda hosts: qsocket_host(hosts, True),
}


def measure(build: Callable[[Hosts], tuple[Host, Host, str]]) -> Passage:
    """Build a way, and pass through it."""
    with Hosts() as hosts:
        left, right, address = build(hosts)
        probes = probe(left, right, address, count=PROBES)
        transfer = tcp(left, right, address, seconds=TRANSFER_SECONDS)
    return Passage(
        transfer.goodput_mbps, probes.delay_quantile_ms(0.5), probes.delay_quantile_ms(0.99)
    )


def main(rounds: int) -> None:
    """Measure all ways in turn, and print medians."""
    seen: dict[str, list[Passage]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, build in WAYS.items():
            seen[way].append(measure(build))
            print(f"{way}: {seen[way][-1]}", file=sys.stderr, flush=True)
    print(f"{'':34}{'TCP, Mb/s':>10}{'p50, ms':>10}{'p99, ms':>10}")
    for way, passages in seen.items():
        columns = zip(*((p.goodput_mbps, p.delay_p50_ms, p.delay_p99_ms) for p in passages))
        goodput, median, tail = map(statistics.median, columns)
        print(f"{way:34}{goodput:10.0f}{median:10.3f}{tail:10.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
