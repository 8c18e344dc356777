# SPDX-License-Identifier: GPL-2.0-only
"""What a run with --record leaves can be looked at: at any time, over time, and while it grows."""

import json
import math
import random
import subprocess
from pathlib import Path

import pytest
from qos_overlay import ParameterError, Record, record
from qos_overlay.bench import build_folder

HEADING = {
    "tables": {
        "nodes": {
            "keys": 1,
            "columns": [{"name": "node", "unit": ""}, {"name": "up", "unit": "KBps"}],
        },
        "edges": {
            "keys": 2,
            "columns": [{"name": name, "unit": ""} for name in ("app", "child", "parent")],
        },
    }
}
SAMPLES = [
    {"t": 0, "nodes": {"set": [["A", 100], ["B", None]]}},
    {"t": 0.5, "edges": {"set": [[1, "B", "A"]]}},
    {"t": 1},
    {"t": 1e3, "nodes": {"set": [["C", 5]], "gone": [["A"]]}, "edges": {"gone": [[1, "B"]]}},
]


def write(folder: Path, *lines: object, end: str = "\n") -> Path:
    texts = [
        line if isinstance(line, str) else json.dumps(line, separators=(",", ":")) for line in lines
    ]
    (folder / "samples.ndjson").write_text("\n".join(texts) + end)
    return folder


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> Path:
    """The record of a tree in which a node becomes slow and another one ends."""
    folder = tmp_path_factory.mktemp("run") / "seen"
    script = folder.parent / "script.csv"
    script.write_text("8,bw-node,1,scope=total rate=30000\n12,terminate-node,3,\n")
    subprocess.run(
        [
            *(build_folder() / "examples" / "overlay-tree", "nodes=6", "duration=10s", "--seed=4"),
            *("--record", folder, "--actions", script),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
    return folder


def states(folder: Path) -> list[dict[str, dict]]:
    """All moments, said as simply as can be."""
    heading, *samples = map(json.loads, (folder / "samples.ndjson").read_text().splitlines())
    moment: dict[str, dict] = {name: {} for name in heading["tables"]}
    moments = []
    for sample in samples:
        for name, rows in moment.items():
            keys = heading["tables"][name]["keys"]
            change = sample.get(name, {})
            gone = {tuple(key) for key in change.get("gone", [])}
            moment[name] = {key: row for key, row in rows.items() if key not in gone}
            moment[name].update({tuple(row[:keys]): row for row in change.get("set", [])})
        moments.append(dict(moment))
    return moments


def test_tells_every_moment_in_any_order(seen, monkeypatch):
    monkeypatch.setattr(record, "_FAR_BYTES", 0)
    monkeypatch.setattr(record, "_FAR_MOMENTS", 0.5)  # many moments are kept
    run = Record(seen)
    expected = states(seen)
    assert len(run.times) == len(expected) > 20
    order = list(range(len(expected))) * 3
    random.Random(1).shuffle(order)
    for index in order:
        tables = run.at(run.times[index])
        assert list(tables) == ["nodes", "links", "edges"]
        for name, rows in expected[index].items():
            assert tables[name].values.tolist() == list(rows.values())
    assert len(run._kept) > 3


def test_the_end_is_that_of_the_run(seen):
    nodes = Record(seen).at()["nodes"].set_index("node")
    assert nodes.loc["3", "is_alive"] == 0
    assert nodes.drop("3")["is_alive"].all()
    assert nodes.loc["1", "total"] == 30
    assert nodes.attrs["units"]["total"] == "KBps"


def test_a_series_is_the_value_at_every_moment(seen):
    run = Record(seen)
    for table, column, key in (("nodes", "total", ("1",)), ("edges", "parent", (1, "3"))):
        series = run.series(table, column, *key)
        place = run.tables[table].index(column)
        expected = [moment[table].get(key) for moment in states(seen)]
        assert list(series.index) == run.times
        assert [None if value != value else value for value in series] == [
            row and row[place] for row in expected
        ]
        assert len(set(map(str, series))) > 1


def test_the_actions_are_those_that_were_done(seen):
    actions = Record(seen).actions()
    assert actions.values.tolist() == [
        [8.0, "bw-node", "1", "scope=total rate=30000"],
        [12.0, "terminate-node", "3", ""],
    ]


def test_a_time_between_samples_is_that_of_the_one_before(tmp_path):
    run = Record(write(tmp_path, HEADING, *SAMPLES))
    assert run.times == [0, 0.5, 1, 1000]
    assert len(run.at(0.49)["edges"]) == 0
    assert run.at(0.5)["edges"].values.tolist() == [[1, "B", "A"]]
    assert run.at(999)["nodes"]["node"].tolist() == ["A", "B"]
    assert run.at(math.inf)["nodes"]["node"].tolist() == ["B", "C"]
    assert run.at(0.49)["nodes"]["up"].isna().tolist() == [False, True]


def test_it_is_read_while_it_grows(tmp_path):
    write(tmp_path, HEADING, end="")
    run = Record(tmp_path)
    assert (run.times, run.tables) == ([], {})
    write(tmp_path, HEADING, SAMPLES[0])
    assert run.read() == 1
    before = run.at()["nodes"]
    whole = json.dumps(SAMPLES[1], separators=(",", ":"))
    for length in (1, len(whole) // 2, len(whole)):  # a line that is being written
        write(tmp_path, HEADING, SAMPLES[0], whole[:length], end="")
        assert run.read() == 0
    write(tmp_path, HEADING, *SAMPLES)
    assert run.read() == 3
    assert run.read() == 0
    assert before["node"].tolist() == ["A", "B"]
    assert run.at()["nodes"]["node"].tolist() == ["B", "C"]
    assert run.at(0.5)["edges"].values.tolist() == [[1, "B", "A"]]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["{}"], 1),
        (["[]"], 1),
        (["no JSON"], 1),
        ([{"tables": {"nodes": {"keys": 2, "columns": [{"name": "node"}]}}}], 1),
        ([HEADING, SAMPLES[1], SAMPLES[0]], 3),
        ([HEADING, SAMPLES[0], SAMPLES[0]], 3),
        ([HEADING, {"nodes": {}}], 2),
        ([HEADING, '{"t":nan}'], 2),
        ([HEADING, '{"t":1-1}'], 2),
        ([HEADING, '{"t":1,'], 2),
        ([HEADING, '{"t":1,"hosts":{}}'], 2),
        ([HEADING, '{"t":1,"nodes":[]}'], 2),
        ([HEADING, '{"t":1,"nodes":{"set":[["A"]]}}'], 2),
        ([HEADING, '{"t":1,"nodes":{"set":[[["A"],2]]}}'], 2),
        ([HEADING, '{"t":1,"nodes":{"gone":[4]}}'], 2),
        ([HEADING, SAMPLES[0], '{"t":1,"nodes":{"set":3}}'], 3),
    ],
)
def test_a_spoilt_line_is_named(tmp_path, lines, line):
    with pytest.raises(ParameterError, match=f"^line {line} of .*ndjson is spoilt, allowed: "):
        Record(write(tmp_path, *lines)).at()


