# SPDX-License-Identifier: GPL-2.0-only
"""What hosts need, and whether it is there."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from commands import ENVIRONMENT, EmulationError, call

# With the packages of Debian that have them.
_PROGRAMS = {
    "ip": "iproute2",
    "tc": "iproute2",
    "ss": "iproute2",
    "ethtool": "ethtool",
    "iperf3": "iperf3",
    "ping": "iputils-ping",
    "curl": "curl",
    "setpriv": "util-linux",
}

# Numbers of the kernel's linux/capability.h.
_CAPABILITIES = {"CAP_NET_ADMIN": 12, "CAP_NET_RAW": 13, "CAP_SYS_ADMIN": 21}

_KERNEL_PARTS = {
    "pairs of veth": "true",
    "the queue discipline tbf": "tc qdisc add dev left root tbf rate 1mbit burst 2000 limit 9000",
    "the queue discipline htb": "tc qdisc add dev left root htb",
}


def what_is_missing() -> str:
    """The first program, right or part of the kernel that is missing, in a sentence; "" if none is."""
    for program, package in _PROGRAMS.items():
        if not shutil.which(program, path=ENVIRONMENT["PATH"]):
            return f"the program {program} is missing (package {package})"
    effective = re.search(r"^CapEff:\s*(\w+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    for capability, number in _CAPABILITIES.items():
        if not int(effective[1], 16) >> number & 1:
            return f"the right {capability} is missing (root has it)"
    return _missing_of_kernel()


def _missing_of_kernel() -> str:
    trial = f"qos-trial-{os.getpid()}"  # not in the form of a host's namespace
    try:
        call("sh", "-c", f"ip netns add {trial} && ip netns del {trial}")
    except EmulationError as error:
        return f"the right to make network namespaces is missing ({error})"
    for part, command in _KERNEL_PARTS.items():
        try:
            pair = "ip link add name left type veth peer name right"
            call("unshare", "--net", "sh", "-c", f"{pair} && {command}")
        except EmulationError as error:
            return f"the kernel's {part} is missing ({error})"
    return ""
