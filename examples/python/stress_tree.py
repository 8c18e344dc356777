# SPDX-License-Identifier: GPL-2.0-only
"""An overlay algorithm in Python: the stress-aware multicast tree of iOverlay (section 3.2).

Nodes join one after the other and stay: there is no repair and there are no promises. So far, the
tree is that of overlay.TreeAlgorithm, edge by edge. Run as a program, it builds one of 30 nodes.
"""

import random
import struct

from qos_overlay import overlay
from qos_overlay.overlay import MessageType, NodeId

APP = 1
QUERY, OFFER, ATTACH, ACCEPTED, STRESS = range(overlay.USER, overlay.USER + 5)

_ID = struct.Struct("!IH")


def _pack(ids: list[NodeId]) -> bytes:
    return b"".join(_ID.pack(node.ip, node.port) for node in ids)


def _unpack(payload: bytes) -> list[NodeId]:
    return [NodeId(*fields) for fields in _ID.iter_unpack(payload)]


class StressTree(overlay.Algorithm):
    """A node of the tree.

    Args:
        entry: a node that is in the tree when this one joins; None for the root.
    """

    def __init__(self, entry: NodeId | None = None) -> None:
        self.entry = entry
        self.parent: NodeId | None = None
        self.children: list[NodeId] = []
        self.stress_of: dict[NodeId, float] = {}

    def process(self, message: overlay.Message, engine: overlay.Engine) -> None:
        sender = engine.upstream
        if message.type == MessageType.DATA:
            if self.parent:
                engine.deliver(message)
            for child in self.children:
                engine.send(message, child)
        elif message.type == MessageType.S_JOIN and self.entry:
            engine.send(engine.make(QUERY, APP, _pack([engine.id])), self.entry)
        elif message.type == QUERY:
            self._on_query(_unpack(message.payload), engine)
        elif message.type == OFFER:
            engine.send(engine.make(ATTACH, APP), sender)
        elif message.type == ATTACH:
            self.children.append(sender)
            engine.send(engine.make(ACCEPTED, APP), sender)
            self._tell_stress(engine)
        elif message.type == ACCEPTED:
            self.parent = sender
            self._tell_stress(engine)
        elif message.type == STRESS:
            self.stress_of[sender] = struct.unpack("!d", message.payload)[0]

    def _stress(self, engine: overlay.Engine) -> float:
        """Edges by bandwidth, in 1/MBps."""
        edges = len(self.children) + (1 if self.parent else 0)
        return edges * 1e6 / engine.total_bandwidth

    def _tell_stress(self, engine: overlay.Engine) -> None:
        payload = struct.pack("!d", self._stress(engine))
        for neighbour in [self.parent, *self.children] if self.parent else self.children:
            engine.send(engine.make(STRESS, APP, payload), neighbour)

    def _on_query(self, path: list[NodeId], engine: overlay.Engine) -> None:
        """Pass a query on to the least stressed neighbour, or be the parent of who joins.

        Args:
            path: who joins, then the members that have passed it on.
        """
        known = [
            node
            for node in ([self.parent] if self.parent else []) + sorted(self.children)
            if node in self.stress_of and node not in path
        ]
        own = self._stress(engine)
        if known:
            best = min(known, key=self.stress_of.__getitem__)  # of equals the parent, then by id
            other = self.stress_of[best]
            is_tie = abs(other - own) <= own * 1e-9
            if (other < own and not is_tie) or (is_tie and best == self.parent):
                engine.send(engine.make(QUERY, APP, _pack([*path, engine.id])), best)
                return
        engine.send(engine.make(OFFER, APP), path[0])


def main() -> None:
    numbers = random.Random(1)
    network = overlay.FastNetwork(delay="10ms")
    nodes = [StressTree()]
    network.add_node(nodes[0], total="100KBps")
    for number in range(1, 30):
        nodes.append(StressTree(network.id_of(numbers.randrange(number))))
        network.add_node(nodes[-1], total=f"{numbers.uniform(50, 200):.1f}KBps")
        network.tell(number, MessageType.S_JOIN, APP)
        network.advance("1s")
    network.start_source(0, APP)
    network.advance("100s")
    for number, node in enumerate(nodes):
        rate = network.counters(number)["delivered_bytes"] / 100 / 1000
        parent = network.number_of(node.parent) if node.parent else "-"
        print(f"node {number}: parent {parent}, {len(node.children)} children, {rate:.1f} KBps")


if __name__ == "__main__":
    main()
