# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.scenario: what is wrong is one sentence, and what ends a simulation."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import ParameterError, overlay, scenario, schedulers
from qos_overlay.errors import SimulationError


@pytest.fixture(autouse=True)
def _no_simulation_is_left():
    yield
    scenario.Graph.chain(2).close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: scenario.Dumbbell(pairs=0), "pairs is 0, allowed: a whole number from 1 to 32767"),
        (lambda: scenario.Dumbbell(rate="10 bananas"), "rate is '10 bananas', allowed: a rate "),
        (lambda: scenario.Dumbbell(rate=None), "rate is None, allowed: a rate above 0"),
        (lambda: scenario.Dumbbell(delay="-1ms"), "delay is '-1ms', allowed: a time of 0 or more"),
        (lambda: scenario.Dumbbell(delay=math.nan), "delay is nan, allowed: a time of 0 or more"),
        (lambda: scenario.Dumbbell(queue=0), "queue is 0, allowed: a whole number from 1"),
        (lambda: scenario.Dumbbell(queue="10p"), "queue is '10p', allowed: a whole number"),
        (lambda: scenario.Dumbbell(tcp="Reno"), "tcp is 'Reno', allowed: a class of ns-3"),
        (lambda: scenario.Dumbbell(queue_disc="Red"), "queue_disc is 'Red', allowed: None, or a"),
        (
            lambda: scenario.Dumbbell(queue_disc="ns3::MqQueueDisc"),
            "queue_disc is 'ns3::MqQueueDisc', which needs a child for each queue of the device, ",
        ),
        (
            lambda: scenario.Dumbbell(queue_disc="ns3::FqCoDelQueueDisc[UseL4s=true]"),
            "queue_disc is 'ns3::FqCoDelQueueDisc[UseL4s=true]' without a threshold, allowed: ",
        ),
        (lambda: scenario.Dumbbell(seed=-1), "seed is '-1', allowed"),
        (lambda: scenario.Star(["1ms"]), "delays are of 1 hosts, allowed: 2 to 65535"),
        (lambda: scenario.Graph([]), "network has fewer nodes than 2"),
        (lambda: scenario.Graph([("a", "a")]), "link from 'a' to 'a' has one end"),
        (lambda: scenario.Graph([("a", "b"), ("b", "a")]), "link from 'b' to 'a' is the second"),
        (
            lambda: scenario.Graph([("a", "b"), ("c", "d")]),
            "node 'c' cannot be reached from 'a', allowed: connected networks",
        ),
        (lambda: scenario.Graph([("a", "b", {"rat": 1})]), "a link has no option 'rat' here"),
        (lambda: scenario.Graph(["ab", 3]), "a link is 3, allowed: (source, target)"),
        (lambda: scenario.Graph.chain(1), "chain has 1 nodes, allowed: 2 to 10000"),
        (lambda: scenario.Graph.tree(0, 2), "tree has 0 children"),
        (lambda: scenario.read_graph("net.csv"), "path is 'net.csv', allowed: a file "),
        (lambda: scenario.read_graph("no.gml"), "file 'no.gml' cannot be read: "),
    ],
)
def test_an_impossible_network_is_one_sentence_and_ends_nothing(make, sentence):
    net = scenario.Dumbbell()
    with pytest.raises(ParameterError) as raised:
        make()
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)
    net.advance("1s")
    assert net.now == 1


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        (lambda net, a, b: net.host("bob"), "host is 'bob', allowed: left0, right0, "),
        (lambda net, a, b: net.advance("soon"), "time is 'soon', allowed: a time of 0 or more"),
        (lambda net, a, b: net.every(0, print), "period is 0, allowed: a time above 0"),
        (lambda net, a, b: net.add_background("noise"), "background is 'noise', allowed: self"),
        (lambda net, a, b: net.add_background("web", users=3), "background web has no option 'u"),
        (lambda net, a, b: a.socket("sctp"), "transport is 'sctp', allowed: cm, cm_udp, coupled, "),
        (lambda net, a, b: a.socket(port=70000), "port is 70000, allowed: a whole number from 0"),
        (lambda net, a, b: a.socket().send(5), "the socket is not connected, allowed: after conn"),
        (lambda net, a, b: a.socket().send("x"), "payload is of type str, allowed: bytes, or thei"),
        (lambda net, a, b: (a.socket(port=9), a.socket(port=9)), "port 9 of host left0 is taken"),
        (lambda net, a, b: a.listen(9, transport="udp"), "transport is 'udp', allowed: cm, coupl"),
        (lambda net, a, b: a.transfer(b, transport="cm"), "transport is 'cm' and host left0 has "),
        (lambda net, a, b: a.transfer(b, transport="udp"), "transport is 'udp', allowed: cm, coup"),
        (lambda net, a, b: a.transfer(b, "5 files"), "bytes is '5 files', allowed: a number above"),
        (lambda net, a, b: a.transfer(b, mss=3), "a transfer has no option 'mss' here; allowed: "),
        (lambda net, a, b: a.transfer(b, sack="off"), "sack is 'off', allowed: True or False"),
        (lambda net, a, b: net.add_background("web", first_pair=1), "first_pair is 1, allowed: "),
        (lambda net, a, b: a.datagrams(b, "1mph"), "rate is '1mph', allowed: a rate above 0"),
        (lambda net, a, b: a.datagrams(b, "1Mbps", packet_bytes=2), "packet_bytes is 2, allowed: "),
        (lambda net, a, b: a.qsockinit("wfq"), "unknown scheduler 'wfq'; known are cbq, dwcs"),
        (lambda net, a, b: a.qsockinit("dwcs", device="eth1"), "device of host left0 is 'eth1', "),
        (lambda net, a, b: a.qsockinit("dwcs", device_queue="0p"), "device_queue is '0p', allowe"),
        (lambda net, a, b: a.qsockinit("dwcs", position="x"), "position is 'x', allowed: above_s"),
        (lambda net, a, b: a.qsockinit("dwcs", loss=1), "scheduler dwcs has no option 'loss' her"),
        (lambda net, a, b: a.qsocket(schedulers.Demand()), "device of the socket has no scheduler"),
        (lambda net, a, b: a.qsocket("video"), "demand is 'video', allowed: a Demand of qos_over"),
        (lambda net, a, b: a.install_cm(window=3), "the Congestion Manager has no parameter 'win"),
        (lambda net, a, b: a.install_cm(controller="x"), "controller is 'x', allowed: aimd, "),
        (lambda net, a, b: a.install_cm(flow_scheduler="x"), "flow_scheduler is 'x', allowed: "),
        (lambda net, a, b: a.install_cm(initial_window=0), "parameter initial_window of the Conge"),
        (lambda net, a, b: a.install_cm(linger="3 apples"), "parameter linger of the Congestion M"),
        (lambda net, a, b: (a.install_cm(), a.install_cm()), "host left0 has a Congestion Manager"),
        (lambda net, a, b: a.overlay_node(3), "algorithm is 3, allowed: an object with a method "),
        (lambda net, a, b: a.overlay_node(overlay.StaticRelay(), policy="x"), "policy is 'x', all"),
        (lambda net, a, b: a.overlay_node(overlay.StaticRelay(), up="x"), "up is 'x', allowed"),
        (lambda net, a, b: a.overlay_node(overlay.StaticRelay(), x=1), "an overlay node has no p"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_the_simulation_goes_on(use, sentence):
    net = scenario.Dumbbell()
    with pytest.raises(ParameterError) as raised:
        use(net, net.left[0], net.right[0])
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)
    net.advance("1s")


