# SPDX-License-Identifier: GPL-2.0-only
"""Simulations of packets that are built from Python: networks, hosts, and what runs on them.

A network is what a simulation begins with:

>>> from qos_overlay import scenario
>>> net = scenario.Dumbbell(pairs=2, rate="4Mbps", delay="30ms", queue=50, seed=1)
>>> download = net.left[0].transfer(net.right[0], "1MB")
>>> calls = net.left[1].datagrams(net.right[1], "64kbps", packet_bytes=160)
>>> net.advance("10s")
>>> download.received_bytes
1000000

Then what happened is there to read: numbers, and tables as structured arrays of numpy, which
`pandas.DataFrame()` takes as they are; a column's unit is behind its name.

>>> import numpy
>>> bool(numpy.percentile(calls.received["delay_s"], 95) > 0.03)
True

There is one simulation at a time in a process. It lasts until the next network is made, or until
`close()`; what was recorded stays. A network is a context manager too. Equal programs give equal
results, whatever ran before: all randomness comes from the seed.

Times that you give are texts with a unit, seconds or a `datetime.timedelta`; rates are texts with a
unit. Callbacks are called at their simulated time; one that raises ends the simulation with a
SimulationError. The blocks are those of the C++ helpers.
"""

from ._core.scenario import (
    Datagrams,
    Dumbbell,
    Host,
    Link,
    Listener,
    Network,
    Overqos,
    OverqosLink,
    OverqosNode,
    Socket,
    Star,
    Transfer,
)
from .errors import SimulationError

__all__ = [
    "Datagrams",
    "Dumbbell",
    "Host",
    "Link",
    "Listener",
    "Network",
    "Overqos",
    "OverqosLink",
    "OverqosNode",
    "SimulationError",
    "Socket",
    "Star",
    "Transfer",
]
