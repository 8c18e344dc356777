# SPDX-License-Identifier: GPL-2.0-only
"""One end of a cable."""

from __future__ import annotations

import json
from dataclasses import dataclass

from commands import call

_FRAME_HEADER_BYTES = 14
_BURST_SECONDS = 0.01


@dataclass(frozen=True)
class Counters:
    """What an interface counted since it was made, and its queue since it was set.

    Attributes:
        sent_packets: frames that left.
        sent_bytes: their bytes.
        received_packets: frames that arrived.
        received_bytes: their bytes.
        queue_drops: frames that the queue of a rate limit dropped.
    """

    sent_packets: int
    sent_bytes: int
    received_packets: int
    received_bytes: int
    queue_drops: int


@dataclass(frozen=True)
class Interface:
    """An Ethernet interface in a host.

    Attributes:
        namespace: of the host.
        name: in the host, as eth0.
        address: its IPv4 address; "" if it has none.
        mtu: in bytes, without the header of the frame.
    """

    namespace: str
    name: str
    address: str
    mtu: int

    @property
    def mac(self) -> str:
        """Its Ethernet address, as 02:00:00:00:00:01."""
        return self._link()["address"]

    def up(self) -> None:
        """Put the cable in."""
        self._ip("link", "set", self.name, "up")

    def down(self) -> None:
        """Pull the cable out. The host forgets its routes through it."""
        self._ip("link", "set", self.name, "down")

    def counters(self) -> Counters:
        """What passed so far."""
        statistics = self._link()["stats64"]
        queues = json.loads(self._tc("-s", "-j", "qdisc", "show", "dev", self.name))
        return Counters(
            sent_packets=statistics["tx"]["packets"],
            sent_bytes=statistics["tx"]["bytes"],
            received_packets=statistics["rx"]["packets"],
            received_bytes=statistics["rx"]["bytes"],
            queue_drops=sum(queue.get("drops", 0) for queue in queues if queue.get("root")),
        )

    def limit_by_tbf(
        self, rate_mbps: float, queue_packets: int = 100, burst_bytes: int | None = None
    ) -> None:
        """Limit what leaves with a token bucket and a queue that drops at its tail.

        Args:
            rate_mbps: in Mb/s, which frames with their headers count against; more than 0.
            queue_packets: how many frames of the largest size fit into the queue; more than 0.
            burst_bytes: what may leave at once; what comes in 10 ms if not given, which outlasts the
                scheduling of a busy machine. At least one frame.

        Raises:
            ValueError: a value is out of range.
        """
        burst = self._checked_burst(rate_mbps, queue_packets, burst_bytes)
        limit = queue_packets * self._frame_bytes
        self._set_queue(
            *("tbf", "rate", _rate(rate_mbps), "burst", str(burst), "limit", str(limit))
        )

    def limit_by_htb(
        self,
        rate_mbps: float,
        queue_packets: int = 100,
        burst_bytes: int | None = None,
    ) -> None:
        """Limit what leaves with one class of a hierarchical token bucket; else as limit_by_tbf."""
        burst = str(self._checked_burst(rate_mbps, queue_packets, burst_bytes))
        self._set_queue("handle", "1:", "htb", "default", "1")
        self._tc(
            *("class", "add", "dev", self.name, "parent", "1:", "classid", "1:1", "htb"),
            *("rate", _rate(rate_mbps), "burst", burst, "cburst", burst),
            # Said, because the default warns at high rates; with one class it decides nothing.
            *("quantum", str(self._frame_bytes)),
        )
        self._tc(
            *("qdisc", "add", "dev", self.name, "parent", "1:1", "pfifo"),
            *("limit", str(queue_packets)),
        )

    def unlimit(self) -> None:
        """Take a rate limit and its queue away; nothing happens if there is none."""
        queues = json.loads(self._tc("-j", "qdisc", "show", "dev", self.name))
        if any(queue["kind"] in ("tbf", "htb") for queue in queues):
            self._tc("qdisc", "del", "dev", self.name, "root")

    @property
    def _frame_bytes(self) -> int:
        return self.mtu + _FRAME_HEADER_BYTES

    def _checked_burst(self, rate_mbps: float, queue_packets: int, burst_bytes: int | None) -> int:
        if not rate_mbps > 0:
            raise ValueError(f"the rate is {rate_mbps:g} Mb/s, allowed: more than 0")
        if queue_packets < 1:
            raise ValueError(f"the queue is {queue_packets} packets, allowed: 1 or more")
        if burst_bytes is None:
            return max(round(rate_mbps * 1e6 / 8 * _BURST_SECONDS), 2 * self._frame_bytes)
        if burst_bytes < self._frame_bytes:
            raise ValueError(
                f"the burst is {burst_bytes} bytes, allowed: {self._frame_bytes} (a frame) or more"
            )
        return burst_bytes

    def _set_queue(self, *options: str) -> None:
        self.unlimit()
        self._tc("qdisc", "add", "dev", self.name, "root", *options)

    def _link(self) -> dict:
        return json.loads(self._ip("-s", "-j", "link", "show", "dev", self.name))[0]

    def _ip(self, *arguments: str) -> str:
        return call("ip", "-n", self.namespace, *arguments)

    def _tc(self, *arguments: str) -> str:
        return call("tc", "-n", self.namespace, *arguments)


def _rate(rate_mbps: float) -> str:
    return f"{round(rate_mbps * 1e6)}bit"
