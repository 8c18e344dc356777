# SPDX-License-Identifier: GPL-2.0-only
"""doc/published: what is read, and what is refused."""

import copy
import json
import re

import pytest
import qos_overlay
from qos_overlay import ParameterError
from qos_overlay.replay.published import list_papers, load

DATA = {
    "paper": "Queues",
    "citation": "Pollaczek, Khinchine",
    "seeds": {"first": 100, "count": 3, "note": "any"},
    "runs": {"half": {"experiment": "md1-queue", "parameters": {"load": 0.5}}},
    "claims": [
        {
            "id": "wait",
            "figure": "Fig 1",
            "claim": "customers wait half a service time",
            "paper": "0.5 ms",
            "origin": "derived",
            "source": "formula",
            "value": "half.wait_ms",
            "criterion": {"between": [0.4, 0.6]},
            "scope": "mean",
        }
    ],
    "figures": [
        {
            "id": "fig1",
            "title": "Waiting",
            "caption": "How long.",
            "kind": "lines",
            "table": "customers",
            "x": "customer",
            "y": "wait",
            "curves": [{"run": "half", "label": "load 0.5"}],
            "marks": [10],
        }
    ],
}


@pytest.fixture
def load_changed(tmp_path):
    def load_it(change=lambda data: None):
        data = copy.deepcopy(DATA)
        change(data)
        (tmp_path / "queues.json").write_text(json.dumps(data))
        return load("queues", tmp_path)

    return load_it


def test_reads_everything(load_changed):
    published = load_changed()
    assert list(published.seeds()) == [100, 101, 102]
    assert list(published.seeds(2)) == [100, 101]
    assert (
        published.runs["half"].request(100).command() == "./qos run md1-queue load=0.5 --seed 100"
    )
    assert published.figures[0].marks == (10,)
    assert published.claims[0].scope == "mean"


def _set(path, value):
    def change(data):
        *parents, last = path
        for key in parents:
            data = data[key]
        data[last] = value

    return change


def _delete(*path):
    def change(data):
        *parents, last = path
        for key in parents:
            data = data[key]
        del data[last]

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            _set(["claims", 0, "origin"], "guessed"),
            "origin of claim wait is 'guessed', allowed: one of stated, ",
        ),
        (
            _set(["claims", 0, "scope"], "some"),
            "scope of claim wait is 'some', allowed: one of every seed, mean",
        ),
        (
            _set(["claims", 0, "value"], "full.wait_ms"),
            "claim wait names run 'full'; there are: half",
        ),
        (
            _set(["claims", 0, "value"], "half.wait_ms ^ 2"),
            "expression 'half.wait_ms ^ 2' contains",
        ),
        (
            _set(["claims", 0, "criterion"], {"about": 3}),
            "criterion {'about': 3} is not understood",
        ),
        (
            _set(["figures", 0, "kind"], "pie"),
            "kind of figure fig1 is 'pie', allowed: one of lines, bars",
        ),
        (
            _set(["figures", 0, "y_scale"], "square"),
            "y_scale of figure fig1 is 'square', allowed: one of linear, log",
        ),
        (
            _set(["figures", 0, "curves", 0, "run"], "full"),
            "figure fig1 names run 'full'; there are: half",
        ),
        (
            _set(["figures", 0, "curves", 0], {"label": "all", "points": [[1, "full"]]}),
            "figure fig1 names run 'full'; there are: half",
        ),
        (_delete("figures", 0, "table"), "figure fig1 has a curve without points, so it needs"),
        (_set(["figures", 0, "colour"], "red"), "colour"),
        (_delete("claims", 0, "source"), "source is missing"),
        (_delete("runs"), "runs is missing"),
        (lambda data: data["claims"].append(data["claims"][0]), "claim wait is there twice"),
    ],
)
def test_refuses_what_is_wrong(load_changed, change, sentence):
    with pytest.raises(ParameterError, match="queues.json: .*" + re.escape(sentence)):
        load_changed(change)


def test_refuses_what_is_no_json(tmp_path):
    (tmp_path / "queues.json").write_text("{")
    with pytest.raises(ParameterError, match="queues.json: "):
        load("queues", tmp_path)


def _declares(schema, name):
    patterns = [
        re.sub(r"<[a-z_]+>", "[a-z0-9_]+", metric["name"].replace("<n>", "[0-9]+"))
        for metric in schema["metrics"]
    ]
    return any(re.fullmatch(pattern, name) for pattern in patterns)


@pytest.mark.parametrize("paper", list_papers())
def test_every_published_run_can_start_and_reports_what_is_claimed(paper):
    published = load(paper)
    assert published.seed_count >= 10
    for run in published.runs.values():
        run.request(published.first_seed).check()
    for claim in published.claims:
        for run, metric in claim.value.operands:
            schema = qos_overlay.describe(published.runs[run].experiment)
            assert _declares(schema, metric), f"{claim.id}: {schema['name']} declares no {metric}"
