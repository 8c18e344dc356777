# SPDX-License-Identifier: GPL-2.0-only
"""Simulations of packets. Use qos_overlay.scenario."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import numpy

from ..overlay import Algorithm
from .overlay import BuiltInAlgorithm, Message, NodeId
from .schedulers import Demand, MessageReport

Duration = float | str | timedelta
Payload = bytes | int
Table = numpy.ndarray[Any, numpy.dtype[Any]]

class Link:
    """One direction of a link: the queue before it, and what it carries."""

    @property
    def name(self) -> str: ...
    @property
    def sent_packets(self) -> int: ...
    @property
    def sent_bytes(self) -> int: ...
    @property
    def dropped(self) -> int: ...
    @property
    def lost(self) -> int: ...
    def lose(self, model: str | None, **knobs: Any) -> None: ...
    def record(self) -> None: ...
    @property
    def queue(self) -> Table: ...
    @property
    def drops(self) -> Table: ...
    @property
    def losses(self) -> Table: ...

class Socket:
    """A socket of a host. What arrives is read at once and recorded."""

    def connect(self, to: Host, port: int) -> None: ...
    def send(self, payload: Payload) -> int: ...
    def close(self) -> None: ...
    def on_receive(self, callback: Callable[[bytes, tuple[str, int]], Any] | None) -> None: ...
    def on_writable(self, callback: Callable[[], Any] | None) -> None: ...
    def on_connected(self, callback: Callable[[], Any] | None) -> None: ...
    def on_closed(self, callback: Callable[[], Any] | None) -> None: ...
    @property
    def port(self) -> int: ...
    @property
    def sent_bytes(self) -> int: ...
    @property
    def received_bytes(self) -> int: ...
    @property
    def received(self) -> Table: ...

class Listener:
    """Takes connections."""

    @property
    def accepted(self) -> list[Socket]: ...

class Transfer:
    """A file that is sent over a connection of its own."""

    @property
    def received_bytes(self) -> int: ...
    @property
    def duration(self) -> float | None: ...
    @property
    def received(self) -> Table: ...
    @property
    def window(self) -> Table: ...

class Datagrams:
    """Datagrams at a constant rate."""

    @property
    def sent_packets(self) -> int: ...
    @property
    def received(self) -> Table: ...

class QSocket(Socket):
    """A socket whose messages a scheduler of its host knows (QSockets, section 2.2)."""

    def send(  # type: ignore[override]
        self,
        payload: Payload,
        *,
        deadline: Duration | None = None,
        droppable: bool = True,
        kind: int = 0,
        end_of_message: bool = True,
        unit: int = 0,
        message_bytes: int = 0,
    ) -> int: ...
    def demand(self, demand: Demand) -> None: ...
    def detach(self) -> None: ...
    def close(self) -> None: ...
    def info(self) -> dict[str, Any]: ...
    def on_report(self, callback: Callable[[MessageReport], Any] | None) -> None: ...
    @property
    def last_message(self) -> int: ...
    @property
    def reports(self) -> Table: ...

class CmFlow:
    """A flow that a program sends on and reports about (OSDI 2000, section 2.1)."""

    def request(self, packets: int = 1) -> None: ...
    def notify(self, bytes: int) -> None: ...
    def update(
        self,
        sent: int,
        received: int,
        loss_mode: str = "none",
        rtt: Duration | None = None,
    ) -> None: ...
    def query(self) -> dict[str, float | None]: ...
    def set_thresholds(self, down: float, up: float) -> None: ...
    def set_weight(self, weight: float) -> None: ...
    def on_grant(self, callback: Callable[[], Any] | None) -> None: ...
    def on_update(self, callback: Callable[[dict[str, float | None]], Any] | None) -> None: ...
    @property
    def mtu(self) -> int: ...
    @property
    def macroflow(self) -> int: ...
    def split(self) -> int: ...
    def join(self, macroflow: int) -> None: ...
    def close(self) -> None: ...

class CongestionManager:
    """The Congestion Manager of a host."""

    def open(self, to: Host, port: int, *, mtu: int = 0) -> CmFlow: ...
    @property
    def window(self) -> Table: ...
    @property
    def macroflows(self) -> int: ...

class OverlayNode:
    """An overlay node on a host: an engine with an algorithm, on TCP (iOverlay)."""

    @property
    def id(self) -> NodeId: ...
    def introduce(self, others: list[OverlayNode]) -> None: ...
    def tell(
        self,
        type: int,
        app: int = 0,
        payload: Payload = b"",
        *,
        parameters: tuple[int, int] | None = None,
    ) -> None: ...
    def start_source(
        self,
        app: int,
        *,
        bytes: int = 5120,
        rate: str | None = None,
        messages: int | None = None,
    ) -> None: ...
    def stop_source(self, app: int) -> None: ...
    def crash(self) -> None: ...
    def terminate(self) -> None: ...
    def on_deliver(self, callback: Callable[[Message], Any] | None) -> None: ...
    @property
    def counters(self) -> dict[str, int]: ...
    @property
    def delivered(self) -> Table: ...

class Host:
    """A host or a router."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    def socket(self, transport: str = "udp", *, port: int = 0) -> Socket: ...
    def listen(
        self,
        port: int,
        *,
        transport: str = "tcp",
        on_accept: Callable[[Socket], Any] | None = None,
    ) -> Listener: ...
    def transfer(
        self,
        to: Host,
        bytes: int | str | None = None,
        *,
        transport: str = "tcp",
        start: Duration = 0,
        **options: Any,
    ) -> Transfer: ...
    def datagrams(
        self,
        to: Host,
        rate: str,
        *,
        packet_bytes: int = 1000,
        transport: str = "udp",
        start: Duration = 0,
        stop: Duration | None = None,
    ) -> Datagrams: ...
    def qsockinit(
        self,
        scheduler: str,
        *,
        device: str = "eth0",
        device_queue: str = "1p",
        position: str = "below_stack",
        best_effort_packets: int = 100,
        stream_packets: int = 100,
        **options: Any,
    ) -> None: ...
    def qsocket(
        self,
        demand: Demand | None = None,
        *,
        transport: str = "udp",
        port: int = 0,
        device: str = "eth0",
        send_buffer: int | None = None,
        blocking: bool = True,
    ) -> QSocket: ...
    def install_cm(self, *, udp: Mapping[str, Any] = ..., **knobs: Any) -> CongestionManager: ...
    def overlay_node(
        self,
        algorithm: Algorithm | BuiltInAlgorithm,
        *,
        total: str | None = None,
        up: str | None = None,
        down: str | None = None,
        buffer: int = 10,
        policy: str = "lossless",
        observer: OverlayNode | None = None,
        seed: int | None = None,
        **knobs: Any,
    ) -> OverlayNode: ...

