# SPDX-License-Identifier: GPL-2.0-only
"""./qos replay from published data to a report."""

import copy
import json
from types import SimpleNamespace

import pytest
from qos_overlay.replay import command, figures
from qos_overlay.replay.published import Curve, Figure, Point
from test_published import DATA


@pytest.fixture
def replay(tmp_path, capsys):
    """Replays changed data, without progress; gives status, output and the report's folder."""

    def run(change=lambda data: None, **options):
        data = copy.deepcopy(DATA)
        data["runs"]["half"]["parameters"]["duration"] = "20s"
        change(data)
        folder = tmp_path / "published"
        folder.mkdir(exist_ok=True)
        (folder / "queues.json").write_text(json.dumps(data))
        out = tmp_path / "replay"
        status = command.replay([], out=out, folder=folder, **options)
        captured = capsys.readouterr()
        assert captured.err == ""
        return status, captured.out, out

    return run


def test_claims_that_hold_give_status_zero(replay):
    status, output, _ = replay()
    assert status == 0
    assert output.splitlines()[-1] == "Queues: 1 of 1 claims hold over 3 seeds (100 to 102)."


def test_a_claim_that_fails_is_shown_and_gives_status_one(replay):
    status, output, out = replay(lambda data: data["claims"][0].update(criterion={">=": 5}))
    assert status == 1
    assert (
        output.splitlines()[-1] == "Queues: 0 of 1 claims hold over 3 seeds (100 to 102), 1 fail."
    )
    row = next(line for line in output.splitlines() if "half a service time" in line)
    assert row.endswith("fails")
    assert "wait fails: the interval" in output
    assert 'class="fails"' in (out / "index.html").read_text()


def test_a_claim_that_is_known_to_fail_is_shown_as_failing_with_the_reason(replay):
    status, output, out = replay(
        lambda data: data["claims"][0].update(criterion={">=": 5}, deviation="it is a queue")
    )
    assert status == 0
    assert output.splitlines()[-1] == (
        "Queues: 0 of 1 claims hold over 3 seeds (100 to 102), 1 fail. Known, with the reason: wait."
    )
    assert "; known: it is a queue" in output
    assert "; known: it is a queue" in (out / "index.html").read_text()
    (card,) = json.loads((out / "scorecard.json").read_text())
    assert (card["holds"], card["claims"][0]["deviation"]) == (False, "it is a queue")


def test_a_claim_about_wall_time_is_told_apart(replay):
    def change(data):
        data["claims"].append(
            data["claims"][0] | {"id": "fast", "value": "half.arrive_ns", "criterion": {"<": 0}}
        )

    status, output, out = replay(change)
    assert status == 1
    assert output.splitlines()[-1] == (
        "Queues: 1 of 2 claims hold over 3 seeds (100 to 102), 1 fail. "
        "What fails about wall time (fast) may be due to a busy machine: "
        "repeat the replay when it is idle."
    )
    assert "fails, wall time" in output
    (card,) = json.loads((out / "scorecard.json").read_text())
    assert [claim["wall_time"] for claim in card["claims"]] == [False, True]


def test_a_crashed_run_fails_its_claims_with_the_reason(replay):
    status, output, out = replay(lambda data: data["runs"]["half"]["parameters"].update(fail=2))
    assert status == 1
    assert "wait fails: seed 100: md1-queue failed: it died of SIGABRT" in output
    assert "./qos run md1-queue" in output
    assert (out / "queues-fig1.png").exists()


def test_writes_a_report_that_needs_no_other_file(replay):
    _, _, out = replay()
    assert sorted(path.name for path in out.iterdir()) == [
        "index.html",
        "queues-fig1.csv",
        "queues-fig1.png",
        "scorecard.json",
    ]
    page = (out / "index.html").read_text()
    assert "data:image/png;base64," in page
    assert "./qos run md1-queue load=0.5 duration=20s --seed 100" in page
    assert "Pollaczek, Khinchine" in page
    assert (out / "queues-fig1.png").read_bytes().startswith(b"\x89PNG")


