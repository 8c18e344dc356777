# SPDX-License-Identifier: GPL-2.0-only
"""A video beside bulk transfers of the same host, without and with a scheduler that knows of it.

    server --- 10 Mb/s, queue of 100 packets --- router --- client

A frame is useless when the next one is due, and I frames may not be dropped. Six transfers begin
after 15 s, and six more after 30 s.

Source: QSockets, Figure 4. The experiment `qsockets-video` is the same in C++.
"""

import random
from collections import Counter
from dataclasses import dataclass

import numpy
from qos_overlay import scenario, schedulers

FPS = 20
DURATION = 60  # s
STARTS = (15, 30)  # s, of the transfers
SIZES = {"I": 45920, "P": 32200, "B": 22960}  # bytes of a frame
SHARES = {"I": 0.1, "P": 0.3, "B": 0.6}
PORT = 5004


@dataclass
class Outcome:
    """What the client saw.

    Attributes:
        fps: frames a second that arrived before the transfers, beside six and beside twelve.
        lost: share of the frames that did not arrive, by kind.
        transfers_mbps: what the transfers had together, from the first begin on.
    """

    fps: list[float]
    lost: dict[str, float]
    transfers_mbps: float


def run(managed: bool, seed: int = 1, transfers: int = 6) -> Outcome:
    """Send the video.

    Args:
        managed: whether the server has a scheduler.
        seed: of the simulation and of the frames' kinds.
        transfers: how many begin at each time.
    """
    draw = random.Random(seed)
    net = scenario.Star(["250us", "250us"], rate="10Mbps", queue=100, seed=seed)
    server, client = net.hosts[:2]
    demand = None
    if managed:
        server.qsockinit("dwcs", meaning="delivered", residual="2.5ms")
        demand = schedulers.Demand(period=1 / FPS, oln=1, old=5)
    video = server.qsocket(demand, send_buffer=65536)
    video.connect(client, PORT)
    screen = client.socket(port=PORT)

    made, seen = Counter(), Counter()

    def send_frame() -> None:
        kind = draw.choices(list(SHARES), list(SHARES.values()))[0]
        made[kind] += 1
        frame = kind.encode().ljust(SIZES[kind], b"\0")
        video.send(frame, deadline=1 / FPS, droppable=kind != "I")

    screen.on_receive(lambda frame, sender: seen.update([frame[:1].decode()]))
    net.every(1 / FPS, send_frame)
    bulk = [
        server.transfer(client, start=start + draw.uniform(0, 0.1))
        for start in STARTS
        for _ in range(transfers)
    ]
    net.advance(DURATION)
    net.close()

    arrivals, _ = numpy.histogram(screen.received["time_s"], bins=[0, *STARTS, DURATION])
    return Outcome(
        fps=list(arrivals / numpy.diff([0, *STARTS, DURATION])),
        lost={kind: 1 - seen[kind] / made[kind] for kind in SIZES},
        transfers_mbps=sum(each.received_bytes for each in bulk) * 8e-6 / (DURATION - STARTS[0]),
    )


def main() -> None:
    print("scheduler  frames a second     lost: I       P       B  transfers")
    for managed in (False, True):
        outcome = run(managed)
        rates = "  ".join(f"{fps:4.1f}" for fps in outcome.fps)
        lost = "  ".join(f"{share:6.1%}" for share in outcome.lost.values())
        name = "DWCS" if managed else "none"
        print(f"{name:9}  {rates}    {lost}  {outcome.transfers_mbps:4.1f} Mb/s")


if __name__ == "__main__":
    main()
