# SPDX-License-Identifier: GPL-2.0-only
"""A network in one box keeps to what it was told."""

from __future__ import annotations

import math
import platform

import pytest

import experiments
import paths
from probes import probe
from traffic import ping, tcp


@pytest.fixture
def pair(hosts):
    """Two hosts."""
    return hosts.host("left"), hosts.host("right")


def test_a_path_delays_and_loses(hosts, pair):
    left, right = pair
    here, there, path = paths.join(
        hosts, left, right, ("10.0.0.1/24", "10.0.0.2/24"), delay="20ms", loss=0.05, burst=3
    )
    experiments.wait_until_it_answers(left, there.address)
    assert 40 <= ping(left, there.address, count=20).min_ms < 45
    count = 5000
    seen = probe(left, right, there.address, count=count, rate=1000)
    told = experiments.result(path)["metrics"]
    # what the path told, the probes saw; and 5 % within four standard deviations of bursts of 3
    sigma = math.sqrt(0.05 * 0.95 / count * (2 * 3 - 1))
    assert seen.loss == pytest.approx(0.05, abs=4 * sigma)
    assert told["there_loss"] == pytest.approx(seen.loss, abs=0.01)
    assert told["back_loss"] == 0
    assert seen.delay_quantile_ms(0.5) == pytest.approx(20, abs=2)


def test_a_path_has_a_rate(hosts, pair):
    left, right = pair
    here, there, path = paths.join(
        hosts,
        left,
        right,
        ("10.0.0.1/24", "10.0.0.2/24"),
        **{"rate": "10Mbps", "loss": 0, "queue": 50, "delay": "1ms"},
    )
    experiments.wait_until_it_answers(left, there.address)
    # of 1514 bytes on the wire TCP has 1448
    assert 8.5 <= tcp(left, right, there.address, seconds=3).goodput_mbps <= 10 * 1448 / 1514 + 0.1
    assert experiments.result(path)["metrics"]["there_discarded"] > 0


def test_a_result_tells_whose_interfaces_these_were(hosts, pair):
    left, right = pair
    *_, path = paths.join(hosts, left, right, ("10.0.0.1/24", "10.0.0.2/24"))
    experiments.wait_until_it_answers(left, "10.0.0.2")
    table = experiments.result(path)["tables"]["interfaces"]
    names = [column["name"] for column in table["columns"]]
    for number, row in enumerate(table["rows"]):
        told = dict(zip(names, row))
        assert told["interface"] == f"eth{number}"
        assert told["kernel"] == platform.release()
        assert (told["driver"], told["mtu"], told["offloads"]) == ("veth", 1500, "")
        assert told["received"] > 0
    assert len(table["rows"]) == 2
