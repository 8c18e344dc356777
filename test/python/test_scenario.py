# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.scenario: networks, sockets, flows, and the four systems on them."""

import gc
import random
from datetime import timedelta

import numpy
import pandas
import pytest
from qos_overlay import ParameterError, overlay, scenario, schedulers

SEED = 3


@pytest.fixture(autouse=True)
def _no_simulation_is_left():
    yield
    scenario.Graph.chain(2).close()


# --- networks ---


def _delay_of(net, source, target):
    """One-way delay of a datagram of 1000 bytes, seconds."""
    sink = target.socket(port=9)
    sender = source.socket()
    sender.connect(target, 9)
    start = net.now
    sender.send(1000)
    net.advance("1s")
    return sink.received["time_s"][-1] - start


FRAME_BITS = (1000 + 8 + 20 + 2) * 8  # UDP, IP and PPP


def test_a_datagram_through_a_dumbbell_takes_delays_and_transmissions():
    net = scenario.Dumbbell(
        rate="1Mbps", delay="20ms", access_rate="10Mbps", access_delay="1ms", seed=SEED
    )
    expected = 0.022 + FRAME_BITS / 1e6 + 2 * FRAME_BITS / 10e6
    assert _delay_of(net, net.left[0], net.right[0]) == pytest.approx(expected, abs=1e-6)


def test_hosts_of_a_star_have_delays_of_their_own():
    net = scenario.Star(["10ms", 0.02, timedelta(milliseconds=40)], rate="1Gbps")
    expected = 0.06 + 2 * FRAME_BITS / 1e9
    assert _delay_of(net, net.host("host1"), net.host("host2")) == pytest.approx(expected)


def test_a_chain_has_its_links_one_after_another():
    net = scenario.Graph.chain(5, rate="10Mbps", delay="3ms")
    assert [host.name for host in net.hosts] == ["n0", "n1", "n2", "n3", "n4"]
    expected = 4 * (0.003 + FRAME_BITS / 10e6)
    assert _delay_of(net, net.hosts[0], net.hosts[4]) == pytest.approx(expected)
    assert [link.sent_packets for link in net.links] == [1, 0] * 4


def test_a_tree_has_the_nodes_of_its_levels():
    net = scenario.Graph.tree(3, 2, delay="1ms", rate="1Gbps")
    assert len(net.hosts) == 1 + 3 + 9
    expected = 4 * (0.001 + FRAME_BITS / 1e9)
    assert _delay_of(net, net.hosts[4], net.hosts[12]) == pytest.approx(expected)


def test_packets_take_the_way_of_the_least_delay():
    net = scenario.Graph(
        [("a", "b", {"delay": "50ms"}), ("a", "c", {"delay": "5ms"}), ("c", "b", {"delay": 0.005})],
        rate="1Gbps",
    )
    assert _delay_of(net, net.host("a"), net.host("b")) == pytest.approx(0.01, abs=1e-4)
    assert net.link("a", "b").sent_packets == 0
    assert net.link("a", "c").sent_packets == 1


@pytest.mark.parametrize("suffix", [".graphml", ".gml", ".edgelist"])
def test_a_network_comes_from_a_file(tmp_path, suffix):
    networkx = pytest.importorskip("networkx")
    graph = networkx.Graph()
    graph.add_edge("server", "router", rate="10Mbps", delay="7ms")
    graph.add_edge("router", "client", queue=20)
    path = tmp_path / f"net{suffix}"
    getattr(networkx, f"write_{suffix[1:]}")(graph, path)
    net = scenario.read_graph(path, rate="1Gbps", delay="1ms", seed=2)
    assert sorted(host.name for host in net.hosts) == ["client", "router", "server"]
    expected = 0.008 + FRAME_BITS / 10e6 + FRAME_BITS / 1e9
    assert _delay_of(net, net.host("server"), net.host("client")) == pytest.approx(expected)


_KINDS = [(kind, suffix) for kind in ("MultiGraph", "DiGraph") for suffix in ("graphml", "gml")]


