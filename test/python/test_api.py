# SPDX-License-Identifier: GPL-2.0-only
"""qos_overlay.run and its relatives."""

import json
import math

import numpy
import pytest
import qos_overlay
from qos_overlay import ParameterError, Request, RunError

PARAMETERS = (
    "load, policy, service_time, duration, link_rate, room, send_buffer, weights, server, "
    "device_queue, fail, verbose"
)


def test_lists_experiments_by_name():
    names = [experiment["name"] for experiment in qos_overlay.list_experiments()]
    assert names == sorted(names)
    assert "md1-queue" in names


def test_describes_an_experiment():
    schema = qos_overlay.describe("md1-queue")
    assert schema["replays"] == "Pollaczek-Khinchine formula"
    assert ", ".join(parameter["name"] for parameter in schema["parameters"]) == PARAMETERS
    types = {parameter["name"]: parameter["type"] for parameter in schema["parameters"]}
    assert types == {
        "load": "number",
        "policy": "choice",
        "service_time": "duration",
        "duration": "duration",
        "link_rate": "rate",
        "room": "size",
        "send_buffer": "size",
        "weights": "list",
        "server": "choice",
        "device_queue": "text",
        "fail": "integer",
        "verbose": "truth",
    }


def test_result_has_metrics_tables_and_provenance():
    result = qos_overlay.run(
        "md1-queue", seed=3, settings={"ns3::TcpSocket::SegmentSize": 1448}, duration="1s"
    )
    assert result.experiment == "md1-queue"
    assert result.seed == 3
    assert result.parameters["duration"] == "1s"
    assert result.parameters["load"] == "0.5"
    assert result.settings == {"ns3::TcpSocket::SegmentSize": "1448"}
    assert result.duration_s == 1.0
    assert result.events > 400
    assert result.versions == qos_overlay.versions()
    assert result.wall_time_metrics == ["arrive_ns"]
    frame = result.tables["customers"]
    assert list(frame.columns) == ["customer", "arrival", "wait", "outcome"]
    assert frame.attrs["units"] == {"customer": "", "arrival": "s", "wait": "ms", "outcome": ""}
    assert frame["wait"].mean() == pytest.approx(result.metrics["wait_ms"])
    assert result.tables.rows("customers") == len(frame)


def test_no_value_is_nan():
    assert math.isnan(qos_overlay.run("md1-queue", duration="0s").metrics["wait_ms"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"),
        ("2.5e-1", "0.25"),
        (numpy.float64(0.25), "0.25"),
        (0, "0"),
        (numpy.int64(0), "0"),
    ],
)
def test_takes_numbers_as_python_has_them(value, text):
    assert qos_overlay.run("md1-queue", duration="1ms", load=value).parameters["load"] == text


def test_takes_truths_and_lists_as_python_has_them():
    result = qos_overlay.run(
        "md1-queue", duration="1ms", verbose=numpy.bool_(False), weights=[3, 1.5]
    )
    assert result.parameters["verbose"] == "false"
    assert result.parameters["weights"] == "3:1.5"
    assert result.metrics["share_1"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "weights",
    [
        numpy.array([3, 1.5]),
        numpy.array(["3", "1.5"]),
        (3, numpy.float64(1.5)),
        memoryview(numpy.array([3, 1.5])),
    ],
)
def test_takes_arrays_like_lists(weights):
    result = qos_overlay.run("md1-queue", duration="1ms", weights=weights)
    assert result.parameters["weights"] == "3:1.5"


