# SPDX-License-Identifier: GPL-2.0-only
"""iOverlay for real: overlay nodes in several processes, on several hosts of a real network."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

import experiments
from hosts import Hosts
from process import Process
from switches import Switch

CODING = {"warmup": "3s", "duration": "8s"}
TREE = {"nodes": 8, "join_interval": "500ms", "warmup": "3s", "duration": "8s"}
PATIENCE_SECONDS = 60


def begin(
    hosts: Hosts, name: str, groups: list[str], parameters: dict, pause: float = 0
) -> list[Process]:
    """Begin an experiment with each group of its nodes in a process of its own, on a host of its own.

    Each node has a cable to a switch.

    Args:
        hosts: get the hosts, and the switch.
        name: of the experiment.
        groups: names of ends, with blanks between them; the last group begins first.
        parameters: of the experiment.
        pause: between two processes, in seconds.
    """
    prefix = name.removeprefix("overlay-")
    switch = Switch(hosts, f"{prefix}switch")
    processes = []
    for number, group in reversed(list(enumerate(groups))):
        host = hosts.host(f"{prefix}{number}")
        ends = {end: switch.join(host, None).name for end in group.split()}
        time.sleep(pause if processes else 0)
        processes.append(experiments.start(host, name, ends, **parameters))
    return processes[::-1]


def conclude(processes: list[Process]) -> list[dict[str, Any]]:
    """Wait until processes end by themselves, and take their results."""
    return [json.loads(process.check(process.wait(PATIENCE_SECONDS))) for process in processes]


def simulate(hosts: Hosts, name: str, parameters: dict) -> dict[str, Any]:
    """The result in simulation, on TCP."""
    arguments = [f"{key}={value}" for key, value in parameters.items()]
    finished = hosts.host("simulator").run(
        experiments.program(name), *arguments, "transport=tcp", "--json"
    )
    return json.loads(finished.stdout)


def merged(results: list[dict[str, Any]], prefix: str) -> dict[str, float]:
    """Metrics whose names begin with a prefix, which each process has of its own nodes."""
    metrics = {}
    for result in results:
        for metric, value in result["metrics"].items():
            if metric.startswith(prefix):
                assert metric not in metrics
                metrics[metric] = value
    return metrics


def merged_rates(results: list[dict[str, Any]]) -> dict[str, float]:
    """What each node of a tree gets, in KBps, which each process has of its own nodes."""
    rates = {}
    for result in results:
        table = result["tables"]["nodes"]
        columns = [column["name"] for column in table["columns"]]
        for row in table["rows"]:
            rates[row[columns.index("id")]] = row[columns.index("rate")]
    return rates


def test_network_coding_on_two_hosts_that_begin_one_after_the_other(hosts: Hosts) -> None:
    simulated = merged([simulate(hosts, "overlay-coding", CODING)], "rate_")
    emulated = conclude(begin(hosts, "overlay-coding", ["a b c d", "e f g"], CODING, pause=6))
    rates = merged(emulated, "rate_")
    print(f"simulated {simulated}\nemulated {rates}")
    assert rates == pytest.approx(simulated, rel=0.15)
    assert all(result["metrics"]["payload_errors"] == 0 for result in emulated)
    seconds = [result["duration_s"] for result in emulated]
    print(f"{seconds} s")
    assert 3 < seconds[1] - seconds[0] < 12  # who begins first waits for the other


def test_a_tree_on_three_hosts(hosts: Hosts) -> None:
    simulated = simulate(hosts, "overlay-tree", TREE)
    emulated = conclude(begin(hosts, "overlay-tree", ["0 1 2", "3", "4 5 6 7"], TREE))
    edges = [edge for result in emulated for edge in result["tables"]["edges"]["rows"]]
    rates = merged_rates(emulated)
    print(f"simulated {merged_rates([simulated])}\nemulated {rates}")
    assert all(result["metrics"]["is_tree"] == 1 for result in emulated)
    assert len(edges) == TREE["nodes"] - 1
    assert rates == pytest.approx(merged_rates([simulated]), rel=0.15)


@pytest.mark.parametrize("name", ["overlay-coding", "overlay-tree"])
def test_a_node_that_waits_in_vain_ends_on_a_signal(hosts: Hosts, name: str) -> None:
    lonely, other = hosts.host("lonely"), hosts.host("other")
    link, _ = hosts.cable(lonely, other, (None, "10.0.0.200/24"))
    process = experiments.start(lonely, name, {"b": link.name}, warmup="1s")
    experiments.wait_until_it_answers(other, "10.0.0.2" if name == "overlay-coding" else "10.0.0.3")
    told = experiments.result(process)
    assert told["metrics"]["emulation_stopped"] == 1
    assert told["metrics"]["rate_b" if name == "overlay-coding" else "rate_of_b"] is None
