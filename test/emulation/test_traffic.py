# SPDX-License-Identifier: GPL-2.0-only
"""What programs measure between hosts with kernels at both ends."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest

from commands import EmulationError
from host import Host
from interface import Interface
from probes import Record, probe
from traffic import fetch, serve, start_udp, tcp, udp

RATE_MBPS = 10


@pytest.fixture
def ends(hosts) -> tuple[Host, Host, Interface, Interface]:
    """Two hosts, and the ends of the cable between them."""
    left, right = hosts.host("left"), hosts.host("right")
    return left, right, *hosts.cable(left, right, ("10.0.0.1/24", "10.0.0.2/24"))


def test_a_rate_limit_is_what_tcp_gets(ends):
    left, right, here, there = ends
    here.limit_by_tbf(RATE_MBPS)
    result = tcp(left, right, there.address, seconds=2)
    assert 8.5 <= result.goodput_mbps <= RATE_MBPS
    assert result.received_bytes > 0.8 * 2 * RATE_MBPS * 1e6 / 8


def test_without_its_limit_an_interface_is_fast(ends):
    left, right, here, there = ends
    here.limit_by_htb(RATE_MBPS)
    here.limit_by_tbf(RATE_MBPS)
    here.unlimit()
    here.unlimit()
    result = probe(left, right, there.address, count=500, rate=5000, size=1472)  # 60 Mb/s
    assert (result.loss, here.counters().queue_drops) == (0, 0)
    assert result.delay_quantile_ms(0.5) < 5


def test_streams_within_the_limit_lose_nothing(ends):
    left, right, here, there = ends
    here.limit_by_tbf(RATE_MBPS)
    running = start_udp(left, right, there.address, rate_mbps=2, seconds=1, size=500)
    assert probe(left, right, there.address, count=100, rate=200).loss == 0
    result = running.result()
    assert result.loss == 0
    assert result.packets == pytest.approx(500, rel=0.1)
    assert result.goodput_mbps == pytest.approx(2, rel=0.1)
    assert 0 <= result.jitter_ms < 10


@pytest.mark.parametrize(
    ("limit", "frame_bytes"),
    # The one counts bytes, the other frames.
    [(Interface.limit_by_tbf, 1514), (Interface.limit_by_htb, 500)],
)
def test_a_limit_on_the_way_drops_what_is_too_much(hosts, limit, frame_bytes):
    left, middle, right = (hosts.host(name) for name in ("left", "middle", "right"))
    hosts.cable(left, middle, ("10.0.1.1/24", "10.0.1.2/24"))
    bottleneck, there = hosts.cable(middle, right, ("10.0.2.1/24", "10.0.2.2/24"))
    left.route("default", via="10.0.1.2")
    right.route("default", via="10.0.2.1")
    middle.forward()
    limit(bottleneck, 2, queue_packets=5, burst_bytes=1514)
    # Frames of 500 bytes, twice as many as the limit lets through; for so long that a sender which
    # a busy machine stops for some ms, and the limit idles meanwhile, changes little.
    count = 1500
    result = probe(left, right, there.address, count=count, rate=1000, size=458)
    kept_bytes = 5 * frame_bytes + 1514
    assert result.loss == pytest.approx(0.5 - kept_bytes / (count * 500), abs=0.04)
    assert bottleneck.counters().queue_drops == len(result.lost)
    full_queue_ms = 5 * frame_bytes * 8 / 2e6 * 1e3
    assert result.delay_quantile_ms(0.5) == pytest.approx(full_queue_ms, rel=0.3)


def test_two_thousand_datagrams_a_second_are_recorded(ends):
    left, right, _, there = ends
    result = probe(left, right, there.address, count=1000, rate=2000)
    assert (result.sent, result.loss, result.duplicates, result.reordered) == (1000, 0, 0, 0)
    assert result.numbers.tolist() == list(range(1000))
    assert result.sent_ms[-1] == pytest.approx(500, rel=0.1)
    assert 0 <= result.delay_quantile_ms(0) <= result.delay_quantile_ms(0.5) < 5


def test_a_record_counts_what_was_lost_reordered_and_doubled():
    numbers = np.array([0, 2, 1, 1, 5])
    record = Record(7, numbers, np.zeros(5), np.arange(5.0))
    assert record.lost.tolist() == [3, 4, 6]
    assert record.loss == 3 / 7
    assert (record.reordered, record.duplicates) == (2, 1)
    assert record.delay_quantile_ms(0.5) == 2


def test_a_record_of_nothing(ends):
    left, right, *_ = ends
    record = probe(left, right, "10.0.0.9", count=3, patience=0)
    assert (record.loss, record.lost.tolist(), record.reordered) == (1, [0, 1, 2], 0)
    assert np.isnan(record.delay_quantile_ms(0.5))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"count": 0}, "the number of datagrams is 0, allowed: 1 or more"),
        ({"count": 1, "rate": 0}, "the rate is 0 datagrams per second, allowed: more than 0"),
        ({"count": 1, "size": 15}, "the size is 15 bytes, allowed: 16 to 65507"),
    ],
)
def test_bad_streams_of_numbered_datagrams_are_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        probe(None, None, "10.0.0.2", **options)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"rate_mbps": 0}, "the rate is 0 Mb/s, allowed: more than 0"),
        ({"rate_mbps": 1, "size": 15}, "the size is 15 bytes, allowed: 16 to 65507"),
        ({"rate_mbps": 1, "seconds": 0.5}, "the time is 0.5 s, allowed: 1, 2 and so on"),
    ],
)
def test_bad_streams_are_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        udp(None, None, "10.0.0.2", **options)


def test_files_are_fetched_intact_if_they_are_there(ends, tmp_path):
    left, right, _, there = ends
    serve(right, tmp_path)
    for size in (0, 1, 3_000_000):
        content = random.Random(size).randbytes(size)
        (tmp_path / "file").write_bytes(content)
        result = fetch(left, f"http://{there.address}:8000/file")
        assert (result.size, result.sha256) == (size, hashlib.sha256(content).hexdigest())
        assert 0 < result.first_byte_seconds <= result.seconds < 5
    (tmp_path / "file").unlink()
    with pytest.raises(EmulationError, match="404"):
        fetch(left, f"http://{there.address}:8000/file")


def test_a_transfer_to_nobody_is_an_error(ends):
    left, right, *_ = ends
    with pytest.raises(EmulationError, match="iperf3 .*: failed: unable to connect"):
        tcp(left, right, "10.9.9.9", seconds=1)
