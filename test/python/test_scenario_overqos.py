# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.scenario: paths that lose packets, and virtual links of OverQoS over them."""

import sys
from pathlib import Path

import numpy
import pytest
from qos_overlay import ParameterError, scenario
from qos_overlay.errors import SimulationError

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))

import virtual_link  # noqa: E402

SEED = 7


def _pair(seed=SEED, nodes={}, **knobs):
    """A dumbbell, and a virtual link between its hosts."""
    net = scenario.Dumbbell(rate="10Mbps", delay="20ms", seed=seed)
    overlay = scenario.Overqos(net, **nodes)
    here, there = overlay.install(net.left[0]), overlay.install(net.right[0])
    link, back = overlay.connect(here, there, **knobs)
    return net, link, back


def _runs(positions):
    """Lengths of runs of consecutive numbers."""
    breaks = numpy.flatnonzero(numpy.diff(positions) > 1)
    return numpy.diff([-1, *breaks, len(positions) - 1])


def _lost_datagrams(net, rate="4Mbps", time="100s"):
    """Numbers of the datagrams that the path lost, and how many were sent."""
    flow = net.left[0].datagrams(net.right[0], rate, packet_bytes=500, stop=time)
    net.advance(time)
    net.advance("1s")
    return (
        numpy.setdiff1d(numpy.arange(flow.sent_packets), flow.received["sequence"]),
        flow.sent_packets,
    )


def test_a_virtual_link_keeps_loss_below_its_target():
    net, link, _ = _pair(residual_target=0.001, flows=10)
    net.bottleneck.lose("gilbert", loss_rate=0.02, mean_burst=4)
    flow = net.left[0].datagrams(link.exit.tunnel, "1Mbps", packet_bytes=500)
    net.advance("300s")
    received = flow.received["sequence"]
    late = flow.sent_packets // 5  # the first fifth is slow start, in which nothing is recovered
    lost = 1 - numpy.count_nonzero(received >= late) / (flow.sent_packets - late)
    assert net.bottleneck.lost / net.bottleneck.sent_packets == pytest.approx(0.02, rel=0.3)
    assert lost < 0.001 + 0.0005, "datagrams on their way are among them"
    states = link.states[link.states["time_s"] > 60]
    assert states["loss"].mean() == pytest.approx(0.02, rel=0.3)
    assert states["residual"].mean() < 0.001
    assert 0 < states["redundancy"].mean() < 0.3
    assert states["round_trip_s"].min() > 0.04


def test_redundancy_follows_the_loss_of_the_path():
    net, link, _ = _pair(flows=10, history_windows=100)
    net.left[0].datagrams(link.exit.tunnel, "1Mbps", packet_bytes=500)
    means = []
    for loss in (None, 0.05, None):
        if loss:
            net.bottleneck.lose("gilbert", loss_rate=loss, mean_burst=2)
        else:
            net.bottleneck.lose(None)
        net.advance("60s")
        begin = net.now - 20
        means.append(link.states["redundancy"][link.states["time_s"] > begin].mean())
    assert means[0] == 0
    assert means[1] > 0.03
    assert means[2] < means[1] / 3


def test_counters_account_for_every_packet():
    net, link, back = _pair(flows=10)
    net.bottleneck.lose("gilbert", loss_rate=0.03, mean_burst=3)
    flow = net.left[0].datagrams(link.exit.tunnel, "1Mbps", packet_bytes=500, stop="30s")
    net.advance("40s")
    seen = link.counters
    assert link.entry.counters["injected"] == flow.sent_packets == seen["sent"]
    assert seen["sent"] == seen["delivered"] + seen["lost"] + seen["unknown"]
    assert seen["arrived"] == link.exit.counters["delivered"] == len(flow.received)
    assert seen["sent"] - seen["arrived"] <= seen["lost"] + seen["unknown"]
    assert seen["repaired"] > 0
    assert seen["data_frames"] == flow.sent_packets
    frames = sum(seen[kind] for kind in seen if kind.endswith("_frames"))
    frames -= 2 * seen["withdrawn_frames"]  # are among the others
    assert frames == seen["frames_used"] + net.bottleneck.lost
    assert seen["frames_lost"] == net.bottleneck.lost
    assert back.counters["sent"] == 0
    assert len(link.states) <= seen["reports"]
    dropped = sum(n for name, n in link.entry.counters.items() if name.startswith("dropped"))
    assert dropped == 0


