# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.overlay: algorithms in Python on the overlay engine."""

import gc
import importlib.util
import random
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from qos_overlay import ParameterError, overlay
from qos_overlay.overlay import MessageType, Verdict

APP = 1
EXAMPLES = Path(__file__).parents[2] / "examples" / "python"


class Relay(overlay.Algorithm):
    """Sends data on, and remembers it."""

    def __init__(self, to: list[overlay.NodeId]) -> None:
        self.to = to
        self.seen: list[overlay.Message] = []

    def process(self, message, engine):
        if message.type == MessageType.DATA:
            self.seen.append(message)
            for node in self.to:
                engine.send(message, node)


def _pair(algorithm: Callable[[overlay.NodeId], object]) -> overlay.FastNetwork:
    """Node 0 delivers; node 1 has the algorithm, which is told of node 0."""
    network = overlay.FastNetwork(delay="10ms")
    network.add_node(overlay.StaticRelay(delivers=True))
    network.add_node(algorithm(network.id_of(0)), total="100KBps")
    return network


def _built_in_relay(to: overlay.NodeId) -> overlay.StaticRelay:
    relay = overlay.StaticRelay()
    relay.add_route(APP, to)
    return relay


def test_a_relay_of_python_does_what_that_of_cpp_does() -> None:
    outcomes = []
    for algorithm in (lambda to: Relay([to]), _built_in_relay):
        network = _pair(algorithm)
        network.start_source(1, APP, bytes=5000)
        network.advance("10s")
        outcomes.append((network.counters(0), network.counters(1), network.events))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0]["delivered"] == pytest.approx(200, abs=2), "20 messages a second"


