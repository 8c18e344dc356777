# SPDX-License-Identifier: GPL-2.0-only
"""Scenarios that are used in ways nobody meant: sentences, and no crash."""

import gc
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import ParameterError, congestion, overlay, scenario, schedulers
from qos_overlay.errors import SimulationError
from qos_overlay.overlay import MessageType

SEED = 3


def _network():
    return scenario.Dumbbell(pairs=2, rate="2Mbps", delay="10ms", seed=SEED)


def _demand():
    return schedulers.Demand(period="20ms", oln=1, old=4)


def _video(net):
    """A socket with a stream."""
    net.left[0].qsockinit("dwcs")
    video = net.left[0].qsocket(_demand())
    video.connect(net.right[0], 9)
    net.right[0].socket(port=9)
    return video


def _grants(net):
    """A flow of the Congestion Manager that reports what it sends."""
    flow = net.left[0].install_cm().open(net.right[0], 9)

    def send():
        flow.notify(1000)
        net.after("20ms", lambda: (flow.update(1000, 1000, rtt="20ms"), flow.request()))

    flow.on_grant(send)
    flow.request()
    return flow


class Sender(overlay.Algorithm):
    """Sends data to another node."""

    def __init__(self, to):
        self.to = to

    def process(self, message, engine):
        if message.type == MessageType.DATA:
            engine.send(message, self.to.id)


def _overlay(net):
    """A node to which another one sends."""
    sink = net.right[0].overlay_node(overlay.StaticRelay(delivers=True))
    net.left[0].overlay_node(Sender(sink)).start_source(1, messages=20)
    return sink


# --- callbacks that raise ---


def _listen(net, on_accept=None):
    listener = net.right[0].listen(80, on_accept=on_accept)
    socket = net.left[0].socket("tcp")
    socket.on_connected(lambda: socket.send(100_000))
    socket.connect(net.right[0], 80)
    net.after("3s", lambda: [accepted.close() for accepted in listener.accepted])
    return socket


def _on_report(net, fail):
    video = _video(net)
    video.on_report(fail)
    video.send(1000)


def _on_report_of_close(net, fail):
    video = _video(net)
    for _ in range(100):
        video.send(1000)
    video.on_report(fail)
    video.close()