def test_takes_an_array_without_dimensions_like_its_number():
    load = qos_overlay.run("md1-queue", duration="1ms", load=numpy.array(0.25)).parameters["load"]
    assert load == "0.25"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"loda": 1}, f"md1-queue has no parameter 'loda'; it has: {PARAMETERS}"),
        ({"load": 2}, "parameter load of md1-queue is '2', allowed: a number from 0 to 1"),
        ({"load": "much"}, "parameter load of md1-queue is 'much', allowed: a number from 0 to 1"),
        ({"load": True}, "parameter load of md1-queue is 'true', allowed: a number from 0 to 1"),
        (
            {"policy": "stay"},
            "parameter policy of md1-queue is 'stay', allowed: one of wait, leave",
        ),
        (
            {"load": {}},
            "parameter load is a dict, allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"load": None},
            "parameter load is a NoneType, allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": numpy.array([[3, 2], [1, 1]])},
            "parameter weights is a ndarray that has a list in it, "
            "allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": [3, [2, 1]]},
            "parameter weights is a list that has a list in it, "
            "allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": (3, None)},
            "parameter weights is a tuple that has a NoneType in it, "
            "allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": numpy.array([1j, 2])},
            "parameter weights is a ndarray that has a complex in it, "
            "allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"duration": numpy.timedelta64(1, "s")},
            "parameter duration is a timedelta64, "
            "allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": numpy.ndarray},
            "parameter weights is a type, allowed: a text, a number, a truth or a list of numbers",
        ),
        (
            {"weights": numpy.array([])},
            "parameter weights of md1-queue is '', allowed: "
            "numbers with colons between them such as 3:2:1, each at least 0.5",
        ),
        ({"seed": -1}, "seed is '-1', allowed: a whole number from 0 to 4294967295"),
        ({"seed": 1.5}, "seed is '1.5', allowed: a whole number from 0 to 4294967295"),
        (
            {"settings": {"ns3::Foo::Bar": 1}},
            "setting ns3::Foo::Bar names no ns-3 attribute: there is no type 'ns3::Foo'",
        ),
        (
            {"load": 1},
            "load is 1 and policy is wait, so the queue would grow without end; "
            "allowed: a load below 1, or policy=leave",
        ),
    ],
)
def test_a_wrong_argument_is_a_sentence(arguments, sentence):
    with pytest.raises(ParameterError) as caught:
        qos_overlay.run("md1-queue", **arguments)
    assert str(caught.value) == sentence
    assert isinstance(caught.value, ValueError)


def test_an_unknown_experiment_lists_what_there_is():
    for call in (qos_overlay.run, qos_overlay.describe):
        with pytest.raises(
            ParameterError, match="there is no experiment 'md2'; there are: .*md1-queue"
        ):
            call("md2")


def test_a_failed_run_says_why_and_how_to_repeat_it():
    with pytest.raises(RunError) as caught:
        qos_overlay.run("md1-queue", seed=5, fail=1, weights="1:2")
    assert caught.value.reason == "md1-queue failed: the server is on fire"
    assert caught.value.command == "./qos run md1-queue fail=1 weights=1:2 --seed 5"
    assert str(caught.value) == f"{caught.value.reason}; to reproduce: {caught.value.command}"


def test_a_crash_is_a_failed_run_and_not_the_end_of_python():
    with pytest.raises(RunError) as caught:
        qos_overlay.run("md1-queue", fail=2)
    assert caught.value.reason.startswith("md1-queue failed: it died of SIGABRT (")
    assert "the server exploded" in caught.value.reason
    assert "the server exploded" in caught.value.output
    assert qos_overlay.run("md1-queue", duration="1ms").duration_s == 0.001


def test_reporting_what_is_not_declared_fails_the_run():
    with pytest.raises(RunError, match="metric heat was reported but not declared"):
        qos_overlay.run("md1-queue", fail=3)


def test_hidden_defaults_are_refused(monkeypatch):
    monkeypatch.setenv("NS_ATTRIBUTE_DEFAULT", "ns3::TcpSocket::SegmentSize=1")
    with pytest.raises(
        ParameterError, match="NS_ATTRIBUTE_DEFAULT would change results without a trace"
    ):
        qos_overlay.run("md1-queue")


def test_saves_a_run_folder(tmp_path):
    result = qos_overlay.run("md1-queue", duration="20ms")
    folder = result.save(tmp_path / "some" / "run")
    assert (folder / "result.json").read_text() == result.json() + "\n"
    lines = (folder / "customers.csv").read_text().splitlines()
    assert lines[0] == "customer,arrival [s],wait [ms],outcome"
    assert len(lines) == 1 + result.tables.rows("customers")
    metrics = dict(
        line.split(",") for line in (folder / "metrics.csv").read_text().splitlines()[1:]
    )
    assert float(metrics["wait_ms"]) == result.metrics["wait_ms"]


def test_the_text_is_what_the_objects_say():
    result = qos_overlay.run("md1-queue", duration="20ms")
    data = json.loads(result.json())
    assert list(data)[:4] == ["experiment", "parameters", "seed", "versions"]
    assert data["metrics"]["wait_ms"] == result.metrics["wait_ms"]
    assert (
        Request("md1-queue", {"duration": "20ms"}).command()
        == "./qos run md1-queue duration=20ms --seed 1"
    )


def test_a_checked_request_has_all_parameters_as_canonical_texts():
    settings = {"ns3::TcpSocket::SegmentSize": "01448"}
    checked = Request("md1-queue", {"load": "2.5e-1", "weights": (3, 1.0)}, "07", settings).check()
    assert list(checked.parameters) == PARAMETERS.split(", ")
    assert (checked.parameters["load"], checked.parameters["weights"]) == ("0.25", "3:1")
    assert (checked.seed, checked.settings) == (7, {"ns3::TcpSocket::SegmentSize": "1448"})
    assert checked.check() == checked
