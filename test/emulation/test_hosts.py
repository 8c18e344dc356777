# SPDX-License-Identifier: GPL-2.0-only
"""Hosts, cables, and what is left of them: nothing."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import namespaces
from commands import ENVIRONMENT, EmulationError, call
from host import Host
from hosts import Hosts
from interface import Interface
from rights import what_is_missing
from traffic import ping

HERE = Path(__file__).resolve().parent

# A test process that tells when it has two hosts and a command that has started another one.
OWNER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from hosts import Hosts
with Hosts() as hosts:
    left, right = hosts.host("left"), hosts.host("right")
    hosts.cable(left, right, ("10.0.0.1/24", "10.0.0.2/24"))
    left.start("sh", "-c", "sleep 1000 & echo started; wait").wait_for("started")
    print(hosts.folder, flush=True)
    time.sleep(1000)
"""


def pair(hosts: Hosts, **options) -> tuple[Host, Host, Interface, Interface]:
    """Two hosts, and the ends of the cable between them."""
    left, right = hosts.host("left"), hosts.host("right")
    ends = hosts.cable(left, right, ("10.0.0.1/24", "10.0.0.2/24"), **options)
    return left, right, *ends


def test_hosts_on_a_cable_reach_each_other(hosts):
    left, right, here, there = pair(hosts)
    for host, end in ((left, there), (right, here)):
        result = ping(host, end.address, count=3)
        assert (result.sent, result.received, result.loss) == (3, 3, 0)
        assert 0 < result.min_ms <= result.mean_ms <= result.max_ms < 100


def test_who_is_not_there_does_not_answer(hosts):
    left, *_ = pair(hosts)
    result = ping(left, "10.0.0.9", count=2, patience=0.1)
    assert (result.received, result.loss) == (0, 1)
    assert result.mean_ms != result.mean_ms  # NaN


def test_a_host_in_the_middle_forwards_when_told_to(hosts):
    left, middle, right = (hosts.host(name) for name in ("left", "middle", "right"))
    hosts.cable(left, middle, ("10.0.1.1/24", "10.0.1.2/24"))
    hosts.cable(middle, right, ("10.0.2.1/24", "10.0.2.2/24"))
    left.route("10.0.2.0/24", via="10.0.1.2")
    right.route("default", via="10.0.2.1")
    assert list(middle.interfaces) == ["eth0", "eth1"]
    assert ping(left, "10.0.2.2", count=1, patience=0.1).received == 0
    middle.forward()
    assert ping(left, "10.0.2.2", count=2).received == 2
    middle.forward(False)
    assert ping(left, "10.0.2.2", count=1, patience=0.1).received == 0


def test_the_mtu_is_that_of_both_ends(hosts):
    left, right, here, there = pair(hosts, mtu=600)
    headers = 28  # of IPv4 and ICMP
    whole = {"fragment": False, "patience": 0.1}
    for host, end in ((left, there), (right, here)):
        assert ping(host, end.address, count=1, size=600 - headers, **whole).received == 1
        assert ping(host, end.address, count=1, size=601 - headers, **whole).received == 0
        assert ping(host, end.address, count=1, size=2000).received == 1


def test_a_cable_that_is_pulled_out_carries_nothing(hosts):
    left, _, here, there = pair(hosts)
    here.down()
    assert ping(left, "127.0.0.1", count=1).received == 1
    with pytest.raises(EmulationError, match="Network is unreachable"):
        ping(left, there.address, count=1)
    here.up()
    assert ping(left, there.address, count=1).received == 1


def test_offloads_are_off_at_both_ends(hosts):
    left, right, *_ = pair(hosts)
    for host in (left, right):
        features = host.run("ethtool", "-k", "eth0").stdout
        for feature in (
            *("rx-checksumming", "tx-checksumming", "scatter-gather", "tcp-segmentation-offload"),
            *("generic-segmentation-offload", "generic-receive-offload"),
        ):
            assert f"{feature}: off" in features