@pytest.mark.parametrize(("kind", "suffix"), [*_KINDS, ("MultiGraph", "edgelist")])
def test_edges_between_the_same_nodes_are_one_link_if_they_agree(tmp_path, kind, suffix):
    networkx = pytest.importorskip("networkx")

    def read(*delays):
        graph = getattr(networkx, kind)()
        graph.add_edge("a", "b", rate="10Mbps", delay=delays[0], name="there")
        graph.add_edge("b", "a", rate="10Mbps", delay=delays[1], name="and back")
        graph.add_edge("b", "c")
        path = tmp_path / f"net.{suffix}"
        getattr(networkx, f"write_{suffix}")(graph, path)
        return scenario.read_graph(path)

    net = read("7ms", "7ms")
    assert len(net.links) == 2 * 2
    assert _delay_of(net, net.host("a"), net.host("b")) == pytest.approx(0.007 + FRAME_BITS / 10e6)
    with pytest.raises(ParameterError) as raised:
        read("7ms", "8ms")
    sentence = str(raised.value)
    assert sentence.startswith("links between '")
    assert all(name in sentence for name in ("'a'", "'b'", f"net.{suffix}'")), sentence
    assert "\n" not in sentence


def test_a_drop_tail_queue_drops_what_does_not_fit():
    net = scenario.Graph([("a", "b", {"rate": "1Mbps", "queue": 10})])
    link = net.link("a", "b")
    link.record()
    sink = net.host("b").socket(port=9)
    sender = net.host("a").socket()
    sender.connect(net.host("b"), 9)
    for _ in range(30):
        sender.send(500)
    net.advance("1s")
    assert link.dropped == len(link.drops) == 30 - 11, "one leaves at once, ten wait"
    assert len(sink.received) == link.sent_packets == 11
    assert link.queue["packets"].max() == 10
    assert link.sent_bytes == 11 * (500 + 30)


# --- sockets ---


def test_bytes_arrive_as_they_were_sent_over_tcp():
    net = scenario.Star(["10ms"] * 2)
    server, client = net.host("host0"), net.host("host1")
    payload = random.Random(SEED).randbytes(300_000)
    received, rest, told = bytearray(), [payload], []

    def write():
        while rest[0]:
            taken = socket.send(rest[0])
            if taken == 0:
                return
            rest[0] = rest[0][taken:]
        socket.close()

    def accept(connection):
        connection.on_receive(lambda data, peer: received.extend(data))
        connection.on_closed(lambda: (told.append("closed"), connection.close()))

    server.listen(80, on_accept=accept)
    socket = client.socket("tcp")
    socket.on_connected(lambda: told.append("connected"))
    socket.on_writable(write)
    socket.connect(server, 80)
    net.after("100ms", write)
    net.advance("60s")
    assert bytes(received) == payload
    assert told == ["connected", "closed"]
    assert socket.sent_bytes == len(payload)


def test_a_datagram_tells_who_sent_it():
    net = scenario.Star(["10ms"] * 2)
    seen = []
    sink = net.host("host0").socket(port=7)
    sink.on_receive(lambda data, peer: seen.append((data, peer)))
    sender = net.host("host1").socket(port=8)
    sender.connect(net.host("host0"), 7)
    assert sender.send(b"hello") == 5
    net.advance(1)
    assert seen == [(b"hello", (net.host("host1").address, 8))]
    assert sink.received_bytes == 5


def test_a_connection_to_nobody_fails():
    net = scenario.Star(["10ms"] * 2)
    told = []
    socket = net.host("host0").socket("tcp")
    socket.on_closed(lambda: told.append(net.now))
    socket.connect(net.host("host1"), 80)
    net.advance("300s")
    assert len(told) == 1, "after TCP has tried often enough"


# --- flows ---


def test_a_transfer_fills_the_bottleneck():
    net = scenario.Dumbbell(rate="5Mbps", delay="10ms", queue=60, seed=SEED)
    transfer = net.left[0].transfer(net.right[0], "5MB")
    net.advance("20s")
    assert transfer.received_bytes == 5_000_000
    ideal = 5e6 * 8 / (5e6 * 1448 / 1502)
    assert ideal < transfer.duration < 1.15 * ideal
    assert transfer.received["bytes"].sum() == 5_000_000
    assert (numpy.diff(transfer.received["time_s"]) >= 0).all()
    assert transfer.window["bytes"].max() > 2 * 1448