def test_a_figures_csv_has_mean_and_band_over_the_seeds(replay):
    _, _, out = replay()
    lines = (out / "queues-fig1.csv").read_text().splitlines()
    assert lines[0] == "curve,customer,mean wait (ms),low,high,values"
    for line in lines[1:50]:
        label, _, mean, low, high, values = line.split(",")
        assert label == "load 0.5"
        assert float(low) <= float(mean) <= float(high)
        assert values == "3"


def test_places_can_be_intervals(replay):
    def change(data):
        data["figures"][0].update(x="arrival", x_bin=5)

    _, _, out = replay(change)
    rows = [line.split(",") for line in (out / "queues-fig1.csv").read_text().splitlines()[1:]]
    assert [row[1] for row in rows] == ["2.5", "7.5", "12.5", "17.5"]
    (card,) = json.loads((out / "scorecard.json").read_text())
    weighted = sum(float(row[2]) * int(row[5]) for row in rows) / sum(int(row[5]) for row in rows)
    assert weighted == pytest.approx(card["claims"][0]["mean"], rel=0.05)


def test_a_curve_can_have_a_run_for_every_point(replay):
    def change(data):
        busy = copy.deepcopy(data["runs"]["half"])
        busy["parameters"]["load"] = 0.8
        data["runs"]["busy"] = busy
        data["figures"][0] = {
            "id": "fig1",
            "title": "Waiting",
            "caption": "How long.",
            "kind": "lines",
            "y": "wait_ms",
            "x_label": "load",
            "curves": [{"label": "one server", "points": [[0.5, "half"], [0.8, "busy"]]}],
        }

    _, _, out = replay(change)
    rows = [line.split(",") for line in (out / "queues-fig1.csv").read_text().splitlines()]
    assert rows[0][:3] == ["curve", "load", "mean wait ms"]
    assert [(row[0], row[1], row[5]) for row in rows[1:]] == [
        ("one server", "0.5", "3"),
        ("one server", "0.8", "3"),
    ]
    # Pollaczek and Khinchine: load / (2 (1 - load)) service times, here of 1 ms
    assert [float(row[2]) for row in rows[1:]] == pytest.approx([0.5, 2], rel=0.15)


@pytest.mark.parametrize("value", [0.1, 0.7])
def test_bars_of_equal_values_can_be_drawn_although_their_mean_is_rounded(value, tmp_path):
    curve = Curve("all", points=(Point("place", "run"),))
    figure = Figure("fig1", "Equal", "Values.", "bars", "metric", (curve,))
    results = {seed: SimpleNamespace(metrics={"metric": value}) for seed in range(3)}
    drawing = figures.gather(figure, {"run": results})
    (series,) = drawing.series
    assert sum([value] * 3) / 3 != value
    assert series.low[0] <= series.mean[0] <= series.high[0]
    figures.draw(drawing, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").exists()


def test_the_scorecard_has_every_value(replay):
    _, _, out = replay()
    (card,) = json.loads((out / "scorecard.json").read_text())
    assert card["holds"] is True
    (claim,) = card["claims"]
    assert list(claim["values"]) == ["100", "101", "102"]
    assert claim["mean"] == pytest.approx(sum(claim["values"].values()) / 3)


def test_equal_replays_give_equal_bytes(replay):
    def contents(**options):
        _, _, out = replay(**options)
        return {path.name: path.read_bytes() for path in out.iterdir()}

    assert contents(workers=1) == contents(workers=2)


def test_fewer_seeds_can_be_asked_for(replay):
    _, output, _ = replay(seeds=2)
    assert "over 2 seeds (100 to 101)" in output


@pytest.mark.parametrize("kind", ["lines", "bars"])
@pytest.mark.parametrize(("band", "scale"), [("range", "linear"), ("interval", "log")])
def test_draws_every_kind_of_figure(replay, kind, band, scale):
    def change(data):
        data["figures"][0].update(
            kind=kind, band=band, y_scale=scale, x="outcome" if kind == "bars" else "customer"
        )

    status, _, out = replay(change)
    assert status == 0
    assert (out / "queues-fig1.png").stat().st_size > 5000