def test_a_transfer_goes_through_the_virtual_link_and_gains():
    times = {}
    for managed in (False, True):
        net, link, back = _pair(flows=10)
        net.bottleneck.lose("gilbert", loss_rate=0.05, mean_burst=4)
        to = link.exit.tunnel if managed else net.right[0]
        net.left[0].datagrams(to, "100kbps")  # the link learns what is lost
        net.advance("20s")
        before = link.counters["sent"], back.counters["sent"]
        transfer = net.left[0].transfer(to, "2MB")
        net.advance("200s")
        assert transfer.received_bytes == 2_000_000
        times[managed] = transfer.duration
        if managed:
            assert link.counters["sent"] - before[0] > 2_000_000 / 1400
            assert back.counters["sent"] - before[1] > 0, "acknowledgments"
    assert times[True] < 0.7 * times[False]


def test_sockets_of_a_tunnel_talk_over_it():
    net, link, _ = _pair()
    heard = []
    ear = net.right[0].socket("udp", port=9)
    ear.on_receive(lambda data, sender: heard.append((data, sender[0])))
    mouth = net.left[0].socket("udp")
    mouth.connect(link.exit.tunnel, 9)
    mouth.send(b"hello")
    net.advance("1s")
    assert heard == [(b"hello", link.entry.tunnel.address)]
    assert link.counters["sent"] == 1


def test_an_overlay_node_puts_packets_in_order():
    orders = {}
    for order in ("none", "e2e"):
        net, link, _ = _pair(nodes={"order": order}, flows=10)
        net.bottleneck.lose("gilbert", loss_rate=0.05, mean_burst=1)
        flow = net.left[0].datagrams(link.exit.tunnel, "1Mbps", packet_bytes=500)
        net.advance("60s")
        steps = numpy.diff(flow.received["sequence"])
        orders[order] = numpy.count_nonzero(steps < 0)
    assert orders["none"] > 100
    assert orders["e2e"] < orders["none"] / 20


def test_packets_cross_a_chain_of_virtual_links():
    net = scenario.Star(["1ms", "5ms", "10ms"], seed=SEED)
    overlay = scenario.Overqos(net)
    first, middle, last = (overlay.install(host) for host in net.hosts)
    there, _ = overlay.connect(first, middle)
    onward, _ = overlay.connect(middle, last)
    assert [overlay.nodes, overlay.links[0], overlay.links[2]] == [
        [first, middle, last],
        there,
        onward,
    ]
    flow = net.hosts[0].datagrams(last.tunnel, "100kbps", stop="5s")
    net.advance("10s")
    assert len(flow.received) == flow.sent_packets > 0
    assert there.counters["sent"] == onward.counters["sent"] == flow.sent_packets
    # 6 ms and 15 ms by their star's links, which carry a kilobyte in 8 us
    assert flow.received["delay_s"].min() == pytest.approx(0.021, abs=0.001)


def test_links_there_and_back_may_differ():
    net, link, back = _pair(constant_rate="2Mbps", back={"constant_rate": "1Mbps"})
    for host, to in ((net.left[0], link.exit), (net.right[0], link.entry)):
        host.datagrams(to.tunnel, "400kbps")
    net.advance("10s")
    assert set(link.states["total_bps"]) == {2_000_000}
    assert set(back.states["total_bps"]) == {1_000_000}
    assert repr(back) == "<OverqosLink right0 to left0>"


def test_a_link_back_has_the_knobs_of_the_one_there_that_it_does_not_change():
    net, link, back = _pair(constant_rate="2Mbps", back={"flows": 3})
    for host, to in ((net.left[0], link.exit), (net.right[0], link.entry)):
        host.datagrams(to.tunnel, "400kbps")
    net.advance("10s")
    assert set(link.states["total_bps"]) == {2_000_000}
    assert set(back.states["total_bps"]) == {2_000_000}
    assert set(back.states["flows"]) == {3} != set(link.states["flows"])


