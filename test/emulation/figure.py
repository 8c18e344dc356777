# SPDX-License-Identifier: GPL-2.0-only
"""Draws what the README shows of real interfaces, from a run on this machine.

    QOS_BUILD=build/release /usr/bin/python3 test/emulation/figure.py FILE.png

takes three minutes and a half: a video and a sensor of QSockets, managed or not, beside real TCP, and the
same in simulation.
"""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.figure import Figure

from hosts import Hosts
from streams import BIN_SECONDS, QUIET_SECONDS, sense, stream

TRANSFERS = 8
MODES = ("none", "lossless", "lossy")


def frame_rates(managed: bool) -> list[float]:
    """What a real client sees of a video, in frames per second in each period."""
    with Hosts() as hosts:
        return stream(hosts, "qsockets-video", TRANSFERS, managed=managed).seen["fps_bins"]


def draw(path: Path) -> None:
    """Measure and draw."""
    canvas = Figure(figsize=(8, 3), dpi=100, layout="constrained")
    video, sensor = canvas.subplots(1, 2)
    for managed, label in ((True, "with QSockets"), (False, "without")):
        rates = frame_rates(managed)
        edges = [BIN_SECONDS * i for i in range(len(rates) + 1)]
        video.stairs(rates, edges, baseline=None, label=label, linewidth=1.5)
    video.axvline(QUIET_SECONDS, color="0.6", linestyle="--", linewidth=0.8)
    video.set(title="Video on a real link (measured)", xlabel="time, s", ylabel="frames/s")
    width = 0.4
    missed = [sense(mode) for mode in MODES]
    pairs = [(each.busy, each.simulated) for each in missed]
    for index, label in enumerate(("real link (measured)", "simulation")):
        places = [place + (index - 0.5) * width for place in range(len(MODES))]
        sensor.bar(places, [pair[index] for pair in pairs], width, label=label)
    sensor.set_xticks(range(len(MODES)), ["FIFO", "EDF", "EDF, drops"])
    sensor.set(title="Sensor with deadlines", ylabel="messages lost or late")
    for axes, top in ((video, 28), (sensor, 1)):
        axes.set_ylim(0, top)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    canvas.savefig(path, metadata={"Software": None})


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
