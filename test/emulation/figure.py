# SPDX-License-Identifier: GPL-2.0-only
"""Draws what the README shows of real interfaces, from a run on this machine.

    QOS_BUILD=build/release /usr/bin/python3 test/emulation/figure.py FILE.png

takes three minutes and a half: a video and a sensor of QSockets, managed or not, beside real TCP, and the
same in simulation.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from matplotlib.figure import Figure

import experiments
from hosts import Hosts
from streams import BIN_SECONDS, BUSY_SECONDS, QUIET_SECONDS, stream

TRANSFERS = {"qsockets-video": 8, "qsockets-deadline": 4}
MODES = ("none", "lossless", "lossy")


def frame_rates(managed: bool) -> list[float]:
    """What a real client sees of a video, in frames per second in each period."""
    with Hosts() as hosts:
        name = "qsockets-video"
        return stream(hosts, name, TRANSFERS[name], managed=managed).seen["fps_bins"]


def missed(mode: str) -> tuple[float, float]:
    """The share of messages lost or late beside TCP: of a real client, and in simulation."""
    name = "qsockets-deadline"
    with Hosts() as hosts:
        streamed = stream(hosts, name, TRANSFERS[name], mode=mode)
        simulated = hosts.host("simulator").run(
            *(experiments.program(name), f"mode={mode}", f"flows={TRANSFERS[name]}"),
            *(f"perturbation={QUIET_SECONDS}s", f"duration={QUIET_SECONDS + BUSY_SECONDS}s"),
            "--json",
        )
    bins = streamed.seen["missed_bins"][QUIET_SECONDS // BIN_SECONDS + 1 :]
    return statistics.mean(bins), json.loads(simulated.stdout)["metrics"]["miss_after"]


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
    pairs = [missed(mode) for mode in MODES]
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
