# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.scenario: equal programs give equal results, whatever ran before."""

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import scenario
from qos_overlay.errors import SimulationError

SEED = 3


@pytest.fixture(autouse=True)
def _no_simulation_is_left():
    yield
    scenario.Graph.chain(2).close()


def _outcome(kind, seed):
    """Everything that a simulation recorded, as bytes."""
    if kind == "dumbbell":
        net = scenario.Dumbbell(pairs=2, rate="3Mbps", queue=20, seed=seed)
        net.add_background("tcp", first_pair=1, flows=2, start_within="1s")
    elif kind == "star":
        net = scenario.Star(["5ms", "9ms"], rate="3Mbps", queue=20, seed=seed)
    else:
        net = scenario.Graph.chain(3, rate="3Mbps", queue=20, seed=seed)
    source, target = net.hosts[:2]
    if kind == "cm":
        source.install_cm()
    transfer = source.transfer(target, transport="cm" if kind == "cm" else "tcp")
    flow = source.datagrams(target, "500kbps")
    net.advance("3s")
    return transfer.received.tobytes() + flow.received.tobytes() + str(net.events).encode()


KINDS = ["dumbbell", "star", "chain", "cm"]


def test_simulations_one_after_another_do_not_know_of_each_other():
    runs = [(kind, seed) for kind in KINDS for seed in range(1, 6)] * 3
    random.Random(SEED).shuffle(runs)
    seen = {}
    for run in runs:
        assert seen.setdefault(run, _outcome(*run)) == _outcome(*run), run
    assert len(set(seen.values())) > len(KINDS), "seeds matter"


def test_a_simulation_in_a_fresh_process_is_the_same(tmp_path):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_scenario_isolation as t;"
        "import hashlib; [print(hashlib.sha256(t._outcome(k, 4)).hexdigest()) for k in t.KINDS]"
    )
    folder = str(Path(__file__).parent)
    package = str(Path(qos_overlay.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": package}
    done = subprocess.run(
        [sys.executable, "-c", program, folder],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    here = [hashlib.sha256(_outcome(kind, 4)).hexdigest() for kind in reversed(KINDS)]
    assert done.stdout.split() == here[::-1]


def test_an_experiment_in_this_process_ends_the_simulation_and_is_not_changed_by_it():
    fresh = qos_overlay.run("cm-sharing", requests=3)
    net = scenario.Dumbbell(seed=9)
    net.left[0].transfer(net.right[0])
    net.advance("1s")
    assert qos_overlay.run_here("cm-sharing", requests=3).json() == fresh.json()
    with pytest.raises(SimulationError, match="has ended"):
        net.advance("1s")


def test_what_was_recorded_outlives_the_simulation():
    with scenario.Dumbbell(seed=SEED) as net:
        transfer = net.left[0].transfer(net.right[0], "100kB")
        net.advance("5s")
    assert transfer.received_bytes == 100_000
    assert transfer.received["bytes"].sum() == 100_000
    assert net.now == 5
    assert net.events > 200
    for use in (
        lambda: net.left[0].socket(),
        lambda: net.advance(1),
        lambda: net.bottleneck.record(),
        lambda: net.every(1, print),
    ):
        with pytest.raises(SimulationError, match="^the simulation has ended, allowed: "):
            use()
    net.close()
