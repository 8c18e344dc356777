# SPDX-License-Identifier: GPL-2.0-only
"""Plots of sweeps: what they show, and the files."""

import json
import re
import xml.etree.ElementTree as ElementTree

import matplotlib.image
import numpy
import pytest
import qos_overlay
from qos_overlay import ParameterError, plot
from qos_overlay.interval import confidence_interval
from qos_overlay.sweep.chart import make_chart

SPACE = {
    "load": [0.1, 0.5, 0.9],
    "policy": ["wait", "leave"],
    "service_time": lambda point: f"{point['load']}ms",
    "duration": "50ms",
}


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """Two axes, and a parameter that follows from one of them."""
    return qos_overlay.sweep("md1-queue", SPACE, seeds=4, out=tmp_path_factory.mktemp("sweep"))


def chart(sweep, what="wait_ms", kind="curve", x=None, by=None, **where):
    return make_chart(sweep, what, kind, x, by, where)


def values(sweep, load, policy, metric="wait_ms"):
    frame = sweep.frame()
    return frame[(frame["load"] == load) & (frame["policy"] == policy)][metric].tolist()


def test_a_curve_has_means_and_intervals(sweep):
    shown = chart(sweep)
    assert (shown.x_label, shown.y_label) == ("load", "wait (ms)")
    assert [series.label for series in shown.series] == ["policy=leave", "policy=wait"]
    for series, policy in zip(shown.series, ("leave", "wait")):
        assert [mark.x for mark in series.marks] == [0.1, 0.5, 0.9]
        for mark in series.marks:
            interval = confidence_interval(values(sweep, mark.x, policy))
            assert (mark.y, mark.low, mark.high) == pytest.approx(
                (interval.mean, interval.low, interval.high)
            )
            assert mark.text.endswith(", 4 values")


def test_what_follows_from_an_axis_can_take_its_place(sweep):
    shown = chart(sweep, x="service_time")
    assert shown.x_label == "service time (s)"
    assert [mark.x for mark in shown.series[0].marks] == pytest.approx([1e-4, 5e-4, 9e-4])
    assert [series.label for series in shown.series] == ["policy=leave", "policy=wait"]


def test_texts_stand_in_their_order(sweep):
    shown = chart(sweep, x="policy")
    assert shown.x_names == ["leave", "wait"]
    assert [series.label for series in shown.series] == ["load=0.1", "load=0.5", "load=0.9"]
    assert [mark.x for mark in shown.series[2].marks] == [0, 1]


def test_a_distribution_has_a_step_for_each_value(sweep):
    shown = chart(sweep, kind="cdf", load="5e-1", policy="wait")
    assert shown.x_label == "wait (ms)"
    (series,) = shown.series
    expected = sorted(values(sweep, 0.5, "wait"))
    assert [mark.x for mark in series.marks] == expected
    assert [mark.y for mark in series.marks] == [0.25, 0.5, 0.75, 1]


def test_equal_values_are_one_step(sweep):
    (series,) = chart(sweep, what="share_1", kind="cdf", load=0.5, policy="wait").series
    assert [(mark.x, mark.y) for mark in series.marks] == [(0.5, 1)]


def test_a_distribution_of_a_column_has_all_rows_of_all_runs(sweep):
    shown = chart(sweep, what="customers.wait", kind="cdf", policy="wait")
    rows = sweep.tables("customers")
    rows = rows[(rows["load"] == 0.9) & (rows["policy"] == "wait")]["wait"]
    marks = shown.series[2].marks
    assert shown.series[2].label == "load=0.9"
    assert [mark.x for mark in marks] == sorted(set(rows))
    assert marks[0].y == pytest.approx((rows <= marks[0].x).mean())


def test_a_curve_of_a_column_counts_each_run_once(sweep):
    shown = chart(sweep, what="customers.wait", policy="wait")
    interval = confidence_interval(values(sweep, 0.9, "wait"))
    mark = shown.series[0].marks[2]
    assert (mark.y, mark.high) == pytest.approx((interval.mean, interval.high))


