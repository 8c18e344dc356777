# SPDX-License-Identifier: GPL-2.0-only
"""Overlay nodes on a network of messages, with algorithms of C++ or of your own.

An algorithm is an object with one method. It is called for every message, one after the other, and
only reacts:

>>> from qos_overlay import overlay
>>> class Relay(overlay.Algorithm):
...     def __init__(self, to):
...         self.to = to
...
...     def process(self, message, engine):
...         if message.type == overlay.MessageType.DATA:
...             engine.send(message, self.to)
...
>>> network = overlay.FastNetwork(delay="10ms")
>>> sink = network.add_node(overlay.StaticRelay(delivers=True))
>>> source = network.add_node(Relay(network.id_of(sink)), total="200KBps")
>>> network.start_source(source, app=1, messages=5)
>>> network.advance("1s")
>>> network.counters(sink)["delivered"]
5

Times are seconds, or texts with a unit; rates are texts with a unit. Networks are independent of
each other, and of ns-3's simulator.
"""

from abc import ABC, abstractmethod
from enum import IntEnum

from ._core.overlay import (
    EdgeRole,
    Engine,
    FastNetwork,
    Message,
    NodeId,
    StaticRelay,
    TreeAlgorithm,
    Verdict,
    message_types,
)
from .errors import SimulationError

__all__ = [
    "USER",
    "Algorithm",
    "EdgeRole",
    "Engine",
    "FastNetwork",
    "Message",
    "MessageType",
    "NodeId",
    "SimulationError",
    "StaticRelay",
    "TreeAlgorithm",
    "Verdict",
]

MessageType = IntEnum("MessageType", message_types())
MessageType.__doc__ = "The types of messages that the engine and its algorithms know."

USER = 0x1000
"""The first number for types of messages of your own."""


class Algorithm(ABC):
    """What an overlay node does: one method."""

    @abstractmethod
    def process(self, message: Message, engine: Engine) -> Verdict | None:
        """React to a message: of another node, of a source here, of the observer or the engine.

        Args:
            message: the message; MessageType.DATA is the only type that has to be known.
            engine: what sends; valid during the call only.

        Returns:
            What was done with it; None means Verdict.DONE. HOLD is for data only.
        """
