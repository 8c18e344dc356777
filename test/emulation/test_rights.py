# SPDX-License-Identifier: GPL-2.0-only
"""What a process may, and what it says if it may not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

import experiments
from host import Host

NOBODY = 65534
ONLY_RAW = ("setpriv", "--bounding-set=-all,+net_raw")
NOTHING = ("setpriv", "--bounding-set=-all")
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", "--clear-groups"),
    *("--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw"),
)


@pytest.fixture
def server(hosts) -> Host:
    """A host with an interface for ns-3."""
    host, other = hosts.host("server"), hosts.host("other")
    hosts.cable(host, other, (None, "10.0.0.2/24"))
    return host


def run(host: Host, rights: tuple[str, ...], *options: str):
    """Run cm-sharing for a few seconds at eth0 of a host with some rights."""
    command = (*rights, experiments.program("cm-sharing"), "--end", "server=eth0", *options)
    return host.start(*command)


def may_read(path: str) -> bool:
    """Whether anybody may."""
    return (
        subprocess.run(
            ["setpriv", f"--reuid={NOBODY}", "--clear-groups", "test", "-r", path]
        ).returncode
        == 0
    )


@pytest.mark.parametrize("rights", [ONLY_RAW, AS_NOBODY])
def test_one_capability_is_enough(server, rights):
    program = str(experiments.program("cm-sharing"))
    if rights is AS_NOBODY and not may_read(program):
        pytest.skip("only the owner may read the build")
    process = run(server, rights, "--json")
    time.sleep(1.5)
    told = experiments.result(process)
    assert told["metrics"]["emulation_stopped"] == 1
    assert told["tables"]["interfaces"]["rows"][0][1] == "eth0"


def test_without_it_one_sentence_tells_the_remedies(server):
    finished = run(server, NOTHING).wait()
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr == (
        "cm-sharing failed: a raw socket on eth0 needs the capability cap_net_raw, which this "
        "process does not have; allowed: run it as root, give the program the capability (setcap "
        "cap_net_raw=ep PROGRAM), or hand it an open socket (fd:N)\n"
    )


def test_the_doctor_sees_what_is_missing(server):
    finished = run(server, NOTHING, "--doctor").wait()
    assert finished.returncode == 1
    assert (
        "wrong end server: a raw socket on eth0 needs the capability cap_net_raw" in finished.stdout
    )
    finished = run(server, (), "--doctor").wait()
    assert "ok    end server: this process may open a raw socket on eth0" in finished.stdout
    server.run("ip", "link", "set", "eth0", "down")
    finished = run(server, (), "--doctor").wait()
    assert finished.returncode == 1
    assert "wrong end server: eth0 is down\n      -> ip link set eth0 up" in finished.stdout


def test_sigterm_ends_a_run_with_its_results(server):
    process = run(server, (), "--json")
    time.sleep(1)
    os.killpg(process.pid, signal.SIGTERM)
    finished = process.wait()
    assert finished.returncode == 0
    assert json.loads(finished.stdout)["metrics"]["emulation_stopped"] == 1
