# SPDX-License-Identifier: GPL-2.0-only
"""Two hosts behind two gateways of clvl-gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import experiments
from host import Host
from hosts import Hosts
from interface import Interface
from process import Process

MTU = 1400  # of a tunnel

Joined = TypeVar("Joined")


@dataclass(frozen=True)
class Gateways(Generic[Joined]):
    """The hosts, and what is between them. The first of two is that of gateway 1.

    Attributes:
        ends: the hosts 10.0.1.2 and 10.0.2.2.
        inside: their interfaces.
        nodes: the hosts of the gateways.
        joined: what joins these.
        processes: the gateways.
    """

    ends: list[Host]
    inside: list[Interface]
    nodes: list[Host]
    joined: Joined
    processes: list[Process]


def inner_mac(number: int) -> str:
    """The Ethernet address of a gateway towards its host."""
    return f"02:00:00:00:01:0{number}"


def outer_mac(number: int) -> str:
    """The Ethernet address of a gateway towards the other one, where its IP address is 10.1.0.NUMBER."""
    return f"02:00:00:00:02:0{number}"


def build(
    hosts: Hosts, join: Callable[[Host, Host], Joined], **parameters: object
) -> Gateways[Joined]:
    """Build all of it, and wait until one host hears the gateway of the other one.

    Args:
        hosts: get four hosts.
        join: joins the hosts of the gateways, which have the end at eth1.
        **parameters: of clvl-gateway.
    """
    ends = [hosts.host(f"host{number}") for number in (1, 2)]
    nodes = [hosts.host(f"gate{number}") for number in (1, 2)]
    inside = []
    for number, (end, node) in enumerate(zip(ends, nodes), 1):
        inside.append(hosts.cable(end, node, (f"10.0.{number}.2/24", None), mtu=MTU)[0])
        end.route("default", via=f"10.0.{number}.1")
    joined = join(*nodes)
    processes = [
        experiments.start(
            node,
            "clvl-gateway",
            {
                "inside": f"eth0,mac={inner_mac(number)}",
                "outside": f"eth1,mac={outer_mac(number)}",
            },
            gateway=number,
            duration="3600s",
            **parameters,
        )
        for number, node in enumerate(nodes, 1)
    ]
    experiments.wait_until_it_answers(ends[0], "10.0.1.1")
    experiments.wait_until_it_answers(ends[0], "10.0.2.2")
    return Gateways(ends, inside, nodes, joined, processes)
