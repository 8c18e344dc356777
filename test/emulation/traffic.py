# SPDX-License-Identifier: GPL-2.0-only
"""Traffic between hosts by everyday programs, and what it measured as numbers.

A function start_NAME() measures in the background; NAME() waits for it.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from commands import complaint
from host import Host
from process import Process
from running import Running

# What programs take at most beyond the time that they measure.
_PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Ping:
    """Echo requests and their replies.

    Attributes:
        sent: requests.
        received: replies.
        loss: share of the requests without a reply, 0 to 1.
        min_ms: the shortest round trip in ms; NaN, as the following, without a reply.
        mean_ms: the mean.
        max_ms: the longest.
    """

    sent: int
    received: int
    loss: float
    min_ms: float
    mean_ms: float
    max_ms: float


@dataclass(frozen=True)
class Tcp:
    """A transfer by TCP.

    Attributes:
        goodput_mbps: payload that arrived per time, in Mb/s.
        received_bytes: payload that arrived.
        retransmits: segments that were sent again.
    """

    goodput_mbps: float
    received_bytes: int
    retransmits: int


@dataclass(frozen=True)
class Udp:
    """A stream of datagrams.

    Attributes:
        goodput_mbps: payload that arrived per time, in Mb/s.
        packets: datagrams up to the last one that arrived.
        loss: the share of them that did not arrive, 0 to 1.
        jitter_ms: as RFC 3550 defines it, in ms.
    """

    goodput_mbps: float
    packets: int
    loss: float
    jitter_ms: float


@dataclass(frozen=True)
class Fetch:
    """A file by HTTP.

    Attributes:
        seconds: from the start to the last byte.
        first_byte_seconds: from the start to the first byte.
        size: in bytes.
        sha256: of the bytes, in hexadecimal digits.
    """

    seconds: float
    first_byte_seconds: float
    size: int
    sha256: str


def ping(
    host: Host,
    address: str,
    count: int = 5,
    interval: float = 0.02,
    size: int = 56,
    patience: float = 1,
    fragment: bool = True,
) -> Ping:
    """Send echo requests.

    Args:
        host: who sends.
        address: to whom.
        count: how many.
        interval: between requests, in seconds.
        size: payload in bytes.
        patience: how long to wait for the reply to the last request, in seconds.
        fragment: whether the packets may be cut on the way.

    Raises:
        EmulationError: they cannot be sent. No reply is no error.
    """
    command = ["ping", "-n", "-q", "-c", str(count), "-i", str(interval), "-s", str(size)]
    command += ["-W", str(patience), *([] if fragment else ["-M", "do"]), address]
    process = host.start(*command)
    said = process.check(
        process.wait(count * interval + patience + _PATIENCE_SECONDS), allowed=(0, 1)
    )
    sent, received = map(
        int, re.search(r"(\d+) packets transmitted, (\d+) received", said).groups()
    )
    times = re.search(r"rtt \S+ = ([\d.]+)/([\d.]+)/([\d.]+)/", said)
    round_trips = map(float, times.groups()) if times else (math.nan,) * 3
    return Ping(sent, received, 1 - received / sent, *round_trips)


def tcp(sender: Host, receiver: Host, address: str, seconds: int = 3, **options) -> Tcp:
    """Transfer by TCP for some time; the rest is as for start_tcp."""
    return start_tcp(sender, receiver, address, seconds, **options).result()


def start_tcp(
    sender: Host,
    receiver: Host,
    address: str,
    seconds: int,
    congestion_control: str = "reno",
    port: int = 5201,
) -> Running[Tcp]:
    """Begin a transfer by TCP, with iperf3.

    Args:
        sender: who sends.
        receiver: who receives.
        address: the receiver's.
        seconds: how long; 1 or more.
        congestion_control: the sender's.
        port: the receiver's; one for each transfer at a time.

    Raises:
        EmulationError: the receiver does not come up.
        ValueError: a value is out of range.
    """
    options = ("-C", congestion_control)
    process, server = _start_iperf(sender, receiver, address, seconds, port, *options)

    def conclude() -> Tcp:
        end = _iperf_end(process)
        received = end["sum_received"]
        return Tcp(
            received["bits_per_second"] / 1e6, received["bytes"], end["sum_sent"]["retransmits"]
        )

    return Running(process, seconds + _PATIENCE_SECONDS, conclude, (server,))


def udp(sender: Host, receiver: Host, address: str, rate_mbps: float, **options) -> Udp:
    """Send datagrams for some time; the rest is as for start_udp."""
    return start_udp(sender, receiver, address, rate_mbps, **options).result()


def start_udp(
    sender: Host,
    receiver: Host,
    address: str,
    rate_mbps: float,
    seconds: int = 3,
    size: int = 1000,
    port: int = 5201,
) -> Running[Udp]:
    """Begin to send datagrams at a rate, with iperf3.

    What the sender's own rate limit holds back is not lost: it makes the sender wait.

    Args:
        sender: who sends.
        receiver: who receives.
        address: the receiver's.
        rate_mbps: of the payload, in Mb/s; more than 0.
        seconds: how long; 1 or more.
        size: payload of a datagram, in bytes; 16 to 65507.
        port: the receiver's; one for each stream at a time.

    Raises:
        EmulationError: the receiver does not come up.
        ValueError: a value is out of range.
    """
    if not rate_mbps > 0:
        raise ValueError(f"the rate is {rate_mbps:g} Mb/s, allowed: more than 0")
    if not 16 <= size <= 65507:
        raise ValueError(f"the size is {size} bytes, allowed: 16 to 65507")
    options = ("-u", "-b", f"{round(rate_mbps * 1e6)}", "-l", str(size))
    process, server = _start_iperf(sender, receiver, address, seconds, port, *options)

    def conclude() -> Udp:
        end = _iperf_end(process)
        total, received = end["sum"], end["sum_received"]
        return Udp(
            received["bits_per_second"] / 1e6,
            total["packets"],
            total["lost_packets"] / total["packets"] if total["packets"] else math.nan,
            total["jitter_ms"],
        )

    return Running(process, seconds + _PATIENCE_SECONDS, conclude, (server,))


def serve(host: Host, folder: Path, port: int = 8000) -> Process:
    """Serve the files of a folder by HTTP, with Python's own server, as long as the Hosts last.

    Args:
        host: who serves.
        folder: what.
        port: where.

    Raises:
        EmulationError: the server does not come up.
    """
    server = host.start(
        *(sys.executable, "-m", "http.server", "--directory", folder, "--bind", "0.0.0.0", port)
    )
    host.wait_for_socket(port, server)
    return server


def fetch(host: Host, url: str, timeout: float = 30) -> Fetch:
    """Fetch a file by HTTP, with curl.

    Args:
        host: who fetches.
        url: what.
        timeout: in seconds.

    Raises:
        EmulationError: the file does not come, not whole, or not in time.
    """
    return start_fetch(host, url, timeout).result()


def start_fetch(host: Host, url: str, timeout: float = 30) -> Running[Fetch]:
    """Begin to fetch a file; the arguments are those of fetch()."""
    file = host.new_file("fetched")
    process = host.start(
        *("curl", "--silent", "--show-error", "--fail", "--noproxy", "*"),
        *("--max-time", f"{timeout:g}", "--output", file),
        *("--write-out", "%{time_total} %{time_starttransfer}", url),
    )

    def conclude() -> Fetch:
        seconds, first_byte_seconds = map(float, process.check(process.wait()).split())
        content = file.read_bytes() if file.exists() else b""  # curl makes no file of no bytes
        return Fetch(seconds, first_byte_seconds, len(content), hashlib.sha256(content).hexdigest())

    return Running(process, timeout + _PATIENCE_SECONDS, conclude)


def _start_iperf(
    sender: Host, receiver: Host, address: str, seconds: int, port: int, *options: str
) -> tuple[Process, Process]:
    if seconds != int(seconds) or seconds < 1:  # iperf3 cuts fractions off, and 0 is for ever
        raise ValueError(f"the time is {seconds:g} s, allowed: 1, 2 and so on")
    server = receiver.start("iperf3", "-4", "-s", "-1", "-p", port)
    receiver.wait_for_socket(port, server)
    client = sender.start(
        *("iperf3", "-4", "-J", "-c", address, "-p", port, "-t", int(seconds)), *options
    )
    return client, server


def _iperf_end(process: Process) -> dict:
    """What iperf3 says at the end. Its status is 0 even if it failed; only the JSON tells."""
    report = json.loads(process.check(process.wait()))
    if "error" in report:
        raise complaint(process.command, "failed", report["error"])
    return report["end"]