def test_an_exception_in_a_callback_ends_the_simulation_with_its_time():
    net = scenario.Dumbbell()

    def fail():
        raise KeyError("lost")

    net.after("1.5s", fail)
    with pytest.raises(SimulationError) as raised:
        net.advance("10s")
    assert str(raised.value) == "a callback that was scheduled failed at 1.5 s (KeyError: 'lost')"
    assert isinstance(raised.value.__cause__, KeyError)
    assert raised.value.__cause__.__traceback__.tb_frame.f_code.co_name == "fail"
    with pytest.raises(SimulationError, match="^the simulation cannot go on: a callback that was "):
        net.advance("1s")


def test_other_modules_keep_their_exceptions():
    contourpy = pytest.importorskip("contourpy")
    generator = contourpy.contour_generator(z=[[0, 1], [1, 2]])
    with pytest.raises(ValueError) as raised:
        generator.filled(1, 0)
    assert not isinstance(raised.value, ParameterError)


def test_an_exception_in_an_algorithm_names_its_node():
    net = scenario.Star(["1ms"] * 2)

    class Bad(overlay.Algorithm):
        def process(self, message, engine):
            raise ValueError("no")

    node = net.host("host0").overlay_node(Bad())
    with pytest.raises(SimulationError, match=f"^a callback of node {node.id} failed at 0.0 s"):
        node.start_source(1)
        net.advance(1)


def test_a_callback_cannot_let_time_pass_or_end_the_simulation():
    for act in (
        lambda net: net.advance(1),
        lambda net: net.close(),
        lambda net: scenario.Graph.chain(2),
        lambda net: qos_overlay.run_here("cm-sharing", requests=3),
    ):
        net = scenario.Dumbbell()
        net.after(1, lambda: act(net))
        with pytest.raises(SimulationError) as raised:
            net.advance(2)
        assert isinstance(raised.value.__cause__, ParameterError)
        net.close()


def test_an_interrupt_ends_an_endless_simulation():
    program = (
        "from qos_overlay import scenario\n"
        "import os, signal, threading\n"
        "net = scenario.Dumbbell()\n"
        "net.left[0].datagrams(net.right[0], '8Mbps')\n"
        "threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    net.every('1ms', lambda: None)\n"
        "    net.advance('100000s')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted after', net.now)\n"
    )
    package = str(Path(qos_overlay.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": package},
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.removeprefix("interrupted after ")) > 0