def test_a_transfer_without_end_goes_on():
    net = scenario.Dumbbell(rate="5Mbps", seed=SEED)
    transfer = net.left[0].transfer(net.right[0], start="2s", sack=False, segment_bytes=1000)
    net.advance("2s")
    assert transfer.received_bytes == 0
    net.advance("8s")
    assert 2e6 < transfer.received_bytes < 5e6
    assert transfer.duration is None


def test_datagrams_have_their_rate_and_their_delay():
    net = scenario.Dumbbell(rate="5Mbps", delay="10ms", seed=SEED)
    flow = net.left[0].datagrams(net.right[0], "800kbps", packet_bytes=1000, stop="10s")
    net.advance("11s")
    assert flow.sent_packets == len(flow.received) == pytest.approx(1000, abs=1)
    assert (flow.received["sequence"] == numpy.arange(flow.sent_packets)).all()
    assert flow.received["delay_s"] == pytest.approx(0.01 + FRAME_BITS / 5e6 + 2 * FRAME_BITS / 1e9)
    assert 0 <= flow.received["time_s"][0] - flow.received["delay_s"][0] - 0.01 < 0.01


def test_datagrams_of_others_are_not_taken_for_own_ones():
    net = scenario.Dumbbell(pairs=2, seed=SEED)
    flow = net.left[0].datagrams(net.right[0], "80kbps")
    stranger = net.left[1].socket()
    for port in range(5000, 5010):
        stranger.connect(net.right[0], port)
        stranger.send(b"who")
    net.advance("1s")
    assert (numpy.diff(flow.received["sequence"]) == 1).all()


def test_tables_are_data_frames_of_pandas():
    net = scenario.Dumbbell(seed=SEED)
    flow = net.left[0].datagrams(net.right[0], "100kbps")
    net.advance("2s")
    frame = pandas.DataFrame(flow.received)
    assert list(frame.columns) == ["time_s", "sequence", "delay_s"]
    assert frame.dtypes.astype(str).tolist() == ["float64", "int64", "float64"]


def test_traffic_of_others_takes_its_share():
    net = scenario.Dumbbell(pairs=2, rate="5Mbps", delay="10ms", seed=SEED)
    net.add_background("selfsimilar", first_pair=1, load="2Mbps", peak="200kbps")
    net.advance("60s")
    assert net.bottleneck.sent_bytes * 8 / 60 == pytest.approx(2e6, rel=0.4)


def test_red_drops_early():
    text = "ns3::RedQueueDisc[MinTh=5|MaxTh=15|MaxSize=100p]"
    net = scenario.Dumbbell(rate="5Mbps", queue_disc=text, seed=SEED)
    net.bottleneck.record()
    net.left[0].transfer(net.right[0])
    net.advance("20s")
    assert net.bottleneck.dropped > 0
    queue = net.bottleneck.queue
    assert queue["packets"][queue["time_s"] > 5].max() < 40


# --- QSockets ---


def _video(scheduler, seed=SEED):
    """25 frames a second with deadlines of 40 ms beside four transfers, for 20 s."""
    net = scenario.Dumbbell(pairs=2, access_rate="3Mbps", rate="100Mbps", delay="2ms", seed=seed)
    server, viewer = net.left[0], net.right[0]
    demand = None
    if scheduler:
        server.qsockinit(scheduler, device_queue="1p")
        demand = schedulers.Demand(period="40ms", deadline="40ms", oln=1, old=10)
    video = server.qsocket(demand)
    sink = viewer.socket(port=99)
    video.connect(viewer, 99)
    for number in range(4):
        server.transfer(viewer, start=f"{37 * number}ms")
    net.every("40ms", lambda: video.send(1400, deadline="40ms", kind=1), start="1s")
    net.advance("20s")
    gaps = numpy.diff(sink.received["time_s"])
    return net, video, len(sink.received), gaps


def test_a_scheduler_keeps_frames_in_time():
    _, video, frames, gaps = _video("dwcs")
    assert frames == pytest.approx(19 * 25, abs=1)
    assert gaps.max() < 0.05
    info = video.info()
    assert info["messages_late"] == info["messages_dropped"] == 0
    assert info["messages_on_time"] == pytest.approx(frames, abs=1)
    reports = video.reports
    assert (reports["end"] == int(schedulers.End.ON_TIME)).all()
    assert (reports["kind"] == 1).all()
    assert (reports["message"] == numpy.arange(1, len(reports) + 1)).all()


