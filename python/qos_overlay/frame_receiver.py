# SPDX-License-Identifier: GPL-2.0-only
"""The client of the QSockets experiments on a real host: python -m qos_overlay.frame_receiver.

Counts the frames of a `qsockets-video` or the messages of a `qsockets-deadline` that is on another
host, and prints what came as one JSON object. Needs nothing but Python's own library.

The clocks of the two hosts know nothing of each other. When a frame was sent is told by the frame;
how long it took is measured from the fastest one, which is taken to have arrived at once. A constant
delay of the network is thus not seen: --delay adds one.
"""

import argparse
import json
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

_HEADER = struct.Struct("!QBQQ")
"""Number, kind, time of sending, deadline: FrameHeader."""

_LARGEST = 65535
_BIN_SECONDS = 5
_NANO = 1e-9


@dataclass(frozen=True)
class Frame:
    """A frame that came.

    Attributes:
        came: when, in seconds of this host's clock.
        number: of the frame at its source, from 1 on.
        sent: when it was made, in seconds of its source's clock.
        deadline: when it becomes useless, in the same seconds; 0 if it does not.
    """

    came: float
    number: int
    sent: float = 0.0
    deadline: float = 0.0


class _Ended(Exception):
    """A signal came."""


def _end(*_: object) -> None:
    raise _Ended


def _receive(port: int, seconds: float) -> Iterator[Frame]:
    """Frames that come to a port.

    Args:
        port: of UDP.
        seconds: how long to wait for them.
    """
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("", port))
        print("ready", flush=True)
        with suppress(TimeoutError, _Ended):
            while (left := deadline - time.monotonic()) > 0:
                receiver.settimeout(left)
                datagram = receiver.recv(_LARGEST)
                if len(datagram) >= _HEADER.size:
                    number, _, sent, due = _HEADER.unpack_from(datagram)
                    yield Frame(time.monotonic(), number, sent * _NANO, due * _NANO)


def _late(frames: list[Frame], delay: float) -> list[bool]:
    """Whether each frame came after its deadline.

    Args:
        frames: at least one.
        delay: what the fastest of them took, in seconds.
    """
    offset = min(frame.came - frame.sent for frame in frames) - delay
    return [0 < frame.deadline < frame.came - offset for frame in frames]


def _missed_bins(frames: list[Frame], late: list[bool], seconds: float) -> list[float | None]:
    """The share of the frames late or lost, in each whole period in which they were made.

    Those that are lost count as made with the next one that came.

    Args:
        frames: at least one, and none twice.
        late: whether each came after its deadline.
        seconds: how long frames were received; there are no more periods than in that time.
    """
    begin = frames[0].sent
    last_sent = max(frame.sent for frame in frames) - begin
    count = int(min(last_sent, seconds) // _BIN_SECONDS)
    made = [0] * count
    missed = [0] * count
    last = frames[0].number - 1
    for frame, is_late in sorted(zip(frames, late), key=lambda pair: pair[0].number):
        period = int((frame.sent - begin) // _BIN_SECONDS)
        if 0 <= period < count:
            made[period] += frame.number - last
            missed[period] += frame.number - last - 1 + is_late
        last = max(last, frame.number)
    return [part / total if total else None for part, total in zip(missed, made)]


def summarise(frames: list[Frame], end: float, delay: float = 0.0) -> dict[str, object]:
    """What a client tells of its stream.

    Args:
        frames: in the order in which they came; one that comes again does not count.
        end: until when the client waited for more, in seconds of its clock.
        delay: what the fastest frame took, in seconds.

    Returns:
        `frames`, how many came; `lost`, how many before the last one did not; `late`, how many came
        after their deadline; `missed_bins`, the share of those that were late or lost in each whole
        period of five seconds of the source; `fps_bins`, the frame rate in each whole period of five
        seconds from the first one to the end, also where none came; `gap_max_ms`, the longest time
        between two.
    """
    if not frames:
        return {
            "frames": 0,
            "lost": 0,
            "late": 0,
            "missed_bins": [],
            "fps_bins": [],
            "gap_max_ms": None,
        }
    frames = list({frame.number: frame for frame in reversed(frames)}.values())[::-1]
    times = [frame.came - frames[0].came for frame in frames]
    bins = [0] * int((end - frames[0].came) // _BIN_SECONDS)
    for when in times:
        if when < len(bins) * _BIN_SECONDS:
            bins[int(when // _BIN_SECONDS)] += 1
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    late = _late(frames, delay)
    return {
        "frames": len(frames),
        "lost": max(frame.number for frame in frames) - len(frames),
        "late": sum(late),
        "missed_bins": _missed_bins(frames, late, end - frames[0].came),
        "fps_bins": [count / _BIN_SECONDS for count in bins],
        "gap_max_ms": 1e3 * max(gaps, default=0.0),
    }


def main() -> None:
    """Receive until the time is over, SIGINT or SIGTERM, and print what came."""
    parser = argparse.ArgumentParser(description="Counts the frames of a QSockets experiment.")
    parser.add_argument("--port", type=int, default=9000, help="of UDP (9000)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to receive (60)")
    parser.add_argument(
        "--delay", type=float, default=0, help="what the fastest frame takes, in ms (0)"
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)
    frames = list(_receive(arguments.port, arguments.seconds))
    print(json.dumps(summarise(frames, time.monotonic(), arguments.delay / 1e3)))


if __name__ == "__main__":
    main()
