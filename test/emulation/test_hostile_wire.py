# SPDX-License-Identifier: GPL-2.0-only
"""Noise, forged and spoilt frames on every interface of an experiment: it goes on, and does not grow.

QOS_HOSTILE_SECONDS sets how long each attack lasts, 3 s otherwise. For programs with AddressSanitizer, which keeps what
is freed, ASAN_OPTIONS=quarantine_size_mb=8 keeps their memory small enough to tell.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import time
from pathlib import Path

import experiments
import gateways
import paths
from hostile import start_attack
from host import Host
from hosts import Hosts
from probes import start_probe
from process import Process
from test_congestion_manager import SIZE, pattern
from traffic import fetch, ping, serve

SECONDS = float(os.environ.get("QOS_HOSTILE_SECONDS", 3))
RATE = 10_000
GROWTH = 0.1  # what caches of neighbours and gaps of the heap may add to the memory, as its share
FIRST_MAC, SECOND_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02"
PACKAGE = Path(__file__).parents[2] / "python"


def resident_kb(process: Process) -> int:
    """The memory of a process."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def withstand(processes: list[Process], attacks: list) -> None:
    """Wait for attacks to end; processes that are attacked neither end nor grow in the second half."""
    time.sleep(2 + SECONDS / 2)
    before = [resident_kb(process) for process in processes]
    for attack in attacks:
        told = attack.result()
        print(f"heard {told.heard}, sent {told.sent}")
        assert told.sent > 0.5 * SECONDS * RATE
    for process, half in zip(processes, before):
        assert process.is_running(), process.errors
        grown = resident_kb(process) - half
        print(f"{process.command[0]}: {half} kB at half time, {grown:+} kB since")
        assert grown < GROWTH * half


def exchange(left: Host, left_address: str, right: Host, right_address: str) -> None:
    """Have two hosts send datagrams to each other, which attackers hear.

    Nothing with a connection, which the kernel would have to end when it is forged; and what is forged arrives, too.
    """
    options = {"count": math.ceil(100 * (SECONDS + 1)), "rate": 100}
    start_probe(left, right, right_address, **options)
    start_probe(right, left, left_address, **options)


def test_gateways_of_a_virtual_link_and_the_path_between(hosts: Hosts, tmp_path: Path) -> None:
    built = gateways.build(
        hosts,
        lambda *nodes: paths.join(hosts, *nodes, (None, None), loss=0),
        constant_rate="18Mbps",
        q=0.005,
    )
    left, right = built.ends
    _, far, path = built.joined
    exchange(left, "10.0.1.2", right, "10.0.2.2")
    # the second one comes through the path
    attacks = [
        start_attack(left, built.inside[0], gateways.inner_mac(1), "10.0.1.1", SECONDS, 1, RATE),
        start_attack(built.nodes[1], far, gateways.outer_mac(1), "10.1.0.1", SECONDS, 2, RATE),
    ]
    withstand([*built.processes, path], attacks)
    content = bytes(range(256)) * 400
    (tmp_path / "file").write_bytes(content)
    serve(right, tmp_path)
    assert fetch(left, "http://10.0.2.2:8000/file").sha256 == hashlib.sha256(content).hexdigest()
    assert ping(left, "10.0.2.2", count=20).loss <= 0.1
    for process in [*built.processes, path]:
        experiments.result(process)


def test_a_server_of_files(hosts: Hosts) -> None:
    server, client = hosts.host("server"), hosts.host("client")
    link, near = hosts.cable(server, client, (None, "10.0.0.2/24"))
    experiment = experiments.start(
        server, "cm-sharing", {"server": f"{link.name},mac={FIRST_MAC}"}, requests=1000
    )
    experiments.wait_until_it_answers(client, "10.0.0.1")
    attack = start_attack(client, near, FIRST_MAC, "10.0.0.1", SECONDS, 3, RATE)
    assert fetch(client, "http://10.0.0.1/file").size == SIZE  # which the attacker hears
    withstand([experiment], [attack])
    fetched = fetch(client, "http://10.0.0.1/file")
    assert fetched.sha256 == hashlib.sha256(pattern(SIZE)).hexdigest()
    experiments.result(experiment)