def _tree_module():
    spec = importlib.util.spec_from_file_location("stress_tree", EXAMPLES / "stress_tree.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(1, 11))
def test_the_tree_of_python_is_that_of_cpp(seed: int) -> None:
    stress_tree = _tree_module()
    trees = []
    rates = []
    for is_python in (True, False):
        numbers = random.Random(seed)
        network = overlay.FastNetwork(delay="10ms")
        algorithms = []
        for number in range(60):
            entry = network.id_of(numbers.randrange(number)) if number else None
            bandwidth = "100KBps" if number == 0 else f"{numbers.uniform(50, 200):.1f}KBps"
            if is_python:
                algorithm = stress_tree.StressTree(entry)
            else:
                algorithm = overlay.TreeAlgorithm(exchange="0s")
                if entry is None:
                    algorithm.become_root(APP)
            network.add_node(algorithm, total=bandwidth)
            algorithms.append(algorithm)
            if entry is not None:
                network.introduce(number, [network.number_of(entry)])
                network.tell(number, MessageType.S_JOIN, APP)
                network.advance("1s")
        network.start_source(0, APP)
        network.advance("50s")
        if is_python:
            trees.append([(node.parent, list(node.children)) for node in algorithms])
        else:
            trees.append([(node.parent(APP) or None, node.children(APP)) for node in algorithms])
        rates.append([network.counters(number)["delivered"] for number in range(60)])
    assert trees[0] == trees[1], f"seed {seed}"
    assert rates[0] == pytest.approx(rates[1], abs=2)
    assert min(rates[0][1:]) > 0


def test_bytes_arrive_as_they_were_sent() -> None:
    class Sender(overlay.Algorithm):
        def __init__(self, to):
            self.to = to

        def process(self, message, engine):
            if message.type == MessageType.S_JOIN:
                engine.send(
                    engine.make(overlay.USER, 7, bytes(range(256)), sequence=9, ttl=3), self.to
                )
                engine.send(engine.make(overlay.USER + 1, 7, parameters=(-1, 2)), self.to)

    got = []

    class Receiver(overlay.Algorithm):
        def process(self, message, engine):
            if message.type >= overlay.USER:
                got.append((message, engine.now, engine.upstream))

    network = overlay.FastNetwork(delay="25ms")
    network.add_node(Receiver())
    network.add_node(Sender(network.id_of(0)))
    network.tell(1, MessageType.S_JOIN, 7)
    network.advance("1s")
    (first, at, sender), (second, _, _) = got
    assert (first.type, first.app, first.sequence, first.ttl) == (overlay.USER, 7, 9, 3)
    assert first.payload == bytes(range(256)) and first.size == 256
    assert first.parameters is None
    assert first.originator == sender == network.id_of(1)
    assert at == pytest.approx(0.075), "a round trip to connect, and the way"
    assert second.parameters == (-1, 2) and second.payload == b""


def test_held_messages_and_timers() -> None:
    class Holder(overlay.Algorithm):
        def __init__(self, to):
            self.to = to
            self.held = []

        def process(self, message, engine):
            if message.type == MessageType.DATA:
                self.held.append(message)
                engine.start_timer("100ms", 5)
                return Verdict.HOLD
            if message.type == MessageType.TIMER and message.parameters[0] == 5:
                held = self.held.pop(0)
                engine.send(held, self.to)
                engine.release(held)
            return Verdict.DONE

    network = _pair(Holder)
    network.start_source(1, APP, messages=3)
    network.advance("5s")
    assert network.counters(0)["delivered"] == 3
    assert network.counters(1)["holds_expired"] == 0


def test_an_exception_ends_the_run_with_its_traceback_and_the_time() -> None:
    class Failing(overlay.Algorithm):
        def process(self, message, engine):
            if message.type == MessageType.TIMER:
                raise KeyError("no such child")
            engine.start_timer("1.5s")

    network = overlay.FastNetwork()
    network.add_node(Failing())
    network.tell(0, MessageType.S_JOIN)
    with pytest.raises(overlay.SimulationError) as failure:
        network.advance("10s")
    sentence = "a callback of node 10.0.0.1:7000 failed at 1.5 s (KeyError: 'no such child')"
    assert str(failure.value) == sentence
    assert isinstance(failure.value.__cause__, KeyError)
    frames = traceback.extract_tb(failure.value.__cause__.__traceback__)
    assert frames[-1].line == 'raise KeyError("no such child")'
    assert network.now == 1.5
    with pytest.raises(overlay.SimulationError, match="cannot go on"):
        network.advance("1s")


def test_an_engine_is_there_only_during_a_call() -> None:
    class Keeper(overlay.Algorithm):
        engine = None

        def process(self, message, engine):
            self.engine = engine

    keeper = Keeper()
    network = overlay.FastNetwork()
    network.add_node(keeper)
    network.tell(0, MessageType.S_JOIN)
    with pytest.raises(RuntimeError, match="only while it calls the algorithm"):
        keeper.engine.random()


def test_messages_outlive_their_network_and_cycles_are_found() -> None:
    class Keeper(overlay.Algorithm):
        def __init__(self, network):
            self.network = network
            self.messages = []

        def process(self, message, engine):
            self.messages.append(message)

    network = overlay.FastNetwork()
    keeper = Keeper(network)
    network.add_node(keeper)
    network.on_deliver(0, keeper.messages.append)
    network.start_source(0, APP, bytes=1000, messages=1)
    message = keeper.messages[0]
    gone = weakref.ref(keeper)
    del network, keeper
    gc.collect()
    assert gone() is not None, "the message keeps its network"
    assert message.size == 1000
    del message
    gc.collect()
    assert gone() is None


def test_networks_are_independent() -> None:
    def run() -> list[int]:
        network = _pair(lambda to: Relay([to]))
        network.start_source(1, APP)
        network.advance("3s")
        return [network.counters(0)["delivered"], network.events]

    alone = run()
    networks = [_pair(lambda to: Relay([to])) for _ in range(3)]
    for network in networks:
        network.start_source(1, APP)
    for _ in range(30):
        for network in networks:
            network.advance("100ms")
    assert [[n.counters(0)["delivered"], n.events] for n in networks] == [alone] * 3


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda n: overlay.FastNetwork("soon"), "delay is 'soon', allowed: a time"),
        (lambda n: n.advance(-1), "time is -1, allowed: a time"),
        (lambda n: n.add_node(3), "algorithm is 3, allowed: an object with a method process"),
        (lambda n: n.add_node(Relay([]), total=5), "total is 5, allowed: a rate above 0"),
        (
            lambda n: n.add_node(Relay([]), total="5kg"),
            "total is '5kg', allowed: a rate above 0",
        ),
        (
            lambda n: n.add_node(Relay([]), policy="none"),
            "policy is 'none', allowed: drop_fair, drop_tail, lossless",
        ),
        (lambda n: n.add_node(Relay([]), buffer=0), "a buffer holds at least one message, not 0"),
        (lambda n: overlay.TreeAlgorithm(rule="best"), "rule is 'best', allowed: random"),
        (lambda n: n.id_of(2), "node is 2, allowed: 0 to 1"),
        (lambda n: n.tell(0, 0x999), "type is 2457, allowed: a MessageType"),
        (lambda n: n.tell(0, MessageType.DATA), "type is data, allowed: types of control"),
        (lambda n: n.tell(0, overlay.USER, payload="x"), "payload is 'x', allowed: bytes"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_changes_nothing(wrong, sentence: str) -> None:
    network = _pair(lambda to: Relay([to]))
    with pytest.raises(ValueError) as error:
        wrong(network)
    assert str(error.value).startswith(sentence)
    assert len(network) == 2
    network.start_source(1, APP, messages=2)
    network.advance("1s")
    assert network.counters(0)["delivered"] == 2


def test_an_algorithm_of_cpp_is_for_one_node() -> None:
    network = overlay.FastNetwork()
    tree = overlay.TreeAlgorithm()
    network.add_node(tree)
    with pytest.raises(ParameterError, match="has a node already, allowed: one for each node"):
        network.add_node(tree)


def test_a_wrong_verdict_is_told() -> None:
    class Odd(overlay.Algorithm):
        def process(self, message, engine):
            return 1

    network = overlay.FastNetwork()
    network.add_node(Odd())
    with pytest.raises(overlay.SimulationError, match="returned 1, allowed: a Verdict, or None"):
        network.tell(0, MessageType.S_JOIN)


def test_the_example_builds_a_tree_with_data_at_every_node(capsys) -> None:
    _tree_module().main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 30
    rates = [float(line.split()[-2]) for line in lines[1:]]
    assert min(rates) > 0.8 * max(rates), "lossless: all nodes have the rate of the slowest one"


def test_the_garbage_collector_may_see_a_network_that_is_being_made():
    class Slow(overlay.FastNetwork):
        def __init__(self):
            gc.collect()
            super().__init__()

    network = Slow()
    gc.collect()
    assert len(network) == 0
