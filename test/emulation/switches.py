# SPDX-License-Identifier: GPL-2.0-only
"""A network of many hosts: an Ethernet switch."""

from __future__ import annotations

from commands import call
from host import Host
from hosts import Hosts
from interface import Interface

_BRIDGE = "br0"


class Switch:
    """Joins hosts by cables to a host of its own, which is a bridge of the kernel."""

    def __init__(self, hosts: Hosts, name: str) -> None:
        """Make a switch without cables.

        Args:
            hosts: get one host more.
            name: of that host.
        """
        self._hosts = hosts
        self._host = hosts.host(name)
        self._call("add", _BRIDGE, "type", "bridge")
        self._call("set", _BRIDGE, "addrgenmode", "none", "up")

    def join(self, host: Host, address: str | None) -> Interface:
        """Join a host to it.

        Args:
            host: the host; any number of times.
            address: of its end of the cable, as Hosts.cable takes it.

        Returns:
            That end.
        """
        end, port = self._hosts.cable(host, self._host, (address, None))
        self._call("set", port.name, "master", _BRIDGE)
        return end

    def _call(self, *words: str) -> None:
        call("ip", "-n", self._host.namespace, "link", *words)