def test_a_server_of_video_that_forwards(hosts: Hosts) -> None:
    source, server, client = (hosts.host(name) for name in ("source", "server", "client"))
    cross, _ = hosts.cable(source, server, ("10.0.1.2/24", None))
    link, near = hosts.cable(server, client, (None, "10.0.0.2/24"))
    source.route("default", via="10.0.1.1")
    client.route("default", via="10.0.0.1")
    experiment = experiments.start(
        server,
        "qsockets-video",
        {"server": f"{link.name},mac={FIRST_MAC}", "cross": f"eth0,mac={SECOND_MAC}"},
        link_rate="10Mbps",
        flows=0,
        duration="3600s",
    )
    experiments.wait_until_it_answers(client, "10.0.0.1")
    exchange(source, "10.0.1.2", client, "10.0.0.2")
    attacks = [
        start_attack(client, near, FIRST_MAC, "10.0.0.1", SECONDS, 4, RATE),
        start_attack(source, cross, SECOND_MAC, "10.0.0.2", SECONDS, 5, RATE),
    ]
    withstand([experiment], attacks)
    receiver = client.start(
        sys.executable, PACKAGE / "qos_overlay" / "frame_receiver.py", "--seconds", "120"
    )
    receiver.wait_for("ready")
    time.sleep(6)
    seen = json.loads(receiver.end().stdout.splitlines()[-1])
    assert seen["fps_bins"][0] >= 19
    experiments.result(experiment)


def test_a_source_that_adapts_and_its_client(hosts: Hosts) -> None:
    server, client = hosts.host("server"), hosts.host("client")
    here, there = hosts.cable(server, client, (None, None))
    arguments = {"rate": "20Mbps", "duration": f"{SECONDS + 20:g}s", "api": "rate"}
    ends = [
        {"server": f"{here.name},mac={FIRST_MAC}"},
        {"client": f"{there.name},mac={SECOND_MAC}"},
    ]
    experiment, receiving = (
        experiments.start(host, "cm-layered", end, **arguments)
        for host, end in zip((server, client), ends)
    )
    time.sleep(4)  # the attackers hear a stream and its reports
    attacks = [
        start_attack(client, there, FIRST_MAC, "10.0.0.1", SECONDS, 6, RATE),
        start_attack(server, here, SECOND_MAC, "10.0.0.2", SECONDS, 7, RATE),
    ]
    withstand([experiment, receiving], attacks)
    told = json.loads(receiving.check(receiving.wait()))["tables"]["rate"]
    column = [column["name"] for column in told["columns"]].index("received")
    last_seconds = [row[column] for row in told["rows"][-12:]]
    print(f"received at last: {last_seconds} Mb/s")
    assert min(last_seconds) >= 1.9  # the lowest layer is of 2 Mb/s
    assert json.loads(experiment.check(experiment.wait()))["metrics"]["packets"] > 0


def test_overlay_nodes(hosts: Hosts) -> None:
    source, receiver = hosts.host("source"), hosts.host("receiver")
    here, there = hosts.cable(source, receiver, (None, None))
    arguments = {
        "nodes": 2,
        "join_interval": "1s",
        "warmup": f"{SECONDS + 10:g}s",
        "duration": "6s",
    }
    ends = [{"0": f"{here.name},mac={FIRST_MAC}"}, {"1": f"{there.name},mac={SECOND_MAC}"}]
    sending, receiving = (
        experiments.start(host, "overlay-tree", end, **arguments)
        for host, end in zip((source, receiver), ends)
    )
    time.sleep(12.5)  # the attackers hear data and credits
    attacks = [
        start_attack(receiver, there, FIRST_MAC, "10.0.0.1", SECONDS, 8, RATE),
        start_attack(source, here, SECOND_MAC, "10.0.0.2", SECONDS, 9, RATE),
    ]
    withstand([sending, receiving], attacks)
    told = json.loads(receiving.check(receiving.wait()))["metrics"]
    print(f"received at last: {told['throughput_mean_kbps']} KBps")
    assert told["throughput_mean_kbps"] > 80  # of 100, its bandwidth
    assert json.loads(sending.check(sending.wait()))["metrics"]["is_tree"] == 1