def test_a_node_that_was_stopped_takes_nothing_until_it_starts():
    net, link, _ = _pair()
    flow = net.left[0].datagrams(link.exit.tunnel, "80kbps")  # ten a second
    net.advance("10s")
    link.entry.stop()
    net.advance("10s")
    assert link.entry.counters["refused"] == pytest.approx(100, abs=2)
    link.entry.start()
    net.advance("10s")
    assert len(flow.received) == pytest.approx(200, abs=5)
    assert link.counters["sent"] == pytest.approx(100, abs=5), "since the last start"


def test_a_host_may_be_in_two_overlays():
    net = scenario.Dumbbell(seed=SEED)
    links = []
    for _ in range(2):
        overlay = scenario.Overqos(net)
        ends = [overlay.install(host) for host in (net.left[0], net.right[0])]
        links.append(overlay.connect(*ends)[0])
    flows = [net.left[0].datagrams(link.exit.tunnel, "80kbps", stop="5s") for link in links]
    net.advance("10s")
    assert [len(flow.received) for flow in flows] == [flow.sent_packets for flow in flows]
    assert [link.counters["sent"] for link in links] == [flow.sent_packets for flow in flows]


@pytest.mark.parametrize("burst", [1, 5])
def test_a_gilbert_path_loses_a_share_in_bursts(burst):
    net = scenario.Dumbbell(seed=SEED)
    net.bottleneck.lose("gilbert", loss_rate=0.05, mean_burst=burst)
    lost, sent = _lost_datagrams(net)
    assert sent == pytest.approx(100_000, abs=2)
    assert len(lost) == net.bottleneck.lost
    # a run of losses is a burst; for single losses, neighbours are one run by chance
    share, length = len(lost) / sent, _runs(lost).mean()
    assert share == pytest.approx(0.05, rel=0.15)
    assert length == pytest.approx(burst if burst > 1 else 1 / 0.95, rel=0.1)


def test_a_gilbert_elliott_path_loses_in_its_bad_state():
    net = scenario.Dumbbell(seed=SEED)
    net.bottleneck.lose("gilbert-elliott", to_bad=0.01, to_good=0.04, bad_loss=0.5)
    lost, sent = _lost_datagrams(net)
    assert len(lost) / sent == pytest.approx(0.2 * 0.5, rel=0.1)


def test_an_epoch_path_loses_in_busy_times():
    net = scenario.Dumbbell(seed=SEED)
    net.bottleneck.lose(
        "epoch", quiet_time="5s", quiet_loss=0, busy_time="1s", busy_loss=0.3, busy_burst=1
    )
    lost, sent = _lost_datagrams(net)
    assert len(lost) / sent == pytest.approx(0.3 / 6, rel=0.2)
    assert _runs(lost[numpy.append(True, numpy.diff(lost) > 500)]).max() == 1


def test_an_outage_loses_all_and_another_model_the_rest():
    net = scenario.Dumbbell(seed=SEED)
    net.bottleneck.lose(
        "outage",
        interval="20s",
        shortest="1s",
        longest="1s",
        other=("gilbert", {"loss_rate": 0.01, "mean_burst": 1}),
    )
    lost, sent = _lost_datagrams(net, rate="400kbps", time="1000s")  # 100 a second
    runs = _runs(lost)
    outages = runs[runs > 20]
    assert 30 < len(outages) < 75
    assert outages == pytest.approx(100, abs=3)
    rest = (len(lost) - outages.sum()) / (sent - outages.sum())
    assert rest == pytest.approx(0.01, rel=0.2)


def test_a_trace_says_which_packets_are_lost(tmp_path):
    trace = tmp_path / "losses.txt"
    trace.write_text("runs\n3 2 4 1\n")
    net = scenario.Dumbbell(seed=SEED)
    net.bottleneck.lose("trace", file=str(trace), offset=1)
    lost, _ = _lost_datagrams(net, rate="4kbps", time="30s")
    # two arrive and two are lost, four and one, and from now on the whole again: three and two ...
    assert list(lost[:6]) == [2, 3, 8, 12, 13, 18]