def test_the_kernel_is_silent_at_an_end_without_address(hosts):
    linux, simulator = hosts.host("linux"), hosts.host("simulator")
    here, silent = hosts.cable(linux, simulator, ("10.0.0.1/24", None))
    # Even for an address that it has elsewhere.
    hosts.cable(simulator, hosts.host("other"), ("10.0.0.2/24", "10.0.0.3/24"))
    assert silent.address == ""
    for address in ("10.0.0.2", "10.0.0.7"):
        assert ping(linux, address, count=2, patience=0.1).received == 0
    assert here.counters().sent_packets == silent.counters().received_packets > 0
    assert silent.counters().sent_packets == 0


def test_an_interface_tells_its_ethernet_address(hosts):
    left, _, here, there = pair(hosts)
    ping(left, there.address, count=1)
    assert there.mac in left.run("ip", "neighbour").stdout
    assert here.mac != there.mac


def test_a_command_runs_in_its_host(hosts):
    left, right, *_ = pair(hosts)
    assert "10.0.0.1/24" in left.run("ip", "address").stdout
    assert "10.0.0.2/24" in right.run("ip", "address").stdout
    assert left.run("sh", "-c", "echo $COLOUR", environment={"COLOUR": "red"}).stdout == "red\n"


def test_a_command_that_fails_tells_what_it_said(hosts):
    host = hosts.host("left")
    with pytest.raises(EmulationError) as raised:
        host.run("sh", "-c", "echo no >&2; exit 3")
    assert str(raised.value) == "sh -c echo no >&2; exit 3: status 3: no"
    assert host.run("sh", "-c", "exit 3", check=False).returncode == 3


def test_a_command_that_takes_too_long_is_ended(hosts):
    host = hosts.host("left")
    with pytest.raises(EmulationError, match="sleep 60: not done after 0.1 s"):
        host.run("sleep", "60", timeout=0.1)
    assert call("ip", "netns", "pids", host.namespace) == ""


def test_a_command_in_the_background_is_asked_to_end(hosts):
    script = "trap 'echo bye; exit 4' INT; echo on; while :; do sleep 0.05; done"
    asked = hosts.host("left").start("sh", "-c", script)
    asked.wait_for("on")
    ended = asked.end()
    assert (ended.returncode, ended.stdout) == (4, "on\nbye\n")


def test_a_command_that_does_not_listen_is_killed_with_what_it_started(hosts):
    host = hosts.host("left")
    deaf = host.start("sh", "-c", "trap '' INT; sleep 60 & echo on; wait")
    deaf.wait_for("on")
    assert deaf.end(timeout=0.1).returncode == -signal.SIGKILL
    assert wait_until(lambda: call("ip", "netns", "pids", host.namespace) == "")


def test_a_text_that_does_not_come_is_an_error(hosts):
    host = hosts.host("left")
    with pytest.raises(EmulationError, match='ended without "on": off'):
        host.start("echo", "off").wait_for("on")
    with pytest.raises(EmulationError, match='no "on" after 0.1 s: it said nothing'):
        host.start("sleep", "60").wait_for("on", timeout=0.1)


@pytest.mark.parametrize("name", ["", "Left", "1st", "a-b", "a" * 17])
def test_a_bad_name_is_refused(name):
    with pytest.raises(ValueError, match="allowed: 1 to 16 small letters and digits, a letter"):
        Hosts().host(name)


def test_a_name_is_given_once(hosts):
    hosts.host("left")
    with pytest.raises(ValueError, match="allowed: one that no other host has"):
        hosts.host("left")


def test_bad_addresses_are_refused(hosts):
    left, right = hosts.host("left"), hosts.host("right")
    for address in ("10.0.0.1", "10.0.0.300/24", "10.0.0.1/33", "fd00::1/64", ""):
        with pytest.raises(ValueError, match="allowed: IPv4 with the length of its network"):
            hosts.cable(left, right, ("10.0.0.1/24", address))
    assert left.interfaces == right.interfaces == {}


def test_other_bad_cables_are_refused(hosts):
    left, right = hosts.host("left"), hosts.host("right")
    with pytest.raises(ValueError, match="the MTU is 67, allowed: 68 to 65535"):
        hosts.cable(left, right, (None, None), mtu=67)
    with pytest.raises(ValueError, match="both ends are at left, allowed: two hosts"):
        hosts.cable(left, left, (None, None))