def test_without_a_scheduler_frames_wait_behind_transfers():
    _, video, _, gaps = _video(None)
    assert gaps.max() > 0.1
    with pytest.raises(ParameterError):
        video.info()


def test_a_scheduler_in_python_serves_a_scenario():
    served = []

    class Fifo(schedulers.Scheduler):
        def do_choose(self, now_ns):
            served.append(now_ns)
            heads = [self.head_of(queue) for queue in (*self.streams, schedulers.BEST_EFFORT)]
            return next((head for head in heads if head is not None), None)

        def __init__(self, setup=schedulers.Setup()):
            super().__init__(setup)
            self.streams = []

        def do_add_stream(self, stream, demand, now_ns):
            self.streams.append(stream)

    schedulers.register("streams-first", Fifo)
    try:
        _, _, frames, gaps = _video("streams-first")
    finally:
        scenario.Graph.chain(2).close()
        schedulers.unregister("streams-first")
    assert served
    assert frames == pytest.approx(19 * 25, abs=1)
    assert gaps.max() < 0.05


def test_reports_reach_a_callback():
    net = scenario.Dumbbell(access_rate="1Mbps", seed=SEED)
    net.left[0].qsockinit("edf")
    socket = net.left[0].qsocket(schedulers.Demand(deadline="5ms"))
    net.right[0].socket(port=9)
    socket.connect(net.right[0], 9)
    ends = []
    socket.on_report(lambda report: ends.append((report.message, report.end)))
    for _ in range(10):
        socket.send(1000, deadline="30ms", droppable=True)
    net.advance("1s")
    assert len(ends) == 10
    assert {end for _, end in ends} == {schedulers.End.ON_TIME, schedulers.End.DROPPED}
    assert sum(end == schedulers.End.ON_TIME for _, end in ends) == 4, "8.24 ms each, begun by then"


def test_a_blocked_byte_stream_goes_on_when_there_is_room():
    net = scenario.Dumbbell(rate="5Mbps", seed=SEED)
    net.left[0].qsockinit("dwcs")
    arrived = []
    net.right[0].listen(80, on_accept=lambda s: s.on_receive(lambda data, _: arrived.append(data)))
    demand = schedulers.Demand(period="10ms", oln=1, old=2)
    socket = net.left[0].qsocket(demand, transport="tcp", send_buffer=20000)
    rest = [20]

    def write():
        while rest[0] and socket.send(3000):
            rest[0] -= 1

    socket.on_writable(write)
    socket.on_connected(write)
    socket.connect(net.right[0], 80)
    net.advance("20s")
    assert rest == [0]
    assert sum(map(len, arrived)) == 60_000


def test_a_link_counts_what_the_scheduler_above_it_drops():
    net = scenario.Graph([("a", "b", {"rate": "1Mbps"})])
    link = net.link("a", "b")
    link.record()
    net.host("a").qsockinit("fifo", best_effort_packets=10)
    sink, sender = net.host("b").socket(port=9), net.host("a").socket()
    sender.connect(net.host("b"), 9)
    for _ in range(100):
        sender.send(1000)
    net.advance("2s")
    assert link.dropped == len(link.drops) == 100 - len(sink.received) > 80


def test_a_refused_qsocket_or_qsockinit_leaves_nothing_behind():
    net = scenario.Dumbbell(access_rate="1Mbps", seed=SEED)
    host = net.left[0]
    for wrong in ({"send_buffer": -1}, {"device": "eth5"}, {"demand": schedulers.Demand()}):
        with pytest.raises(ParameterError):
            host.qsocket(port=6000, **wrong)
    host.qsocket(port=6000)
    host.qsockinit("edf", device_queue="1p")
    with pytest.raises(ParameterError, match="already"):
        host.qsockinit("edf", device_queue="100p")
    video = host.qsocket(schedulers.Demand(deadline="1s"))
    net.right[0].socket(port=9)
    video.connect(net.right[0], 9)
    for _ in range(10):
        video.send(1000)
    assert video.info()["backlog_packets"] >= 8, "the rest is in the device"


# --- the Congestion Manager ---


