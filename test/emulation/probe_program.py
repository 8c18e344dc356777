# SPDX-License-Identifier: GPL-2.0-only
"""The two ends of a stream of numbered datagrams; programs that run in hosts.

Usage: probe_program.py send ADDRESS PORT COUNT RATE SIZE
       probe_program.py receive PORT

A datagram begins with its number, from 0 on, and the time of the sender. The receiver ends with SIGINT
and then writes a line for each datagram in the order of arrival: number, when it was sent, when the
kernel got it, both in ns of the machine's clock. The sender writes how many it sent.
"""

from __future__ import annotations

import signal
import socket
import struct
import sys
import time

HEADER = struct.Struct("!QQ")

# What Linux calls them; Python does not name them.
_SO_TIMESTAMPNS = 35
_SO_RCVBUFFORCE = 33
_TIMESPEC = struct.Struct("@qq")
# Datagrams wait here while the machine runs something else.
_BUFFER_BYTES = 16 << 20


def send(address: str, port: int, count: int, rate: float, size: int) -> None:
    """Send datagrams at equal distances; those that are late are sent at once."""
    padding = bytes(size - HEADER.size)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        start = time.monotonic()
        for number in range(count):
            wait = start + number / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            datagram = HEADER.pack(number, time.time_ns()) + padding
            sender.sendto(datagram, (address, port))
    print(count)


def _widen(receiver: socket.socket) -> None:
    try:
        receiver.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
    except PermissionError:  # root in a user namespace has what users may have
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)


def receive(port: int) -> None:
    """Receive until SIGINT comes."""
    arrivals = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        _widen(receiver)
        receiver.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        receiver.bind(("0.0.0.0", port))
        try:
            while True:
                datagram, ancillary, *_ = receiver.recvmsg(65536, 64)
                if len(datagram) >= HEADER.size:
                    arrivals.append((datagram[: HEADER.size], ancillary[0][2]))
        except KeyboardInterrupt:
            pass
    for header, stamp in arrivals:
        seconds, nanoseconds = _TIMESPEC.unpack(stamp)
        print(*HEADER.unpack(header), seconds * 1_000_000_000 + nanoseconds)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.argv[1] == "send":
        to, at, how_many, per_second, length = sys.argv[2:]
        send(to, int(at), int(how_many), float(per_second), int(length))
    else:
        receive(int(sys.argv[2]))
