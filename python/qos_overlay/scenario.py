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

from functools import partial
from pathlib import Path
from typing import Any

from ._core.scenario import (
    CmFlow,
    CongestionManager,
    Datagrams,
    Dumbbell,
    Graph,
    Host,
    Link,
    Listener,
    Network,
    OverlayNode,
    Overqos,
    OverqosLink,
    OverqosNode,
    QSocket,
    Socket,
    Star,
    Transfer,
)
from .errors import ParameterError, SimulationError

__all__ = [
    "CmFlow",
    "CongestionManager",
    "Datagrams",
    "Dumbbell",
    "Graph",
    "Host",
    "Link",
    "Listener",
    "Network",
    "OverlayNode",
    "Overqos",
    "OverqosLink",
    "OverqosNode",
    "QSocket",
    "SimulationError",
    "Socket",
    "Star",
    "Transfer",
    "read_graph",
]

_KNOBS = ("rate", "delay", "queue")


def read_graph(path: str | Path, **defaults: Any) -> Graph:
    """A network from a file.

    Args:
        path: a file that networkx reads, by its suffix: .graphml (also those of the Internet
            Topology Zoo), .gml, or .edgelist with a line `a b {'rate': '10Mbps', 'delay': '5ms'}`
            for each link. The attributes rate, delay and queue of an edge are those of the link;
            edges between the same nodes, in whichever direction, are one link and must agree.
        defaults: keywords of Graph: what links have whose edges do not say it, and the seed.

    Raises:
        ParameterError: if there is no such file, it cannot be read, or it is no network.
    """
    import networkx

    readers = {
        ".graphml": networkx.read_graphml,
        ".gml": networkx.read_gml,
        ".edgelist": partial(networkx.read_edgelist, create_using=networkx.MultiGraph),
    }
    path = Path(path)
    if path.suffix not in readers:
        raise ParameterError(f"path is '{path}', allowed: a file {', '.join(sorted(readers))}")
    try:
        graph = readers[path.suffix](path)
    except Exception as error:
        raise ParameterError(f"file '{path}' cannot be read: {error}") from error
    for node, edges in graph.degree():
        if edges == 0:
            raise ParameterError(f"node '{node}' of file '{path}' has no link, allowed: connected")
    links: dict[frozenset[str], tuple[str, str, dict[str, Any]]] = {}
    for source, target, edge in graph.edges(data=True):
        link = (str(source), str(target), {name: edge[name] for name in _KNOBS if name in edge})
        if links.setdefault(frozenset(link[:2]), link)[2] != link[2]:
            raise ParameterError(
                f"links between '{source}' and '{target}' of file '{path}' differ in rate, delay or "
                "queue, allowed: one, or equal ones"
            )
    return Graph(links.values(), **defaults)
