# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps on this machine: which runs, their table, what is not run again."""

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy
import pytest
import qos_overlay
from qos_overlay import ParameterError, SweepError
from qos_overlay.sweep import conduct, definition
from qos_overlay.sweep.folder import SweepFolder
from qos_overlay.sweep.record import Record

GRID = {"load": [0.1, 0.5], "duration": "10ms", "verbose": False}
ALLOWED = "a text, a number, a truth or a list of numbers"


def read_rows(folder):
    with (folder / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def run_files(folder):
    """The files of runs, with the time of their last change."""
    return {path: path.stat().st_mtime_ns for path in folder.glob("runs/*/*.json")}


def test_the_table_has_status_parameters_seed_and_metrics(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path)
    header = (tmp_path / "results.csv").read_text().splitlines()[0].split(",")
    names = [parameter["name"] for parameter in qos_overlay.describe("md1-queue")["parameters"]]
    metrics = ["wait_ms", "left", "share_1", "share_2", "share_3", "arrive_ns"]
    assert header == ["status", *names, "seed", *metrics]
    rows = read_rows(tmp_path)
    assert [(row["load"], row["seed"]) for row in rows] == [
        (load, seed) for load in ("0.1", "0.5") for seed in ("1", "2", "3")
    ]
    assert {row["status"] for row in rows} == {"ok"}


def test_every_row_is_what_the_run_alone_gives(tmp_path):
    sweep = qos_overlay.sweep("md1-queue", {**GRID, "verbose": True}, seeds=2, out=tmp_path)
    for row, result in zip(read_rows(tmp_path), sweep.results(), strict=True):
        alone = qos_overlay.run(
            "md1-queue", seed=int(row["seed"]), load=row["load"], duration="10ms"
        )
        assert result.json() == alone.json()
        assert float(row["wait_ms"]) == alone.metrics["wait_ms"]


def test_equal_sweeps_give_equal_bytes_at_any_number_of_workers(tmp_path):
    for workers in (1, 2, 5):
        out = tmp_path / str(workers)
        qos_overlay.sweep("md1-queue", GRID, seeds=6, out=out, workers=workers)
    texts = [(tmp_path / str(n) / "results.csv").read_bytes() for n in (1, 2, 5)]
    assert texts[0] == texts[1] == texts[2]


def test_rows_are_sorted_by_amount_and_not_by_text(tmp_path):
    parameters = {"service_time": ["10ms", "2ms", "0.1s", "500us"], "duration": "1ms"}
    qos_overlay.sweep("md1-queue", parameters, seeds=[10, 9], out=tmp_path)
    rows = read_rows(tmp_path)
    times = ["500us", "2ms", "10ms", "100ms"]
    assert [row["service_time"] for row in rows] == [time for time in times for _ in range(2)]
    assert [row["seed"] for row in rows] == ["9", "10"] * 4


def test_nothing_is_run_twice(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path)
    text = (tmp_path / "results.csv").read_bytes()
    before = run_files(tmp_path)
    qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path)
    assert run_files(tmp_path) == before
    assert (tmp_path / "results.csv").read_bytes() == text


def test_more_values_and_seeds_run_only_what_is_new(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=2, out=tmp_path)
    before = run_files(tmp_path)
    more = {**GRID, "load": [0.5, "1e-1", 0.2]}
    qos_overlay.sweep("md1-queue", more, seeds=3, out=tmp_path)
    after = run_files(tmp_path)
    assert before.items() <= after.items()
    assert len(after) == 9
    qos_overlay.sweep("md1-queue", more, seeds=3, out=tmp_path / "fresh")
    assert (tmp_path / "results.csv").read_bytes() == (
        tmp_path / "fresh" / "results.csv"
    ).read_bytes()


def test_a_setting_makes_another_run(tmp_path):
    settings = {"ns3::ExponentialRandomVariable::Bound": 0.001}
    qos_overlay.sweep("md1-queue", GRID, out=tmp_path)
    waits = [row["wait_ms"] for row in read_rows(tmp_path)]
    qos_overlay.sweep("md1-queue", GRID, out=tmp_path, settings=settings)
    assert [row["wait_ms"] for row in read_rows(tmp_path)] != waits
    assert len(run_files(tmp_path)) == 4