def test_a_heat_map_has_a_mean_in_each_cell(sweep):
    shown = chart(sweep, kind="heat")
    assert (shown.x_names, shown.y_names) == (["0.1", "0.5", "0.9"], ["leave", "wait"])
    assert (shown.x_label, shown.y_label, shown.value_label) == ("load", "policy", "wait (ms)")
    cells = {(mark.x, mark.y): mark.value for mark in shown.series[0].marks}
    assert len(cells) == 6
    assert cells[2, 1] == pytest.approx(numpy.mean(values(sweep, 0.9, "wait")))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"what": "heat_ms"},
            "md1-queue reported no metric 'heat_ms'; it reported: wait_ms, left, share_1, share_2, "
            "share_3, arrive_ns",
        ),
        ({"what": "x.wait"}, "no run has a table 'x'; there are: customers"),
        (
            {"what": "customers.x"},
            "table customers has no column 'x'; it has: load, policy, service_time, seed, customer, "
            "arrival, wait, outcome",
        ),
        ({"kind": "pie"}, "kind is 'pie', allowed: one of curve, cdf, heat"),
        (
            {"x": "lod"},
            "md1-queue has no parameter 'lod'; this sweep varies: load, policy, service_time",
        ),
        (
            {"x": "duration"},
            "there is no parameter for the x axis; this sweep varies: load, policy, service_time",
        ),
        (
            {"by": []},
            "policy varies too, and values at different ones are not to be mixed; name it as well, "
            "or choose one of its values",
        ),
        ({"load": 0.3}, "there is no value of wait_ms to show"),
        ({"duration": "1s"}, "there is no value of wait_ms to show"),
        ({"kind": "cdf", "x": "load"}, "a cdf has its values on the x axis, so it takes no x"),
        (
            {"kind": "heat", "by": ["load", "policy"]},
            "a heat map has one parameter on the y axis, not 2",
        ),
        (
            {"kind": "heat", "policy": "wait"},
            "there is no parameter for the y axis; this sweep varies: load, policy, service_time",
        ),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(sweep, arguments, sentence):
    with pytest.raises(ParameterError) as caught:
        chart(sweep, **arguments)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("kind", ["curve", "cdf", "heat"])
def test_the_files_are_pictures_and_the_same_each_time(sweep, tmp_path, kind):
    for suffix in (".png", ".svg", ".html"):
        texts = []
        for folder in ("a", "b"):
            path = plot(sweep, "wait_ms", tmp_path / folder / f"plot{suffix}", kind=kind)
            texts.append(path.read_bytes())
        assert texts[0] == texts[1]
    image = matplotlib.image.imread(tmp_path / "a" / "plot.png")
    assert image.shape[:2] == (630, 1020)
    assert image.std() > 0.05
    root = ElementTree.parse(tmp_path / "a" / "plot.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def page_parts(path):
    """The drawing of a page, and its data."""
    text = path.read_text()
    svg = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + len("</svg>")])
    data = re.search(r'<script id="series" type="application/json">(.*?)</script>', text)
    return svg, json.loads(data[1])


def test_the_mouse_finds_the_marks_where_they_are_drawn(sweep, tmp_path):
    svg, series = page_parts(plot(sweep, "wait_ms", tmp_path / "plot.html"))
    assert [one["label"] for one in series] == ["policy=leave", "policy=wait"]
    space = "{http://www.w3.org/2000/svg}"
    groups = {group.get("id"): group for group in svg.iter(f"{space}g")}
    for number, one in enumerate(series):
        marks = list(groups[f"series-{number}"].iter(f"{space}use"))
        drawn = [(float(mark.get("x")), float(mark.get("y"))) for mark in marks]
        assert len(drawn) == 3
        assert [tuple(mark[:2]) for mark in one["marks"]] == [
            pytest.approx(place, abs=0.02) for place in drawn
        ]
        assert f"band-{number}" in groups
    assert series[1]["marks"][0][2].startswith("load=0.1: ")


def test_a_page_needs_no_network(sweep, tmp_path):
    text = plot(sweep, "wait_ms", tmp_path / "plot.html").read_text()
    assert re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(?!#|data:)(?!https?://)\w+', text) == []
    assert re.findall(r"""(?:src|href)=["']https?://""", text) == []
    assert "@import" not in text and "fetch(" not in text


def test_many_marks_are_thinned_for_the_mouse_only(tmp_path):
    space = {"load": 0.9, "duration": "2s"}
    sweep = qos_overlay.sweep("md1-queue", space)
    assert len(chart(sweep, what="customers.wait", kind="cdf").series[0].marks) > 1000
    _, series = page_parts(plot(sweep, "customers.wait", tmp_path / "plot.html", kind="cdf"))
    assert 250 <= len(series[0]["marks"]) <= 500


def test_another_format_is_a_sentence(sweep):
    with pytest.raises(ParameterError) as caught:
        plot(sweep, "wait_ms", "plot.pdf")
    assert str(caught.value) == (
        "the plot's file is 'plot.pdf', allowed: a name that ends with .png, .svg, .html"
    )


def test_the_command_draws_what_the_function_draws(qos, sweep, tmp_path):
    outcome = qos(
        *("plot", str(sweep.folder), "wait_ms", "--x", "load", "--where", "policy=wait"),
        *("--out", "a.svg"),
    )
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "a.svg\n", "")
    plot(sweep.folder, "wait_ms", tmp_path / "b.svg", x="load", where={"policy": "wait"})
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    outcome = qos("plot", "nowhere", "wait_ms")
    assert (outcome.returncode, outcome.stderr) == (
        2,
        "there is no sweep in nowhere, allowed: the folder of a sweep\n",
    )