def test_bad_limits_are_refused(hosts):
    *_, here, _ = pair(hosts)
    for limit in (here.limit_by_tbf, here.limit_by_htb):
        with pytest.raises(ValueError, match="the rate is 0 Mb/s, allowed: more than 0"):
            limit(0)
        with pytest.raises(ValueError, match="the queue is 0 packets, allowed: 1 or more"):
            limit(1, queue_packets=0)
        with pytest.raises(ValueError, match=r"100 bytes, allowed: 1514 \(a frame\) or more"):
            limit(1, burst_bytes=100)


def test_nothing_is_left_after_an_exception(rights):
    with pytest.raises(ZeroDivisionError):
        with Hosts() as hosts:
            left, *_ = pair(hosts)
            pid = left.start("sleep", "1000").pid
            folder = hosts.folder
            1 / 0
    assert namespaces.owned_by(os.getpid()) == []
    assert not is_running(pid)
    assert not folder.exists()


def test_two_sets_of_hosts_do_not_meet(rights):
    with Hosts() as first, Hosts() as second:
        left, *_ = pair(first)
        pair(second)
        second.host("third")
        assert len(namespaces.owned_by(os.getpid())) == 5
        second.__exit__(None, None, None)
        assert ping(left, "10.0.0.2", count=1).received == 1


def test_nothing_is_left_after_ctrl_c(rights):
    owner, folder = start_owner()
    assert len(namespaces.owned_by(owner.pid)) == 2
    owner.send_signal(signal.SIGINT)
    owner.communicate(timeout=10)
    assert namespaces.owned_by(owner.pid) == []
    assert not folder.exists()


def test_the_next_hosts_remove_what_a_killed_process_left(rights):
    owner, _ = start_owner()
    left = namespaces.owned_by(owner.pid)
    pids = [pid for name in left for pid in map(int, call("ip", "netns", "pids", name).split())]
    assert (len(left), len(pids)) == (2, 2)
    with Hosts():
        assert namespaces.owned_by(owner.pid) == left  # they are another's, who lives
    owner.kill()
    # Dead, though nobody has waited for it.
    assert wait_until(lambda: namespaces.start_of(owner.pid) is None)
    assert namespaces.owned_by(owner.pid) == left
    with Hosts():
        assert namespaces.owned_by(owner.pid) == []
    assert wait_until(lambda: not any(map(is_running, pids)))
    owner.communicate()


def test_a_namespace_of_an_earlier_process_with_this_number_is_stale(rights):
    earlier = f"qos-{os.getpid()}-1-0-left"
    call("ip", "netns", "add", earlier)
    with Hosts():
        assert namespaces.owned_by(os.getpid()) == []


@pytest.mark.parametrize("required", [False, True])
def test_a_missing_right_skips_or_fails(required):
    without = [] if what_is_missing() else ["setpriv", "--bounding-set", "-net_admin"]
    test = f"{HERE / 'test_hosts.py'}::{test_hosts_on_a_cable_reach_each_other.__name__}"
    done = subprocess.run(
        [*without, sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", test],
        env={**ENVIRONMENT, "QOS_EMULATION_REQUIRED": str(int(required))},
        capture_output=True,
        text=True,
    )
    assert ("1 error" if required else "1 skipped") in done.stdout
    assert "is missing" in done.stdout
    assert (done.returncode != 0) == required


def test_a_missing_program_is_named_with_its_package(monkeypatch, tmp_path):
    monkeypatch.setitem(ENVIRONMENT, "PATH", str(tmp_path))
    for program in ("ip", "tc", "ss"):
        (tmp_path / program).touch(0o755)
    assert what_is_missing() == "the program ethtool is missing (package ethtool)"


def start_owner() -> tuple[subprocess.Popen, Path]:
    """A process with hosts, and the folder of their output."""
    owner = subprocess.Popen(
        ["env", "--default-signal=INT", sys.executable, "-c", OWNER, HERE],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return owner, Path(owner.stdout.readline().strip())


def is_running(pid: int) -> bool:
    return namespaces.start_of(pid) is not None


def wait_until(condition) -> bool:
    return any(condition() or time.sleep(0.01) for _ in itertools.repeat(None, 500))