def test_a_worker_of_another_build_ends_the_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr(definition, "fingerprint", lambda: "0" * 16)
    with pytest.raises(SweepError, match="another build of the program .*; 0 of 2 runs are done"):
        qos_overlay.sweep("md1-queue", GRID, out=tmp_path)
    assert run_files(tmp_path) == {}


def test_a_worker_that_does_not_see_the_folder_ends_the_sweep(tmp_path):
    class Elsewhere(ThreadPoolExecutor):
        """Has other files at the same path."""

        def submit(self, function, task):
            return super().submit(function, replace(task, folder=str(tmp_path / "elsewhere")))

    with Elsewhere(1) as executor:
        with pytest.raises(SweepError, match="does not see the folder .*elsewhere, which all"):
            qos_overlay.sweep("md1-queue", GRID, out=tmp_path / "here", executor=executor)


def test_failures_and_timeouts_are_rows_with_their_commands(tmp_path):
    space = [
        {"fail": [0, 1, 2], "duration": "10ms"},
        {"duration": "100000000s", "verbose": False},
    ]
    sweep = qos_overlay.sweep(
        "md1-queue", space, seeds=2, out=tmp_path, limits=qos_overlay.Limits(time_s=2)
    )
    rows = read_rows(tmp_path)
    assert [row["status"] for row in rows] == ["ok"] * 2 + ["failed"] * 4 + ["timeout"] * 2
    assert [row["wait_ms"] for row in rows[2:]] == [""] * 6
    assert sweep.failed == 6
    failures = sweep.failures()
    assert list(failures["status"]) == ["failed"] * 4 + ["timeout"] * 2
    assert failures["reason"][0] == "md1-queue failed: the server is on fire"
    assert failures["command"][0] == "./qos run md1-queue fail=1 duration=10ms --seed 1"
    assert failures["command"][5] == (
        "./qos run md1-queue duration=100000000s verbose=false --seed 2"
    )
    with (tmp_path / "failures.csv").open(newline="") as file:
        assert [row["command"] for row in csv.DictReader(file)] == list(failures["command"])


def test_failures_are_kept_until_somebody_wants_them_again(tmp_path):
    space = {"duration": "100s", "verbose": False, "load": [0.5, 0.9]}
    short = qos_overlay.Limits(time_s=0.001)
    assert qos_overlay.sweep("md1-queue", space, out=tmp_path, limits=short).failed == 2
    assert qos_overlay.sweep("md1-queue", space, out=tmp_path).failed == 2
    assert qos_overlay.sweep("md1-queue", space, out=tmp_path, retry_failed=True).failed == 0
    qos_overlay.sweep("md1-queue", space, out=tmp_path / "fresh")
    assert (tmp_path / "results.csv").read_bytes() == (
        tmp_path / "fresh" / "results.csv"
    ).read_bytes()


def test_dependent_parameters_follow_from_the_others(tmp_path):
    space = {
        "load": [0.1, 0.5],
        "service_time": lambda point: f"{10 * point['load']:g}ms",
        "room": lambda point: point["service_time"].replace("ms", "p"),
        "duration": "1ms",
    }
    qos_overlay.sweep("md1-queue", space, out=tmp_path)
    rows = [(row["load"], row["service_time"], row["room"]) for row in read_rows(tmp_path)]
    assert rows == [("0.1", "1ms", "1p"), ("0.5", "5ms", "5p")]


def test_an_axis_may_be_an_array_and_a_tuple_is_one_value(tmp_path):
    space = {
        "load": numpy.linspace(0.2, 0.4, 3),
        "weights": [(3, 1), (1, 1)],
        "fail": range(1),
        "duration": "1ms",
    }
    sweep = qos_overlay.sweep("md1-queue", space, out=tmp_path)
    assert len(sweep) == 6
    assert sweep.varied == ["load", "weights"]
    assert {row["weights"] for row in read_rows(tmp_path)} == {"3:1", "1:1"}


def test_grids_are_united_and_equal_points_count_once(tmp_path):
    space = [{"load": [0.1, 0.2], "duration": "1ms"}, {"load": ["0.20", 0.3], "duration": "1ms"}]
    assert len(qos_overlay.sweep("md1-queue", space, out=tmp_path)) == 3


