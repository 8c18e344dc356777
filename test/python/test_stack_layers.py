# SPDX-License-Identifier: GPL-2.0-only
"""examples/python/stack_layers.py: the tables and figures of doc/stack.rst."""

import math
import sys
from pathlib import Path

import pandas
import pytest

from qos_overlay.interval import Interval

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "examples" / "python"))

import stack_layers  # noqa: E402

# Two viewers for some seconds: nothing can be learned from these.
SHORT = {"duration": "4s", "warmup": "1s", "viewers": "2"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of short runs, for all tests."""
    return tmp_path_factory.mktemp("stack-layers")


@pytest.mark.parametrize(
    "mean, half_width, expected",
    [
        (19.3168, 0.3724, "19.32 ± 0.37"),
        (353.4, 45.1, "353 ± 45"),
        (0.04277, 0.000891, "0.0428 ± 0.0009"),
        (9.42, 2.04, "9.4 ± 2.0"),
        (0, 0, "0"),
        (20, 0, "20.0000 ± 0.0000"),
    ],
)
def test_an_interval_has_two_digits_of_its_half_width(
    mean: float, half_width: float, expected: str
) -> None:
    assert stack_layers.text(Interval(mean, half_width)) == expected


def test_a_difference_has_a_sign_which_is_a_minus_and_not_a_hyphen() -> None:
    assert stack_layers.text(Interval(-3.43, 0.57), signed=True) == "−3.43 ± 0.57"
    assert stack_layers.text(Interval(0.2, 0.36), signed=True) == "+0.20 ± 0.36"


def test_differences_are_those_of_runs_with_the_same_seed() -> None:
    whole = pandas.DataFrame({"m": [1.0, 10.0, 100.0]}, index=[1, 2, 3])
    without = pandas.DataFrame({"m": [102.0, 12.0, 3.0]}, index=[3, 2, 1])
    change = stack_layers.difference(without, whole, "m")
    assert (change.mean, change.half_width) == (2.0, 0.0)


def test_a_run_without_a_value_is_in_no_difference() -> None:
    whole = pandas.DataFrame({"m": [1.0, 2.0, 3.0]}, index=[1, 2, 3])
    without = pandas.DataFrame({"m": [2.0, math.nan, 4.0]}, index=[1, 2, 3])
    assert stack_layers.difference(without, whole, "m").mean == 1.0


def test_the_page_has_a_place_for_every_table_and_figure(folder: Path, tmp_path: Path) -> None:
    page = (ROOT / "doc" / "stack.rst").read_text()
    study = stack_layers.Study(folder, 2, 2, SHORT)
    for name in study.tables():
        assert page.count(f".. stack {name} begins\n\n") == 1
        assert page.count(f".. stack {name} ends\n") == 1
    for path in study.figures(tmp_path):
        assert f".. figure:: figures/stack/{path.name}\n" in page
        assert path.read_bytes().startswith(b"\x89PNG")
        assert (ROOT / "doc" / "figures" / "stack" / path.name).exists()


def test_a_second_call_prints_the_same_and_runs_nothing(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    settings = [f"--set={name}={value}" for name, value in SHORT.items()]
    outputs, runs = [], []
    for _ in range(2):
        stack_layers.main([str(folder), "--seeds", "2", "--curve-seeds", "2", *settings])
        outputs.append(capsys.readouterr().out)
        runs.append({path.name: path.stat().st_mtime_ns for path in folder.glob("runs/*/*.json")})
    assert outputs[0] == outputs[1] and runs[0] == runs[1]
    assert outputs[0].count(".. list-table::") == 4
    assert len(runs[0]) > 30
