# SPDX-License-Identifier: GPL-2.0-only
"""A network of our own between two hosts: the kernel has no netem everywhere."""

from __future__ import annotations

import experiments
from host import Host
from hosts import Hosts
from interface import Interface
from process import Process


def join(
    hosts: Hosts,
    left: Host,
    right: Host,
    addresses: tuple[str | None, str | None],
    **parameters: object,
) -> tuple[Interface, Interface, Process]:
    """Join two hosts by a path that loses and delays packets.

    Args:
        hosts: get one host more, in which the path is.
        left: a host.
        right: another one.
        addresses: as Hosts.cable takes them.
        **parameters: of the experiment lossy-path.

    Returns:
        The ends at the hosts, and the path.
    """
    middle = hosts.host(f"path{left.name[:4]}{right.name[:4]}")
    here, near = hosts.cable(left, middle, (addresses[0], None))
    there, far = hosts.cable(right, middle, (addresses[1], None))
    ends = {"left": near.name, "right": far.name}
    path = experiments.start(middle, "lossy-path", ends, duration="3600s", **parameters)
    return here, there, path