def test_losses_are_recorded_and_end():
    net = scenario.Dumbbell(seed=SEED)
    path = net.bottleneck
    path.record()
    path.lose("gilbert", loss_rate=0.1)
    flow = net.left[0].datagrams(net.right[0], "4Mbps", packet_bytes=500)
    net.advance("10s")
    path.lose(None)
    net.advance("10s")
    assert (
        len(path.losses) == path.lost == flow.sent_packets - len(flow.received) - _in_flight(flow)
    )
    assert path.losses["time_s"].max() < 10.1
    assert set(path.losses["bytes"]) == {500 + 8 + 20 + 2}
    assert net.bottleneck_back.lost == path.dropped == 0


def _in_flight(flow):
    """Datagrams that were sent within the way of the last one that arrived."""
    return flow.sent_packets - 1 - flow.received["sequence"][-1]


def _outcome(seed):
    net, link, back = _pair(seed=seed, flows=10)
    net.bottleneck.lose("gilbert", loss_rate=0.03, mean_burst=3)
    flow = net.left[0].datagrams(link.exit.tunnel, "1Mbps", packet_bytes=500)
    net.left[0].transfer(link.exit.tunnel, "500kB")
    net.advance("20s")
    tables = [link.states.tobytes(), back.states.tobytes(), flow.received.tobytes()]
    return tables, link.counters, link.exit.counters, net.events


def test_equal_programs_have_equal_results():
    first = _outcome(1)
    assert _outcome(2) != first
    assert _outcome(1) == first


def test_what_was_recorded_outlives_the_simulation():
    net, link, _ = _pair()
    flow = net.left[0].datagrams(link.exit.tunnel, "80kbps", stop="5s")
    net.advance("10s")
    before = link.counters, link.entry.counters, link.states.tobytes()
    net.close()
    assert (link.counters, link.entry.counters, link.states.tobytes()) == before
    assert link.counters["sent"] == flow.sent_packets
    assert (link.entry.number, link.entry.host.name) == (1, "left0")
    for call in (
        link.entry.stop,
        lambda: net.bottleneck.lose("gilbert"),
        lambda: scenario.Overqos(net),
    ):
        with pytest.raises(SimulationError, match="the simulation has ended"):
            call()


WRONG = [
    ("overlay.install(net.left[0])", "host left0 has a node of this overlay already"),
    ("overlay.install(net.left[1], order='x')", "'x', allowed: one of none, e2e, hop"),
    ("overlay.install(net.left[1], ordr='hop')", "no parameter 'ordr'; it has: .* order, "),
    ("overlay.install(net.left[1], number=9)", "number of an overlay node is given, allowed: "),
    ("overlay.connect(here, here)", "virtual link from left0 to itself, allowed: "),
    ("overlay.connect(here, other)", "node of left0 is of another overlay, allowed: "),
    ("overlay.connect(here, there, residual=1)", "no parameter 'residual'; it has: .*target"),
    ("overlay.connect(here, there, residual_target='1ms')", "allowed: a number from 1e-09 to 0.9"),
    ("overlay.connect(here, there, queue_time='1Mbps')", "queue_time of virtual link is '1Mbps'"),
    ("overlay.connect(here, there, ceiling='5ms')", "'5ms', allowed: a rate such as 10Mbps"),
    ("overlay.connect(here, there, back={'flow': 1})", "virtual link has no parameter 'flow'"),
    ("overlay.connect(here, there, policy='x')", "unknown redundancy policy 'x'; known are arq"),
    ("overlay.connect(here, there, pipe='x')", "unknown pipe 'x'; known are multcp"),
    ("overlay.connect(here, there, erasure_code='x')", "unknown erasure code 'x'; known are "),
    ("overlay.connect(here, there, most_packet_bytes=99)", "is 99, allowed: at least .* is 1400"),
    ("scenario.Overqos(net, order='x')", "parameter order of overlay node is 'x', allowed: "),
    ("scenario.Overqos(net, tunnel={'mtu': 1})", "mtu of tunnel is '1', allowed: .* 68 to 60000"),
    ("scenario.Overqos(net, tunnel={'classifier': 'x'})", "classifier is 'x', allowed: dscp, "),
    (
        "path.lose('x')",
        "loss model is 'x', allowed: epoch, gilbert, gilbert-elliott, outage, trace",
    ),
    ("path.lose('gilbert', loss=1)", "no parameter 'loss'; it has: .*loss_rate, mean_burst"),
    ("path.lose('gilbert', loss_rate=2)", "is '2', allowed: a number from 0 to 1"),
    ("path.lose('epoch', quiet_time='3Mbps')", "quiet_time of loss model epoch is '3Mbps'"),
    ("path.lose('outage', longest='1ms')", "the longest outage is 0.001"),
    ("path.lose('outage', other='gilbert')", "other is 'gilbert', allowed: name and knobs of a"),
    ("path.lose('outage', other=('gilbert', {'loss_rate': 3}))", "is '3', allowed: a number from"),
    ("path.lose('trace', file='/nowhere/x')", "the loss trace '/nowhere/x' cannot be read"),
]