def test_the_second_transfer_of_a_macroflow_begins_with_what_the_first_found():
    net = scenario.Dumbbell(rate="4Mbps", delay="37ms", queue=200, seed=SEED)
    server, client = net.left[0], net.right[0]
    cm = server.install_cm()
    transfers = [
        server.transfer(client, "128KiB", transport="cm", start=start) for start in (0, "3s")
    ]
    plain = server.transfer(client, "128KiB", start="6s")
    net.advance("10s")
    first, second = (transfer.duration for transfer in transfers)
    assert second < 0.75 * first
    assert second < plain.duration
    assert cm.macroflows == 1
    assert cm.window["bytes"].max() > 10 * 1448


def test_a_program_sends_what_the_congestion_manager_grants():
    net = scenario.Dumbbell(rate="1Mbps", delay="20ms", queue=20, seed=SEED)
    host, peer = net.left[0], net.right[0]
    cm = host.install_cm(initial_window=2)
    flow = cm.open(peer, 9, mtu=1000)
    sink, socket = peer.socket(port=9), host.socket()
    socket.connect(peer, 9)
    sent, news = {}, []

    def grant():
        sent[len(sent)] = net.now
        socket.send(1000)
        flow.notify(1000)
        flow.request()

    def acknowledge(data, sender):
        number = sink.received_bytes // 1000 - 1
        net.after("20ms", lambda: flow.update(1000, 1000, rtt=net.now - sent[number]))

    sink.on_receive(acknowledge)
    flow.on_grant(grant)
    flow.on_update(news.append)
    flow.request()
    net.advance("10s")
    assert len(sent) > 500
    assert news and news[-1].keys() == {"rate_bps", "srtt_s", "rttdev_s", "loss"}
    assert flow.query()["srtt_s"] > 0.04
    assert flow.mtu == 1000
    macroflow = flow.macroflow
    assert flow.split() != macroflow
    flow.join(macroflow)
    assert flow.macroflow == macroflow
    flow.close()
    with pytest.raises(ParameterError):
        flow.request()


def test_datagrams_of_the_congestion_manager_adapt():
    net = scenario.Dumbbell(rate="1Mbps", delay="20ms", queue=30, seed=SEED)
    net.left[0].install_cm(udp={"send_buffer": 20000})
    flow = net.left[0].datagrams(net.right[0], "3Mbps", transport="cm_udp")
    net.advance("20s")
    rate = len(flow.received) * 8000 / 20
    assert 0.6e6 < rate < 1e6
    assert net.bottleneck.dropped < 0.05 * len(flow.received)


# --- overlay nodes ---


def test_overlay_nodes_talk_over_tcp():
    net = scenario.Star(["10ms"] * 3)
    hosts = [net.host(f"host{number}") for number in range(3)]
    ends = [host.overlay_node(overlay.StaticRelay(delivers=True)) for host in hosts[:2]]
    seen = []

    class Split(overlay.Algorithm):
        def process(self, message, engine):
            if message.type == overlay.MessageType.DATA:
                seen.append(message)
                engine.send(message, ends[message.sequence % 2].id)

    source = hosts[2].overlay_node(Split(), up="200KBps")
    ends[0].on_deliver(lambda message: seen.append(message))
    source.start_source(1, bytes=1000, messages=100)
    net.advance("10s")
    assert [end.counters["delivered"] for end in ends] == [50, 50]
    delivered = ends[0].delivered
    assert delivered["sequence"].tolist() == list(range(0, 100, 2))
    assert len(seen) == 150
    span = delivered["time_s"][-1] - delivered["time_s"][0]
    assert 98 * 1024 / 200e3 == pytest.approx(span, rel=0.1)
    net.close()
    del net, hosts, ends, source
    gc.collect()
    assert seen[-1].size == 1000, "messages outlive their simulation"


def test_a_tree_grows_over_tcp():
    net = scenario.Star(["5ms"] * 8)
    nodes = []
    for number in range(8):
        algorithm = overlay.TreeAlgorithm()
        nodes.append(
            (algorithm, net.host(f"host{number}").overlay_node(algorithm, total="100KBps"))
        )
    root, source = nodes[0]
    root.become_root(1)
    source.start_source(1, bytes=5000)
    for number, (algorithm, node) in enumerate(nodes[1:], 1):
        node.introduce([other for _, other in nodes[:number]])
        node.tell(overlay.MessageType.S_JOIN, 1)
        net.advance("2s")
    children = {str(node.id): len(algorithm.children(1)) for algorithm, node in nodes}
    assert sum(children.values()) == 7
