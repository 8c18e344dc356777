# SPDX-License-Identifier: GPL-2.0-only
"""A scripted host: a network namespace with the kernel's own network stack."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from commands import EmulationError, call
from interface import Interface
from process import Finished, Process

# What a host is like, whatever the machine is like; a new namespace takes some settings from it.
_SETTINGS = {
    # Nothing sends neighbour or router solicitations between the packets of a test.
    "ipv6/conf/all/disable_ipv6": 1,
    "ipv6/conf/default/disable_ipv6": 1,
    "ipv4/ip_forward": 0,
    # Ways that are not symmetric are allowed.
    "ipv4/conf/all/rp_filter": 0,
    "ipv4/conf/default/rp_filter": 0,
    # An interface answers for its own addresses only.
    "ipv4/conf/all/arp_ignore": 1,
    # Every kernel has it.
    "ipv4/tcp_congestion_control": "reno",
    # A connection does not begin with what the one before learnt.
    "ipv4/tcp_no_metrics_save": 1,
}


class Host:
    """A namespace with named interfaces, in which commands run.

    Made by Hosts.host(); gone with the Hosts.

    Attributes:
        name: what the test calls it.
        namespace: what ip netns calls it.
        interfaces: by their names, eth0 first.
    """

    def __init__(self, name: str, namespace: str, folder: Path) -> None:
        """Make the namespace.

        Args:
            name: of the host.
            namespace: a name that no namespace has.
            folder: for the output of commands; it is there.
        """
        self.name = name
        self.namespace = namespace
        self.interfaces: dict[str, Interface] = {}
        self._folder = folder
        self._processes: list[Process] = []
        self._numbers = itertools.count()
        call("ip", "netns", "add", namespace)
        self._set(_SETTINGS)
        call("ip", "-n", namespace, "link", "set", "lo", "up")

    def route(self, destination: str, via: str) -> None:
        """Send what is for a network through a neighbour.

        Args:
            destination: as 10.0.2.0/24, or default.
            via: the neighbour's address.
        """
        call("ip", "-n", self.namespace, "route", "replace", destination, "via", via)

    def forward(self, on: bool = True) -> None:
        """Whether packets for others are sent on."""
        self._set({"ipv4/ip_forward": int(on)})

    def use_congestion_control(self, name: str) -> None:
        """What TCP connections that begin from now on use, as reno (the default) or cubic.

        Raises:
            EmulationError: the kernel does not have it.
        """
        self._set({"ipv4/tcp_congestion_control": name})

    def new_file(self, name: str) -> Path:
        """A path of a file that another one does not have, and that is gone with the Hosts.

        Args:
            name: a part of its name.
        """
        return self._folder / f"{self.name}-{next(self._numbers)}-{name}"

    def start(self, *command: str | Path, environment: dict[str, str] | None = None) -> Process:
        """Run a command in the background, at the latest until the Hosts are gone.

        Args:
            command: program and arguments.
            environment: added to that of this process.
        """
        words = tuple(map(str, command))
        files = self.new_file(Path(words[0]).name)
        process = Process(self.namespace, words, files, environment or {})
        self._processes.append(process)
        return process

    def run(
        self,
        *command: str | Path,
        timeout: float = 30,
        check: bool = True,
        environment: dict[str, str] | None = None,
    ) -> Finished:
        """Run a command and wait for its end.

        Args:
            command: program and arguments.
            timeout: in seconds.
            check: whether a status that is not 0 is an error.
            environment: added to that of this process.

        Returns:
            Status, output and errors.

        Raises:
            EmulationError: it fails, or takes too long; it is then ended.
        """
        process = self.start(*command, environment=environment)
        finished = process.wait(timeout)
        if check:
            process.check(finished)
        return finished

    def wait_for_socket(
        self, port: int, server: Process, protocol: str = "tcp", timeout: float = 10
    ) -> None:
        """Wait until a server listens.

        Args:
            port: its port.
            server: its process.
            protocol: tcp or udp.
            timeout: in seconds.

        Raises:
            EmulationError: it does not in time, or ends before.
        """
        deadline = time.monotonic() + timeout
        query = ("ss", "-Hln", f"--{protocol}", f"sport = :{port}")
        while not call("ip", "netns", "exec", self.namespace, *query):
            if not server.is_running():
                server.check(server.wait())
                raise EmulationError(f"{server.command[0]} on {self.name} ended at once")
            if time.monotonic() > deadline:
                raise EmulationError(
                    f"{server.command[0]} on {self.name} does not listen on {protocol} port {port} "
                    f"after {timeout:g} s"
                )
            time.sleep(0.01)

    def end_all(self) -> None:
        """End all commands, first with SIGINT."""
        for process in self._processes:
            process.end(timeout=1)

    def _set(self, settings: dict[str, int | str]) -> None:
        """Write files of /proc/sys/net; those of IPv6 may be absent, which is as good as off."""
        lines = [
            f"[ ! -e {group} ] || echo {value} >/proc/sys/net/{setting}"
            for setting, value in settings.items()
            for group in [f"/proc/sys/net/{setting.split('/')[0]}"]
        ]
        call("ip", "netns", "exec", self.namespace, "sh", "-e", text="\n".join(lines))
