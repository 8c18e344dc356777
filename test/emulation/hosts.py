# SPDX-License-Identifier: GPL-2.0-only
"""Scripted hosts that are joined by cables, and leave nothing behind."""

from __future__ import annotations

import ipaddress
import itertools
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import namespaces
from commands import call
from host import Host
from interface import Interface

# The kernel else leaves checksums to the hardware and joins frames, and a veth has no hardware: frames
# arrive with unfinished checksums and larger than the MTU. ns-3 computes checksums, and wants frames
# as a cable carries them. What is for a program in the same machine is treated alike.
_OFFLOADS = ("rx", "tx", "sg", "tso", "gso", "gro")

_NAME = re.compile(r"[a-z][a-z0-9]{0,15}")


class Hosts:
    """A set of named hosts, and the cables between them, while a context lasts.

    Behind the context no process, namespace or file is left. When this process is killed, its commands
    are killed, and its namespaces and files go with the next context of any process.

    Attributes:
        folder: for files that are gone with the hosts, as the output of commands.
    """

    _numbers = itertools.count()

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._stack = ExitStack()
        self._number = next(self._numbers)

    def __enter__(self) -> Hosts:
        """Begin with no host.

        Raises:
            EmulationError: the namespaces of a dead process cannot be removed.
        """
        namespaces.remove_stale()
        prefix = namespaces.name_for(self._number, "")
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix=prefix)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def host(self, name: str) -> Host:
        """Make a host without interfaces, apart from lo.

        Args:
            name: not that of another one; small letters and digits, at most 16, a letter first.

        Raises:
            ValueError: the name is not allowed.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(
                f'the name of a host is "{name}", allowed: 1 to 16 small letters and digits, a '
                "letter first"
            )
        if name in self._hosts:
            raise ValueError(f'the name of a host is "{name}", allowed: one that no other host has')
        namespace = namespaces.name_for(self._number, name)
        self._stack.callback(namespaces.remove, namespace)
        self._hosts[name] = Host(name, namespace, self.folder)
        self._stack.callback(self._hosts[name].end_all)
        return self._hosts[name]

    def cable(
        self,
        left: Host,
        right: Host,
        addresses: tuple[str | None, str | None],
        mtu: int = 1500,
    ) -> tuple[Interface, Interface]:
        """Join two hosts by an Ethernet cable of no delay and no rate. Offloads are off.

        Each host gets its next interface: eth0, eth1 and so on.

        Args:
            left: a host.
            right: another one.
            addresses: IPv4 addresses of the two ends with the length of the network, as 10.0.0.1/24;
                None for an end at which the kernel is silent, for a program with a network stack of
                its own: no address, no ARP, no IPv6.
            mtu: of both ends in bytes; 68 to 65535.

        Returns:
            The two ends.

        Raises:
            ValueError: a host, an address or the MTU is not allowed.
        """
        if left is right:
            raise ValueError(f"both ends are at {left.name}, allowed: two hosts")
        if not 68 <= mtu <= 65535:
            raise ValueError(f"the MTU is {mtu}, allowed: 68 to 65535")
        parsed = [None if address is None else _parse(address) for address in addresses]
        ends = tuple(
            Interface(
                host.namespace,
                f"eth{len(host.interfaces)}",
                str(address.ip) if address else "",
                mtu,
            )
            for host, address in zip((left, right), parsed)
        )
        call(
            *("ip", "-n", left.namespace, "link", "add", ends[0].name, "mtu", str(mtu)),
            *("type", "veth"),
            *("peer", "name", ends[1].name, "mtu", str(mtu), "netns", right.namespace),
        )
        for host, end, address in zip((left, right), ends, parsed):
            host.interfaces[end.name] = end
            _configure(end, address)
        return ends


def _parse(address: str) -> ipaddress.IPv4Interface:
    try:
        if "/" not in address:
            raise ValueError
        return ipaddress.IPv4Interface(address)
    except ValueError:
        raise ValueError(
            f'an address is "{address}", allowed: IPv4 with the length of its network, as 10.0.0.1/24'
        ) from None


def _configure(end: Interface, address: ipaddress.IPv4Interface | None) -> None:
    switches = itertools.chain.from_iterable((offload, "off") for offload in _OFFLOADS)
    call("ip", "netns", "exec", end.namespace, "ethtool", "-K", end.name, *switches)
    lines = [f"link set {end.name} up"]
    if address is None:
        # Without an address the kernel would still answer for those of other interfaces.
        lines.insert(0, f"link set {end.name} arp off")
    else:
        lines.append(f"address add {address} broadcast + dev {end.name}")
    call("ip", "-n", end.namespace, "-batch", "-", text="\n".join(lines) + "\n")