class Network:
    """Hosts and links. With them a simulation begins; the one before ends."""

    @property
    def hosts(self) -> list[Host]: ...
    def host(self, name: str) -> Host: ...
    @property
    def now(self) -> float: ...
    @property
    def events(self) -> int: ...
    def advance(self, time: Duration) -> None: ...
    def after(self, delay: Duration, callback: Callable[[], Any]) -> None: ...
    def every(
        self, period: Duration, callback: Callable[[], Any], *, start: Duration = 0
    ) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

class Dumbbell(Network):
    """Hosts on the left talk to hosts on the right through one link that all share."""

    def __init__(
        self,
        *,
        pairs: int = 1,
        rate: str = "10Mbps",
        delay: Duration = "30ms",
        queue: int = 100,
        queue_disc: str | None = None,
        access_rate: str = "1Gbps",
        access_delay: Duration = 0,
        access_queue: int = 10000,
        tcp: str = "ns3::TcpLinuxReno",
        seed: int = 1,
    ) -> None: ...
    @property
    def left(self) -> list[Host]: ...
    @property
    def right(self) -> list[Host]: ...
    @property
    def bottleneck(self) -> Link: ...
    @property
    def bottleneck_back(self) -> Link: ...
    def add_background(
        self, kind: str, *, first_pair: int = 0, pairs: int | None = None, **knobs: Any
    ) -> None: ...

class Graph(Network):
    """Hosts and links of any shape; packets take the way of the least delay."""

    def __init__(
        self,
        links: Iterable[tuple[str, str] | tuple[str, str, Mapping[str, Any]]],
        *,
        rate: str = "100Mbps",
        delay: Duration = "1ms",
        queue: int = 100,
        tcp: str = "ns3::TcpLinuxReno",
        seed: int = 1,
    ) -> None: ...
    def link(self, source: str, target: str) -> Link: ...
    @property
    def links(self) -> list[Link]: ...
    @staticmethod
    def chain(
        nodes: int,
        *,
        rate: str = "100Mbps",
        delay: Duration = "1ms",
        queue: int = 100,
        tcp: str = "ns3::TcpLinuxReno",
        seed: int = 1,
    ) -> Graph: ...
    @staticmethod
    def tree(
        children: int,
        depth: int,
        *,
        rate: str = "100Mbps",
        delay: Duration = "1ms",
        queue: int = 100,
        tcp: str = "ns3::TcpLinuxReno",
        seed: int = 1,
    ) -> Graph: ...

class Star(Network):
    """Hosts around a router, each with a delay of its own."""

    def __init__(
        self,
        delays: Iterable[Duration],
        *,
        rate: str = "1Gbps",
        queue: int = 10000,
        tcp: str = "ns3::TcpLinuxReno",
        seed: int = 1,
    ) -> None: ...

class OverqosNode:
    """An overlay node of OverQoS on a host, with a tunnel for what runs there."""

    @property
    def host(self) -> Host: ...
    @property
    def tunnel(self) -> Host: ...
    @property
    def number(self) -> int: ...
    @property
    def counters(self) -> dict[str, int]: ...
    def stop(self) -> None: ...
    def start(self) -> None: ...

class OverqosLink:
    """A controlled-loss virtual link in one direction."""

    @property
    def entry(self) -> OverqosNode: ...
    @property
    def exit(self) -> OverqosNode: ...
    @property
    def counters(self) -> dict[str, int]: ...
    @property
    def states(self) -> Table: ...

class Overqos:
    """An overlay of OverQoS: nodes on hosts, and virtual links between them."""

    def __init__(
        self, network: Network, *, tunnel: dict[str, Any] = {}, **node_knobs: Any
    ) -> None: ...
    def install(self, host: Host, **node_knobs: Any) -> OverqosNode: ...
    def connect(
        self,
        first: OverqosNode,
        second: OverqosNode,
        *,
        back: dict[str, Any] | None = None,
        **link_knobs: Any,
    ) -> tuple[OverqosLink, OverqosLink]: ...
    @property
    def nodes(self) -> list[OverqosNode]: ...
    @property
    def links(self) -> list[OverqosLink]: ...
