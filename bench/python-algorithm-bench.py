# SPDX-License-Identifier: GPL-2.0-only
"""What an overlay algorithm in Python costs, beside the same one in C++.

--json prints the rows as JSON and nothing else.
"""

import statistics
import subprocess
import sys
import time

from qos_overlay import overlay
from qos_overlay.bench import make_row, print_rows

APP = 1
HOPS = 32
SECONDS = 50
ROUNDS = 7
MOST_US = 10.0
MOST_IMPORT_S = 0.3


class Relay(overlay.Algorithm):
    """Sends data on."""

    def __init__(self, to: overlay.NodeId) -> None:
        self.to = to

    def process(self, message: overlay.Message, engine: overlay.Engine) -> None:
        if message.type == overlay.MessageType.DATA:
            engine.send(message, self.to)


def built_in(to: overlay.NodeId) -> overlay.StaticRelay:
    relay = overlay.StaticRelay()
    relay.add_route(APP, to)
    return relay


def call_seconds(algorithm) -> float:
    """Time of a call in a chain of nodes, with what the engine does for it."""
    network = overlay.FastNetwork(delay="1ms")
    network.add_node(overlay.StaticRelay())
    for node in range(HOPS):
        network.add_node(algorithm(network.id_of(node)))
    network.start_source(HOPS, APP, rate="10MBps")
    network.advance("1s")
    before = sum(network.counters(node)["processed"] for node in range(1, HOPS + 1))
    start = time.process_time()
    network.advance(SECONDS)
    elapsed = time.process_time() - start
    calls = sum(network.counters(node)["processed"] for node in range(1, HOPS + 1)) - before
    return elapsed / calls


def import_seconds() -> float:
    """Time until the package is there, in a process of its own."""
    program = (
        "import time; t = time.process_time(); import qos_overlay; print(time.process_time() - t)"
    )
    return float(subprocess.run([sys.executable, "-c", program], capture_output=True).stdout)


def measure() -> list[dict[str, object]]:
    """The rows. Each round does everything once, so that a disturbance hits both sides."""
    python, ratios, imports = [], [], []
    for _ in range(ROUNDS):
        python.append(call_seconds(Relay))
        ratios.append(python[-1] / call_seconds(built_in))
        imports.append(import_seconds())
    call = statistics.median(python) * 1e6
    loaded = statistics.median(imports)
    return [
        make_row(
            "python-algorithm-call", call, "us", "100,000 calls a second", call / MOST_US, 1.0
        ),
        make_row(
            "python-algorithm-twin", call, "us", "the same in C++", statistics.median(ratios), 50.0
        ),
        make_row("python-import", loaded, "s", f"{MOST_IMPORT_S:g} s", loaded / MOST_IMPORT_S, 1.0),
    ]


print_rows(measure(), sys.argv[1:])
