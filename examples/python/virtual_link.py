# SPDX-License-Identifier: GPL-2.0-only
"""A call and a download over a lossy path, without and with a controlled-loss virtual link.

    left0 --- left router --- 10 Mb/s, 20 ms, loses in bursts --- right router --- right0

Source: OverQoS (NSDI 2004), section 3: applications see a loss below a target, for some bandwidth
and some delay.
"""

from dataclasses import dataclass

import numpy
from qos_overlay import scenario

LOSS = {"model": "gilbert", "loss_rate": 0.02, "mean_burst": 4}
WARM_UP = 20  # s; a virtual link first learns what is lost


@dataclass
class Outcome:
    """What the applications saw behind the warm-up, and what it cost.

    Attributes:
        path_loss: share of the packets that the path lost.
        loss: share of the call's datagrams that did not arrive.
        delay_p95_ms: of the call's datagrams.
        download_s: time of the download.
        redundancy: mean share of redundancy in what the virtual link sent; 0 without one.
    """

    path_loss: float
    loss: float
    delay_p95_ms: float
    download_s: float
    redundancy: float = 0


def run(managed: bool, seed: int = 1, duration: float = 120) -> Outcome:
    """Send a call and a download.

    Args:
        managed: whether they go through a virtual link.
        seed: of the simulation.
        duration: simulated seconds, more than the warm-up.
    """
    net = scenario.Dumbbell(pairs=2, rate="10Mbps", delay="20ms", seed=seed)
    path = net.bottleneck
    path.lose(**LOSS)
    caller, callee = net.left[0], net.right[0]
    if managed:
        overlay = scenario.Overqos(net)
        entry, exit = overlay.install(caller), overlay.install(callee)
        link, _ = overlay.connect(entry, exit, residual_target=0.001, flows=10)
        callee = exit.tunnel
    call = caller.datagrams(callee, "200kbps", packet_bytes=500)
    net.advance(WARM_UP)
    download = caller.transfer(callee, "5MB")
    net.advance(duration - WARM_UP)

    received = call.received[call.received["sequence"] * 0.02 >= WARM_UP]
    expected = call.sent_packets - WARM_UP / 0.02
    outcome = Outcome(
        path_loss=path.lost / path.sent_packets,
        loss=max(0, 1 - len(received) / expected),
        delay_p95_ms=1000 * numpy.percentile(received["delay_s"], 95),
        download_s=download.duration or float("inf"),
    )
    if managed:
        outcome.redundancy = link.states["redundancy"].mean()
    net.close()
    return outcome


def main() -> None:
    print("virtual link  loss of path  of call  delay (p95)  download  redundancy")
    for managed in (False, True):
        seen = run(managed)
        print(
            f"{'yes' if managed else 'no':12}  {seen.path_loss:12.2%}  {seen.loss:7.2%}"
            f"  {seen.delay_p95_ms:8.1f} ms  {seen.download_s:6.1f} s  {seen.redundancy:10.2%}"
        )


if __name__ == "__main__":
    main()
