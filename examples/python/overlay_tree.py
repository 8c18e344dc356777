# SPDX-License-Identifier: GPL-2.0-only
"""Five overlay nodes build a multicast tree over TCP, by three rules.

Every node runs on a host of its own; the hosts are around a router. Nodes join one after the other,
and each knows one that has joined before.

Source: iOverlay (Middleware 2004), section 3.2, Table 3 and Figure 5. The experiment `overlay-tree`
is the same in C++.
"""

import random
from dataclasses import dataclass

from qos_overlay import overlay, scenario
from qos_overlay.overlay import MessageType, TreeAlgorithm

APP = 1
BANDWIDTHS = {"S": 200, "A": 500, "B": 100, "C": 200, "D": 100}  # in KBps
JOIN = "DACB"  # in this order
DELAYS = {"S": "5ms", "A": "12ms", "B": "30ms", "C": "20ms", "D": "8ms"}  # to the router


@dataclass
class Outcome:
    """A tree, and what it carries.

    Attributes:
        parents: of each node but the source.
        stress: edges of a node over its bandwidth, in 1/100KBps.
        rates: what each node but the source gets, in KBps.
    """

    parents: dict[str, str]
    stress: dict[str, float]
    rates: dict[str, float]


def run(rule: str, policy: str = "drop_tail", seed: int = 1) -> Outcome:
    """Build the tree, and send through it.

    Args:
        rule: who becomes the parent: stress_aware, random or unicast.
        policy: what a node does when a child is slow: wait (lossless), or drop (drop_tail).
        seed: of the simulation and of whom a node knows.
    """
    draw = random.Random(seed)
    net = scenario.Star(DELAYS.values(), seed=seed)
    trees = {name: TreeAlgorithm(rule) for name in BANDWIDTHS}
    nodes = {
        name: host.overlay_node(trees[name], total=f"{BANDWIDTHS[name]}KBps", policy=policy)
        for name, host in zip(BANDWIDTHS, net.hosts)
    }
    names = {node.id: name for name, node in nodes.items()}
    trees["S"].become_root(APP)
    for position, name in enumerate(JOIN):
        nodes[name].introduce([nodes[draw.choice("S" + JOIN[:position])]])
        nodes[name].tell(MessageType.S_JOIN, APP)
        net.advance("10s")

    parents = {name: names[trees[name].parent(APP)] for name in JOIN}
    degrees = {name: len(trees[name].children(APP)) + (name != "S") for name in nodes}
    nodes["S"].start_source(APP)
    net.advance("50s")  # until buffers are full
    before = {name: nodes[name].counters["delivered_bytes"] for name in JOIN}
    net.advance("100s")
    rates = {
        name: (nodes[name].counters["delivered_bytes"] - before[name]) / 100 / 1000 for name in JOIN
    }
    net.close()
    stress = {name: 100 * degrees[name] / BANDWIDTHS[name] for name in nodes}
    return Outcome(parents, stress, rates)


def main() -> None:
    for rule in ("unicast", "random", "stress_aware"):
        tree = run(rule)
        edges = " ".join(f"{parent}-{child}" for child, parent in tree.parents.items())
        rates = ", ".join(f"{name} {rate:.0f}" for name, rate in sorted(tree.rates.items()))
        print(f"{rule:12}  {edges}; stress up to {max(tree.stress.values()):.1f}; KBps: {rates}")


if __name__ == "__main__":
    main()
