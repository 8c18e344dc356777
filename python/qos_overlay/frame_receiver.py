# SPDX-License-Identifier: GPL-2.0-only
"""The client of the QSockets experiments on a real host: python -m qos_overlay.frame_receiver.

Counts the frames that a `qsockets-video` on other hosts sends here, and prints what came as one JSON
object. Needs nothing but Python's own library.
"""

import argparse
import json
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress

_HEADER = struct.Struct("!QBQQ")
"""Number, kind, time of sending, deadline: FrameHeader."""

_LARGEST = 65535
_BIN_SECONDS = 5


class _Ended(Exception):
    """A signal came."""


def _end(*_: object) -> None:
    raise _Ended


def _receive(port: int, seconds: float) -> Iterator[tuple[float, int]]:
    """Frames that come to a port.

    Args:
        port: of UDP.
        seconds: how long to wait for them.

    Yields:
        For each frame when it came, in seconds of the monotonic clock, and its number.
    """
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("", port))
        print("ready", flush=True)
        with suppress(TimeoutError, _Ended):
            while (left := deadline - time.monotonic()) > 0:
                receiver.settimeout(left)
                frame = receiver.recv(_LARGEST)
                if len(frame) >= _HEADER.size:
                    yield time.monotonic(), _HEADER.unpack_from(frame)[0]


def summarise(frames: list[tuple[float, int]], end: float) -> dict[str, object]:
    """What a client tells of its stream.

    Args:
        frames: when each came, in seconds, and its number from 1 on.
        end: until when the client waited for more, in seconds.

    Returns:
        `frames`, how many came; `lost`, how many before the last one did not; `fps_bins`, the frame
        rate in each whole period of five seconds from the first one to the end, also where none
        came; `gap_max_ms`, the longest time between two.
    """
    if not frames:
        return {"frames": 0, "lost": 0, "fps_bins": [], "gap_max_ms": None}
    times = [when - frames[0][0] for when, _ in frames]
    bins = [0] * int((end - frames[0][0]) // _BIN_SECONDS)
    for when in times:
        if when < len(bins) * _BIN_SECONDS:
            bins[int(when // _BIN_SECONDS)] += 1
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    return {
        "frames": len(frames),
        "lost": max(number for _, number in frames) - len(frames),
        "fps_bins": [count / _BIN_SECONDS for count in bins],
        "gap_max_ms": 1e3 * max(gaps, default=0.0),
    }


def main() -> None:
    """Receive until the time is over, SIGINT or SIGTERM, and print what came."""
    parser = argparse.ArgumentParser(description="Counts the frames of a qsockets-video.")
    parser.add_argument("--port", type=int, default=9000, help="of UDP (9000)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to receive (60)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)
    frames = list(_receive(arguments.port, arguments.seconds))
    print(json.dumps(summarise(frames, time.monotonic())))


if __name__ == "__main__":
    main()