@pytest.mark.parametrize(
    ("space", "options", "sentence"),
    [
        ({"load": 2}, {}, "parameter load of md1-queue is '2', allowed: a number from 0 to 1"),
        (
            {"load": [0.1, 2]},
            {},
            "parameter load of md1-queue is '2', allowed: a number from 0 to 1",
        ),
        ({"load": []}, {}, "parameter load has no value, allowed: a list of at least one"),
        ({"load": [None]}, {}, f"parameter load is a NoneType, allowed: {ALLOWED}"),
        ({"load": {1, 2}}, {}, f"parameter load is a set, allowed: {ALLOWED}"),
        (
            {"load": lambda point: point["lod"], "fail": 0},
            {},
            "parameter load has no value where {'fail': 0}: its function failed with "
            "KeyError: 'lod'",
        ),
        (
            [["load", 1]],
            {},
            "the parameters are a list that has a list in it, allowed: "
            "a dict of parameters, or a list of them",
        ),
        ([], {}, "the sweep has no point, allowed: at least one"),
        ({}, {"seeds": 0}, "seeds is 0, allowed: a whole number of at least 1"),
        ({}, {"seeds": "3"}, "seeds is '3', allowed: how many, or a list of whole numbers"),
        ({}, {"seeds": []}, "there is no seed, allowed: at least one"),
        ({}, {"seeds": [1, 2, 1]}, "seed 1 is given twice"),
        ({}, {"seeds": [1.5]}, "seed is '1.5', allowed: a whole number from 0 to 4294967295"),
        ({}, {"workers": 0}, "workers is 0, allowed: a whole number of at least 1"),
        (
            {},
            {"workers": 1, "scheduler": "tcp://a:1"},
            "only one of workers, scheduler and executor can be given",
        ),
        (
            {},
            {"scheduler": "somewhere"},
            "scheduler is 'somewhere', allowed: an address such as tcp://host:8786",
        ),
        (
            {},
            {"stop_when": "wait_ms<5"},
            "stop rule is 'wait_ms<5', allowed: a metric and half the width of its interval, "
            "such as wait_ms=0.25 or wait_ms=5%",
        ),
        (
            {},
            {"stop_when": "heat=5%"},
            "md1-queue has no metric 'heat'; it has: wait_ms, left, share_<n>, <step>_ns",
        ),
        (
            {},
            {"settings": {"ns3::Foo::Bar": 1}},
            "setting ns3::Foo::Bar names no ns-3 attribute: there is no type 'ns3::Foo'",
        ),
    ],
)
def test_a_wrong_sweep_is_a_sentence_and_nothing_runs(tmp_path, space, options, sentence):
    with pytest.raises(ParameterError) as caught:
        qos_overlay.sweep("md1-queue", space, out=tmp_path / "new", **options)
    assert str(caught.value) == sentence
    assert not (tmp_path / "new").exists()


def test_two_sweeps_cannot_work_in_one_folder(tmp_path):
    with SweepFolder(tmp_path).lock():
        with pytest.raises(SweepError, match=f"another sweep is at work in {tmp_path}"):
            qos_overlay.sweep("md1-queue", GRID, out=tmp_path)


def test_a_folder_is_for_one_experiment(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, out=tmp_path)
    table = (tmp_path / "results.csv").read_bytes()
    with pytest.raises(ParameterError) as caught:
        qos_overlay.sweep("cm-sharing", {}, out=tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} has a sweep of md1-queue, allowed: a folder for each experiment"
    )
    assert (tmp_path / "results.csv").read_bytes() == table


def test_any_executor_serves(tmp_path):
    with ThreadPoolExecutor(3) as executor:
        qos_overlay.sweep("md1-queue", GRID, seeds=4, out=tmp_path / "a", executor=executor)
    qos_overlay.sweep("md1-queue", GRID, seeds=4, out=tmp_path / "b")
    assert (tmp_path / "a" / "results.csv").read_bytes() == (
        tmp_path / "b" / "results.csv"
    ).read_bytes()


