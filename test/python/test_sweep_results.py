# SPDX-License-Identifier: GPL-2.0-only
"""Results of sweeps as pandas, xarray, CSV and NetCDF have them."""

import math

import pandas
import pytest
import qos_overlay
import xarray
from qos_overlay import ParameterError
from qos_overlay.sweep.quantity import sort_key, to_number

SPACE = [
    {"load": [0.1, 0.5], "service_time": ["500us", "2ms"], "duration": "20ms"},
    {"load": 0.9, "service_time": "2ms", "duration": "20ms", "fail": 1},
]


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """A sweep with a failed point and missing corners."""
    folder = tmp_path_factory.mktemp("sweep")
    settings = {"ns3::TcpSocket::SegmentSize": 1448}
    return qos_overlay.sweep("md1-queue", SPACE, seeds=2, out=folder, settings=settings)


def test_a_frame_has_amounts_in_base_units(sweep):
    frame = sweep.frame()
    assert list(frame.columns[:5]) == ["status", "load", "service_time", "fail", "seed"]
    assert frame["service_time"].tolist() == [5e-4, 5e-4, 2e-3, 2e-3] * 2 + [2e-3, 2e-3]
    assert frame["fail"].tolist() == [0] * 8 + [1] * 2
    assert frame.attrs["units"]["service_time"] == "s"
    assert frame.attrs["units"]["wait_ms"] == "ms"
    alone = qos_overlay.run(
        "md1-queue", seed=2, load=0.5, service_time="2ms", duration="20ms"
    ).metrics["wait_ms"]
    chosen = frame[(frame["load"] == 0.5) & (frame["service_time"] == 2e-3) & (frame["seed"] == 2)]
    assert chosen["wait_ms"].tolist() == [alone]
    assert frame[frame["status"] == "failed"]["wait_ms"].isna().all()


def test_an_array_has_a_dimension_per_parameter_and_nan_for_what_is_missing(sweep):
    data = sweep.to_xarray()
    # fail follows from load
    assert dict(data.sizes) == {"load": 3, "service_time": 2, "seed": 2}
    assert data["fail"].dims == ("load",)
    assert data["fail"].values.tolist() == [0, 0, 1]
    assert data["wait_ms"].attrs == {"units": "ms"}
    assert data["service_time"].attrs == {"units": "s"}
    assert int(data["wait_ms"].isnull().sum()) == 4
    frame = sweep.frame()
    for row in frame[frame["status"] == "ok"].itertuples():
        place = {"load": row.load, "service_time": row.service_time, "seed": row.seed}
        assert float(data["wait_ms"].sel(place)) == row.wait_ms
    assert data.attrs["duration"] == "20ms"
    assert data.attrs["experiment"] == "md1-queue"
    assert data.attrs["ns3"] == qos_overlay.versions()["ns3"]
    assert data.attrs["ns3::TcpSocket::SegmentSize"] == "1448"


def test_a_netcdf_file_has_the_array(sweep, tmp_path):
    path = sweep.to_netcdf(tmp_path / "sweep.nc")
    with xarray.open_dataset(path) as data:
        xarray.testing.assert_equal(data.load(), sweep.to_xarray())
        assert data["wait_ms"].attrs["units"] == "ms"
        assert data.attrs["ns3.TcpSocket.SegmentSize"] == "1448"


def test_a_tidy_table_has_a_row_per_run_and_metric(sweep, tmp_path):
    tidy = pandas.read_csv(sweep.to_csv(tmp_path / "tidy.csv"))
    assert list(tidy.columns) == [
        *("status", "load", "service_time", "fail", "seed", "metric", "value", "unit")
    ]
    assert len(tidy) == len(sweep) * len(sweep.metrics)
    waits = tidy[tidy["metric"] == "wait_ms"]
    assert (waits["unit"] == "ms").all()
    pandas.testing.assert_series_equal(
        waits["value"].reset_index(drop=True), sweep.frame()["wait_ms"], check_names=False
    )


def test_tables_of_all_runs_come_as_one(sweep):
    table = sweep.tables("customers")
    assert list(table.columns[:5]) == ["load", "service_time", "fail", "seed", "customer"]
    assert table.attrs["units"]["wait"] == "ms"
    frame = sweep.frame()
    means = table.groupby(["load", "service_time", "seed"])["wait"].mean().to_list()
    assert means == pytest.approx(frame[frame["status"] == "ok"]["wait_ms"].to_list())


def test_an_unknown_table_lists_what_there_is(sweep):
    with pytest.raises(ParameterError, match="^no run has a table 'x'; there are: customers$"):
        sweep.tables("x")


def test_results_come_with_their_wall_time(sweep):
    results = list(sweep.results())
    assert len(results) == 8
    assert all(0 < result.elapsed_s < 60 for result in results)


def test_a_folder_is_loaded_whatever_build_made_it(sweep, tmp_path):
    again = qos_overlay.load(sweep.folder)
    pandas.testing.assert_frame_equal(again.frame(), sweep.frame())
    assert repr(again) == (f"<Sweep of md1-queue: 10 runs, 2 failed, 0 missing, in {sweep.folder}>")


def test_what_is_no_sweep_is_a_sentence(tmp_path):
    with pytest.raises(ParameterError, match=f"^there is no sweep in {tmp_path}, allowed: "):
        qos_overlay.load(tmp_path)
    (tmp_path / "sweep.json").write_text("[]")
    with pytest.raises(ParameterError, match="^this is not the definition of a sweep: "):
        qos_overlay.load(tmp_path)


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("number", "0.1", (0.1, "")),
        ("number", "1e-06", (1e-6, "")),
        ("integer", "-3", (-3, "")),
        ("duration", "2.5ms", (2.5e-3, "s")),
        ("duration", "100ns", (1e-7, "s")),
        ("rate", "10Mbps", (1e7, "bps")),
        ("rate", "1.448kbps", (1448, "bps")),
        ("size", "64KiB", (65536, "B")),
        ("size", "1000", (1000, "B")),
        ("size", "16p", (16, "p")),
        ("text", "16", None),
        ("text", "bql", None),
        ("choice", "dwcs", None),
        ("list", "3:2:1", None),
        ("truth", "true", None),
    ],
)
def test_reads_amounts(kind, text, number):
    read = to_number(kind, text)
    if number is None:
        assert read is None
    else:
        assert math.isclose(read[0], number[0]) and read[1] == number[1]


def test_every_canonical_text_of_an_amount_is_read():
    for experiment in qos_overlay.list_experiments():
        for parameter in qos_overlay.describe(experiment["name"])["parameters"]:
            if parameter["type"] in ("number", "integer", "duration", "rate", "size"):
                assert to_number(parameter["type"], parameter["default"]) is not None, parameter


def test_orders_values_by_what_they_mean():
    assert sorted(["10:1", "9:5", "9:20"], key=lambda text: sort_key("list", text)) == [
        *("9:5", "9:20", "10:1")
    ]
    texts = ["1s", "2ms", "10us"]
    assert sorted(texts, key=lambda text: sort_key("duration", text)) == ["10us", "2ms", "1s"]
    assert sorted(["b", "a"], key=lambda text: sort_key("choice", text)) == ["a", "b"]