def test_a_spoilt_line_spoils_no_moment_before_it(tmp_path):
    run = Record(write(tmp_path, HEADING, *SAMPLES[:2], '{"t":7,"nodes":{"gone":[["A"]],"set":3}}'))
    for _ in range(2):
        assert len(run.at(6)["nodes"]) == 2
        with pytest.raises(ParameterError, match="^line 4 "):
            run.at()


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(
        ParameterError, match="has no samples.ndjson, allowed: a folder that --record"
    ):
        Record(tmp_path)
    run = Record(write(tmp_path, HEADING))
    with pytest.raises(ParameterError, match="^time is 3 s, allowed: none, as there is no sample$"):
        run.at(3)
    run = Record(write(tmp_path, HEADING, *SAMPLES[1:]))
    with pytest.raises(ParameterError, match="^time is 0.2 s, allowed: 0.5 s or later$"):
        run.at(0.2)
    with pytest.raises(ParameterError, match="^table is 'hosts', allowed: nodes, edges$"):
        run.series("hosts", "up", "A")
    with pytest.raises(ParameterError, match="^column of nodes is 'down', allowed: node, up$"):
        run.series("nodes", "down", "A")
    with pytest.raises(
        ParameterError, match="^key of edges has 1 values, allowed: one for each of app, child$"
    ):
        run.series("edges", "parent", 1)