@pytest.mark.parametrize("call, sentence", WRONG, ids=[call for call, _ in WRONG])
def test_what_cannot_be_is_one_sentence_and_changes_nothing(call, sentence):
    net = scenario.Dumbbell(pairs=2, seed=SEED)
    overlay = scenario.Overqos(net)
    names = {
        "scenario": scenario,
        "net": net,
        "path": net.bottleneck,
        "overlay": overlay,
        "here": overlay.install(net.left[0]),
        "there": overlay.install(net.right[0]),
        "other": scenario.Overqos(net).install(net.left[0]),
    }
    with pytest.raises(ParameterError, match=sentence) as raised:
        eval(call, names)
    assert "\n" not in str(raised.value)
    assert (len(overlay.nodes), overlay.links) == (2, [])
    link, _ = overlay.connect(names["here"], names["there"])
    flow = net.left[0].datagrams(link.exit.tunnel, "80kbps", stop="5s")
    net.advance("6s")
    assert len(flow.received) == flow.sent_packets == link.counters["sent"] > 0


def test_two_overlays_of_a_host_have_two_ports():
    net = scenario.Dumbbell(seed=SEED)
    links = []
    for port in (4754, 4754, 8000):
        overlay = scenario.Overqos(net, port=port)
        ends = [overlay.install(host) for host in (net.left[0], net.right[0])]
        if port == 4754 and links:
            with pytest.raises(ParameterError, match="port 4754 of host left0 is taken, allowed: "):
                overlay.connect(*ends)
        else:
            links.append(overlay.connect(*ends)[0])
    links[0].entry.stop()
    links[0].entry.start()
    flow = net.left[0].datagrams(links[0].exit.tunnel, "80kbps", stop="5s")
    net.advance("6s")
    assert len(flow.received) == flow.sent_packets == links[0].counters["sent"] > 0


def test_there_are_at_most_sixteen_overlays():
    net = scenario.Dumbbell(seed=SEED)
    for _ in range(16):
        scenario.Overqos(net)
    with pytest.raises(ParameterError, match="network has 16 overlays already, allowed: no more"):
        scenario.Overqos(net)


@pytest.mark.parametrize("call", ["overlay.connect(node, None)", "overlay.install(None)"])
def test_nothing_is_no_node_and_no_host(call):
    net = scenario.Dumbbell(seed=SEED)
    overlay = scenario.Overqos(net)
    with pytest.raises(TypeError):
        eval(call, {"overlay": overlay, "node": overlay.install(net.left[0])})


def test_the_example_shows_what_a_virtual_link_buys():
    plain, managed = virtual_link.run(False), virtual_link.run(True)
    assert plain.path_loss == pytest.approx(0.02, rel=0.5)
    assert plain.redundancy == 0
    assert plain.loss > 0.01
    assert managed.loss < plain.loss / 5
    assert managed.download_s < plain.download_s
    assert 0 < managed.redundancy < 0.2