PLACES = {
    "after": lambda net, fail: net.after("1s", fail),
    "every": lambda net, fail: net.every("1s", fail),
    "on_accept": lambda net, fail: _listen(net, fail),
    "on_receive": lambda net, fail: _listen(net, lambda socket: socket.on_receive(fail)),
    "on_connected": lambda net, fail: _listen(net).on_connected(fail),
    "on_writable": lambda net, fail: _listen(net).on_writable(fail),
    "on_closed": lambda net, fail: _listen(net).on_closed(fail),
    "on_report": _on_report,
    "on_report of close": _on_report_of_close,
    "on_grant": lambda net, fail: _grants(net).on_grant(fail),
    "on_update": lambda net, fail: _grants(net).on_update(fail),
    "on_deliver": lambda net, fail: _overlay(net).on_deliver(fail),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_callback_that_raises_ends_the_simulation_and_nothing_else(place):
    def fail(*_):
        raise ValueError("no")

    net = _network()
    with pytest.raises(SimulationError, match=r"^a callback .* failed at .* s \(ValueError: no\)$"):
        PLACES[place](net, fail)
        net.advance("20s")
    with pytest.raises(SimulationError, match="^the simulation cannot go on: a callback"):
        net.advance("1s")
    gc.collect()
    net = _network()
    transfer = net.left[0].transfer(net.right[0], "10kB")
    net.advance("5s")
    assert transfer.duration


@pytest.mark.parametrize("place", PLACES)
def test_a_callback_may_not_begin_or_end_a_simulation(place):
    for misuse in (_network, lambda: net.close(), lambda: net.advance(1)):
        net = _network()
        with pytest.raises(SimulationError) as raised:
            PLACES[place](net, lambda *_: misuse())
            net.advance("20s")
        assert isinstance(raised.value.__cause__, ParameterError)


def test_a_scheduler_that_raises_in_send_ends_the_simulation(names):
    class Bad(schedulers.Scheduler):
        def do_choose(self, now_ns):
            raise ValueError("no")

    schedulers.register("bad", Bad)
    net = _network()
    net.left[0].qsockinit("bad")
    socket = net.left[0].qsocket(_demand())
    socket.connect(net.right[0], 9)
    with pytest.raises(SimulationError, match=r"failed at 0.0 s \(ValueError: no\)"):
        socket.send(1000)
    with pytest.raises(SimulationError, match="cannot go on"):
        net.advance(1)


def test_a_flow_scheduler_that_raises_in_request_ends_the_simulation(names):
    class Bad(congestion.FlowScheduler):
        def request(self, *_):
            raise ValueError("no")

        def join(self, *_):
            pass

        leave = share = next = join

    congestion.register_flow_scheduler("bad", Bad)
    net = _network()
    flow = net.left[0].install_cm(flow_scheduler="bad").open(net.right[0], 9)
    flow.on_grant(lambda: None)
    with pytest.raises(SimulationError, match=r"failed at 0.0 s \(ValueError: no\)"):
        flow.request()
        net.advance(1)


def test_what_a_nested_call_raises_is_told_once():
    class Bad(overlay.Algorithm):
        def process(self, message, engine):
            raise ValueError("no")

    net = _network()
    node = net.left[0].overlay_node(Bad())
    net.after("1s", lambda: node.tell(overlay.USER))
    with pytest.raises(SimulationError) as raised:
        net.advance("2s")
    assert str(raised.value).count("failed at 1.0 s") == 1
    assert isinstance(raised.value.__cause__, ValueError)


# --- what is no callback ---


@pytest.mark.parametrize(
    "use",
    [
        lambda net: net.after(1, 5),
        lambda net: net.after(1, None),
        lambda net: net.every(1, "f"),
        lambda net: net.left[0].socket().on_receive(5),
        lambda net: net.left[0].socket().on_closed("f"),
        lambda net: net.left[0].listen(80, on_accept=5),
        lambda net: _video(net).on_report(5),
        lambda net: _grants(net).on_grant(5),
        lambda net: _grants(net).on_update(5),
        lambda net: _overlay(net).on_deliver(5),
    ],
)
def test_what_cannot_be_called_is_refused_at_once(use):
    with pytest.raises(ParameterError, match="^callback is .*, allowed: a function"):
        use(_network())


# --- what belongs to another simulation ---


def test_all_is_safe_to_ask_when_the_simulation_has_ended():
    net = _network()
    listener = net.right[0].listen(80)
    socket = net.left[0].socket("tcp")
    socket.connect(net.right[0], 80)
    video, flow, node = _video(net), _grants(net), _overlay(net)
    video.send(1000)
    parts = [net, net.left[0], net.bottleneck, listener, socket, video, flow, node]
    parts += [net.left[1].transfer(net.right[1]), net.left[1].datagrams(net.right[1], "64kbps")]
    net.advance("1s")
    net.close()
    gc.collect()
    tried = 0
    for part in parts:
        for name in dir(part):
            if name.startswith("_"):
                continue
            for arguments in ((), (1,), (net.right[0],), (net.right[0], 9), (b"x",), (None,)):
                try:
                    attribute = getattr(part, name)
                    if callable(attribute):
                        attribute(*arguments)
                    tried += 1
                except (ParameterError, SimulationError, TypeError):
                    pass
    assert tried > 100
    assert video.last_message == 1
    for register in (socket.on_receive, video.on_report, node.on_deliver):
        with pytest.raises(SimulationError, match="has ended"):
            register(print)


@pytest.mark.parametrize(
    "use",
    [
        lambda net, old: net.left[0].socket().connect(old, 9),
        lambda net, old: net.left[0].install_cm().open(old, 9),
        lambda net, old: net.left[0].transfer(old),
        lambda net, old: net.left[0].datagrams(old, "64kbps"),
    ],
)
def test_a_host_of_an_ended_simulation_is_no_destination(use):
    old = _network().right[0]
    with pytest.raises(SimulationError, match="^the simulation has ended"):
        use(_network(), old)


def test_a_node_is_introduced_to_nodes_only():
    ended = _network().left[0].overlay_node(overlay.StaticRelay())
    node = _network().left[0].overlay_node(overlay.StaticRelay())
    with pytest.raises(ParameterError, match="^others has None, allowed: overlay nodes of this"):
        node.introduce([None])
    with pytest.raises(ParameterError, match="^others has a node of a simulation that has ended"):
        node.introduce([ended])


# --- parts that cannot be used ---


def test_parts_of_a_congestion_manager_in_python_are_tried_first(names):
    class NoMtu(congestion.Controller):
        def report(self, report):
            pass

    class NoNext(congestion.FlowScheduler):
        def request(self, member):
            pass

    congestion.register_controller("no-mtu", NoMtu)
    congestion.register_flow_scheduler("no-next", NoNext)
    net = _network()
    host = net.left[0]
    with pytest.raises(ParameterError, match="^class NoMtu has no method set_mtu, which it needs"):
        host.install_cm(controller="no-mtu")
    with pytest.raises(ParameterError, match="^class NoNext has no method "):
        host.install_cm(flow_scheduler="no-next")
    host.install_cm(controller="tfrc", flow_scheduler="round-robin")
    transfer = host.transfer(net.right[0], "10kB", transport="cm")
    net.advance("10s")
    assert transfer.duration


QUEUE_DISC = """
import sys
from qos_overlay import ParameterError, scenario
try:
    net = scenario.Dumbbell(rate="1Mbps", access_rate="10Mbps", queue_disc=sys.argv[1])
except ParameterError as error:
    print(error)
else:
    net.left[0].datagrams(net.right[0], "5Mbps")
    net.left[0].transfer(net.right[0])
    net.advance("1s")
    print(net.bottleneck.sent_packets > 50)
"""


def test_a_queue_disc_of_ns3_works_or_is_refused(python):
    with open("/proc/self/maps") as maps:
        words = {line.split()[-1] for line in maps}
    libraries = [word for word in words if "traffic-control" in word or "libqos-overlay" in word]
    classes = re.compile(rb"\0_ZTVN3ns3(3qos)?\d+([A-Z]\w*QueueDisc)E\0")  # mangled
    names = {
        f"ns3::{'qos::' if qos else ''}{name.decode()}"
        for library in libraries
        for qos, name in classes.findall(Path(library).read_bytes())
    }
    said = {name: python("-c", QUEUE_DISC, name) for name in names}
    assert {name: run.stderr for name, run in said.items() if run.returncode} == {}
    works = {name for name, run in said.items() if run.stdout == "True\n"}
    assert works >= {f"ns3::{name}QueueDisc" for name in ("Fifo", "Prio", "Red", "Tbf", "FqCoDel")}
    for name in names - works:
        assert said[name].stdout.startswith(f"queue_disc is '{name}', ")
    assert len(works) > 10


# --- ports, ends and times that do not fit ---


def test_flows_leave_alone_the_ports_of_sockets():
    net = _network()
    for port in range(5000, 5003):
        net.right[0].listen(port)
    net.right[0].socket(port=5003)
    transfer = net.left[0].transfer(net.right[0], "10kB")
    calls = net.left[0].datagrams(net.right[0], "64kbps")
    net.advance("5s")
    assert transfer.duration and len(calls.received) > 30


def test_a_socket_does_not_get_the_port_of_a_flow():
    net = _network()
    net.advance("1s")
    net.left[0].transfer(net.right[0], "10kB")
    with pytest.raises(ParameterError, match="^port 5000 of host right0 is taken by a flow or"):
        net.right[0].listen(5000)
    net.advance("1s")


def test_overlay_nodes_and_others_have_different_ports():
    net = _network()
    host = net.right[0]
    host.listen(7001)
    assert host.overlay_node(overlay.StaticRelay()).id.port == 7000
    with pytest.raises(ParameterError, match="^port 7001 of host right0 is taken, allowed: one"):
        host.overlay_node(overlay.StaticRelay())
    assert host.overlay_node(overlay.StaticRelay(), port=4999).id.port == 5000
    with pytest.raises(ParameterError, match="^port 5000 of host right0 is taken by a flow or"):
        host.listen(5000)
    transfer = net.left[0].transfer(host, "10kB")
    net.advance("5s")
    assert transfer.duration


def test_an_overlay_node_does_not_get_a_port_that_a_socket_was_given():
    net = _network()
    host = net.right[0]
    host.socket("tcp")
    with pytest.raises(ParameterError, match="^port 49153 of host right0 is taken, allowed"):
        host.overlay_node(overlay.StaticRelay(), port=49153)
    host.overlay_node(overlay.StaticRelay(), port=49154)
    net.advance("1s")


def test_background_traffic_may_be_added_again():
    net = _network()
    for kind in ("tcp", "tcp", "web", "web", "selfsimilar", "selfsimilar"):
        net.add_background(kind)
    transfer = net.left[0].transfer(net.right[0], "10kB")
    net.advance("60s")
    assert transfer.duration


def test_an_empty_datagram_arrives():
    net = _network()
    heard = []
    net.right[0].socket(port=9).on_receive(lambda data, sender: heard.append(data))
    mouth = net.left[0].socket()
    mouth.connect(net.right[0], 9)
    mouth.send(b"")
    mouth.send(b"x")
    net.advance("1s")
    assert heard == [b"", b"x"]


@pytest.mark.parametrize("flow", ["transfer", "datagrams"])
def test_a_flow_has_two_ends(flow):
    host = _network().left[0]
    with pytest.raises(ParameterError, match="^host left0 is at both ends, allowed: two hosts"):
        host.transfer(host) if flow == "transfer" else host.datagrams(host, "64kbps")


def test_datagrams_stop_behind_their_start():
    net = _network()
    with pytest.raises(ParameterError, match="^stop is '2s', allowed: a time above start, which"):
        net.left[0].datagrams(net.right[0], "64kbps", start="5s", stop="2s")


@pytest.mark.parametrize("rate", ["10", "1e6", 10, "fast", ""])
def test_a_rate_has_a_unit(rate):
    with pytest.raises(ParameterError, match="^rate is .*, allowed: a rate above 0 with a unit"):
        scenario.Dumbbell(rate=rate)


# --- the process ---


def _program(text, **options):
    package = str(Path(qos_overlay.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": package},
        **options,
    )


def test_ctrl_c_is_heard_soon_and_the_simulation_can_go_on():
    program = _program(
        "import sys\n"
        "from qos_overlay import scenario\n"
        "net = scenario.Dumbbell(rate='1Gbps', delay='1ms')\n"
        "transfer = net.left[0].transfer(net.right[0])\n"
        "print('begins', flush=True)\n"
        "try:\n"
        "    net.advance('1000h')\n"
        "except KeyboardInterrupt:\n"
        "    before = net.now, transfer.received_bytes\n"
        "    net.advance('1ms')\n"
        "    print(0 < before[0] < net.now and before[1] < transfer.received_bytes)\n"
    )
    assert program.stdout.readline() == "begins\n"
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(timeout=1)
    program.send_signal(signal.SIGINT)
    out, errors = program.communicate(timeout=10)
    assert (program.returncode, out, errors) == (0, "True\n", "")


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ("pass", 0),
        ("sys.exit(4)", 4),
        ("net.after(0, lambda: sys.exit(5)); net.advance(1)", 5),
        ("net.after(0, lambda: 1 / 0); net.advance(1)", 1),
    ],
)
def test_an_interpreter_ends_with_an_open_simulation(last, code):
    program = _program(
        "import sys\n"
        "from qos_overlay import overlay, scenario, schedulers\n"
        "net = scenario.Dumbbell(pairs=2)\n"
        "a, b = net.left[0], net.right[0]\n"
        "a.qsockinit('dwcs')\n"
        "video = a.qsocket(schedulers.Demand(period='20ms', oln=1, old=4))\n"
        "video.connect(b, 9)\n"
        "video.on_report(lambda report: (video, net))\n"
        "net.every('20ms', lambda: video.send(1000))\n"
        "class Node(overlay.Algorithm):\n"
        "    def process(self, message, engine):\n"
        "        self.last = message, net\n"
        "node = b.overlay_node(Node())\n"
        "node.on_deliver(lambda message: node)\n"
        "node.start_source(1)\n"
        "net.advance('1s')\n" + last
    )
    _, errors = program.communicate(timeout=60)
    assert program.returncode == code, errors


def test_simulations_leave_no_memory_behind():
    def use():
        net = _network()
        video, flow, node = _video(net), _grants(net), _overlay(net)
        kept = []
        video.on_report(lambda report: kept.append((report, video, net)))
        flow.on_update(lambda estimate: kept.append((estimate, flow, net)))
        node.on_deliver(lambda message: kept.append((message, node, net)))
        socket = _listen(net, lambda accepted: accepted.on_receive(lambda *_: (accepted, net)))
        socket.on_closed(lambda: socket)
        net.every("20ms", lambda: video.send(1000))
        net.left[1].transfer(net.right[1])
        net.bottleneck.record()
        net.advance("1s")

    def pages():
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1])

    for _ in range(30):
        use()
    pages_before, objects_before = pages(), len(gc.get_objects())
    for _ in range(100):
        use()
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    assert (pages() - pages_before) * page_bytes < 100 * 20_000, "bytes of a simulation"
    assert len(gc.get_objects()) < objects_before + 100
