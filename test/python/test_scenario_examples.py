# SPDX-License-Identifier: GPL-2.0-only
"""The examples with scenarios show what was published, and agree with the experiments in C++."""

import sys
from pathlib import Path
from statistics import mean, median

import pytest
import qos_overlay

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))

import overlay_tree  # noqa: E402
import shared_congestion  # noqa: E402
import video_server  # noqa: E402

SEEDS = (1, 2, 3)


def _experiment(transport, seed=1):
    """Durations in seconds of the experiment with the example's parameters."""
    result = qos_overlay.run(
        "cm-sharing", transport=transport, del_ack_count=2, jitter="0s", seed=seed
    )
    return list(result.tables["transfers"]["completion"] / 1000)


# --- QSockets, Figure 4 ---


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scheduler_keeps_the_frame_rate_and_lets_transfers_have_the_rest(seed):
    managed = video_server.run(True, seed)
    assert managed.fps == pytest.approx([20, 20, 20], abs=0.2)
    assert managed.lost["I"] == 0
    assert max(managed.lost.values()) < 0.02, "at most oln of old frames: 0.2"
    frames = sum(video_server.SHARES[kind] * video_server.SIZES[kind] for kind in "IPB")
    rest = 10 - frames * video_server.FPS * 8e-6
    assert managed.transfers_mbps == pytest.approx(rest, rel=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_scheduler_the_frame_rate_falls_with_the_transfers(seed):
    plain = video_server.run(False, seed)
    quiet, six, twelve = plain.fps
    assert quiet == pytest.approx(20, abs=0.2)
    assert twelve < six < 12 and twelve < 8
    assert min(plain.lost.values()) > 0.3, "the queue knows no kinds"


def test_frame_rates_are_those_of_the_experiment():
    names = ("fps_quiet", "fps_first", "fps_second")
    managed = qos_overlay.run("qsockets-video", seed=1).metrics
    assert video_server.run(True).fps == pytest.approx([managed[name] for name in names], abs=0.2)
    # the queue of a host is in its device here
    plain = qos_overlay.run("qsockets-video", managed=False, device_queue="100p", seed=1).metrics
    seen = video_server.run(False).fps
    assert seen[:2] == pytest.approx([plain[name] for name in names[:2]], abs=1.5)
    # a frame for which there is no room waits there, and is left out here
    assert seen[2] < plain["fps_second"]


# --- Congestion Manager, Figure 7 ---


@pytest.mark.parametrize("transport", ["tcp", "coupled"])
def test_requests_take_as_long_as_in_the_experiment(transport):
    seen, expected = shared_congestion.run(transport), _experiment(transport)
    # two more hops, of a packet at 1 Gb/s each
    assert seen == pytest.approx(expected, rel=0.003)


def test_requests_with_the_congestion_manager_take_as_long_as_in_the_experiment():
    seen = [shared_congestion.run("cm", seed=seed) for seed in range(1, 7)]
    expected = [_experiment("cm", seed) for seed in range(1, 7)]
    for own, other in zip(seen, expected):
        assert own[1:] == pytest.approx(other[1:], rel=0.003)
    # the first one overlaps with the second: the flow scheduler draws which of them is granted
    firsts, others = [[durations[0] for durations in runs] for runs in (seen, expected)]
    assert mean(firsts) == pytest.approx(mean(others), rel=0.08)
    assert 0.8 < min(firsts) < max(firsts) < 0.95


def test_later_requests_are_faster_with_the_congestion_manager():
    plain, shared = shared_congestion.run("tcp"), shared_congestion.run("cm")
    assert 0.4 < median(shared[2:]) / median(plain[2:]) < 0.7
    round_trip, sending = 0.075, shared_congestion.FILE * 8 / 4e6
    assert min(shared) > 2 * round_trip + sending, "handshake, request, and the file on the wire"


# --- iOverlay, section 3.2 ---


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("rule", "algorithm"), [("stress_aware", "ns_aware"), ("unicast", "unicast")]
)
def test_edges_and_rates_are_those_of_the_experiment(rule, algorithm, seed):
    tree = overlay_tree.run(rule, seed=seed)
    result = qos_overlay.run(
        "overlay-tree", transport="tcp", algorithm=algorithm, policy="independent", seed=seed
    )
    edges = result.tables["edges"]
    assert tree.parents == dict(zip(edges["child"], edges["parent"]))
    nodes = result.tables["nodes"].set_index("id")
    assert tree.stress == pytest.approx(dict(nodes["stress"]))
    assert tree.rates == pytest.approx(dict(nodes["rate"].drop("S")), rel=0.02)


def test_the_stress_aware_tree_is_the_one_of_table_3():
    tree = overlay_tree.run("stress_aware", policy="lossless")
    assert tree.parents == {"D": "S", "A": "S", "C": "A", "B": "A"}
    assert tree.stress == pytest.approx({"S": 1, "A": 0.6, "B": 1, "C": 0.5, "D": 1})
    assert tree.rates == pytest.approx({name: 100 for name in "ABCD"}, rel=0.02)


def test_random_parents_are_members_that_joined_before():
    trees = [overlay_tree.run("random", seed=seed).parents for seed in range(1, 7)]
    for parents in trees:
        for position, name in enumerate(overlay_tree.JOIN):
            assert parents[name] in "S" + overlay_tree.JOIN[:position]
    assert len({tuple(parents.values()) for parents in trees}) > 1


# --- all ---


@pytest.mark.parametrize("example", [video_server, shared_congestion, overlay_tree])
def test_an_example_prints_what_it_found(example, capsys):
    example.main()
    assert len(capsys.readouterr().out.splitlines()) >= 3