def test_a_run_that_its_executor_lost_is_missing_and_the_others_are_kept(tmp_path):
    class Lossy(ThreadPoolExecutor):
        """Loses every third call."""

        calls = 0

        def submit(self, function, *arguments):
            self.calls += 1
            lost = self.calls % 3 == 0
            return super().submit(_die if lost else function, *arguments)

    with Lossy(2) as executor:
        with pytest.raises(SweepError) as caught:
            qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path, executor=executor)
    assert str(caught.value) == (
        "the executor could not do 2 runs (OSError: gone); 4 of 6 runs are done, and the same "
        "sweep goes on with the rest"
    )
    assert len(read_rows(tmp_path)) == 4
    assert qos_overlay.load(tmp_path).missing == 2
    assert qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path).missing == 0


def test_a_run_that_was_kept_before_its_executor_lost_it_is_done(tmp_path):
    class Forgetful(ThreadPoolExecutor):
        """Does what it is told, and then loses it."""

        def submit(self, function, *arguments):
            return super().submit(lambda: _die(function(*arguments)))

    with Forgetful(2) as executor:
        sweep = qos_overlay.sweep("md1-queue", GRID, seeds=3, out=tmp_path, executor=executor)
    assert (len(read_rows(tmp_path)), sweep.missing) == (6, 0)


def test_what_a_killed_writer_left_is_gone_when_all_runs_are_done(tmp_path):
    left = tmp_path / "runs" / "0" / "0123.json.host-1-2.tmp"

    class Killed(ThreadPoolExecutor):
        """Does what it is told after a first attempt that was killed while it wrote."""

        def submit(self, function, *arguments):
            left.parent.mkdir(exist_ok=True)
            left.write_bytes(b"{")
            return super().submit(function, *arguments)

    with Killed(1) as executor:
        qos_overlay.sweep("md1-queue", GRID, out=tmp_path, executor=executor)
    assert not left.exists()
    left.write_bytes(b"{")
    qos_overlay.collect(tmp_path)
    assert not left.exists()


def test_a_folder_whose_runs_are_not_all_done_is_left_to_those_who_write_them(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, out=tmp_path)
    file = next(iter(run_files(tmp_path)))
    file.unlink()
    written = file.with_name(f"{file.name}.host-1-2.tmp")
    written.write_bytes(b"{")
    qos_overlay.collect(tmp_path)
    assert written.exists()


def test_a_task_has_as_many_runs_as_end_soon():
    size = conduct._TaskSize(32)
    record = Record("id", "ok", {}, "", "", 0.001, "host")
    assert size.now() == 1
    size.add(record)
    assert size.now() == 32
    size.add(replace(record, elapsed_s=0.01))
    assert size.now() == 5
    size.add(replace(record, elapsed_s=3.0))
    assert size.now() == 1
    for _ in range(64):
        size.add(record)
    assert size.now() == 32
    size.add(replace(record, elapsed_s=None))
    assert size.now() == 1


def _die(*_):
    raise OSError("gone")


def test_progress_counts_what_was_there_too(tmp_path):
    space = {"duration": "1ms", "fail": [0, 1]}
    qos_overlay.sweep("md1-queue", space, seeds=2, out=tmp_path)
    calls = []
    qos_overlay.sweep(
        "md1-queue", space, seeds=3, out=tmp_path, progress=lambda *numbers: calls.append(numbers)
    )
    assert calls[0] == (4, 6, 2)
    assert calls[-1] == (6, 6, 3)
    assert [done for done, _, _ in calls] == [4, 5, 6]


def test_without_a_folder_the_results_go_with_the_object():
    sweep = qos_overlay.sweep("md1-queue", GRID)
    folder = sweep.folder
    assert (folder / "results.csv").exists()
    del sweep
    assert not folder.exists()


def test_the_folder_tells_what_the_sweep_is(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=[4, 7], out=tmp_path)
    data = json.loads((tmp_path / "sweep.json").read_text())
    assert data["experiment"] == "md1-queue"
    assert data["seeds"] == [4, 7]
    assert {key: data["program"][key] for key in ("project", "ns3")} == qos_overlay.versions()
    assert data["points"][0]["given"] == ["load", "duration", "verbose"]


def test_elapsed_times_have_a_file_of_their_own(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=2, out=tmp_path)
    with (tmp_path / "elapsed.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["load", "seed", "elapsed_s", "host", "run"]
    assert all(0 < float(row["elapsed_s"]) < 60 for row in rows)
    assert {row["run"] for row in rows} == {path.stem for path in run_files(tmp_path)}
