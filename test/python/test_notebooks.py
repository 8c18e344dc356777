# SPDX-License-Identifier: GPL-2.0-only
"""The notebooks run from top to bottom, draw, and find what their text leads to."""

import json
import sys
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "examples" / "notebooks"

# What holds at the end of each, as code that runs in its kernel. Its seeds are fixed, but numbers
# may change with the models: bounds are those of what is to be learned.
HOLDS = {
    "qsockets": """
        assert min(managed.tables["frames_per_5s"]["fps"]) > 18
        assert 1 < unmanaged.metrics["fps_second"] < 12
        assert 5 < deep.metrics["fps_second"] < 18, "a deep device queue undoes the scheduler"
        assert turns.metrics["fps_second"] > 18
        assert turns.metrics["gap_sd_second_ms"] > managed.metrics["gap_sd_second_ms"]
        means = lowest.groupby(["flows", "managed"])["fps_min_bin"].mean().unstack()
        assert (means["true"] > 18).all() and means.loc[8, "false"] < 8
        late = {label: words["delay"][words["time"] > 8] for label, words in calls.items()}
        assert late["with a scheduler"].max() < 50 < 150 < late["without"].median()
    """,
    "congestion-manager": """
        later = {label: result.metrics["later_median_ms"] for label, result in sharing.items()}
        assert 0.4 < later["TCP/CM"] / later["TCP"] < 0.8
        assert saved["TCP (ms)"].is_monotonic_decreasing
        assert saved["TCP (ms)"].iloc[-1] < 1.05 * later["TCP/CM"]
        fast, left = price.index
        assert price.loc[fast, "gentle"] > 1.5 * price.loc[fast, "aimd"]
        assert price.loc[left, "gentle"] < 0.8 * price.loc[left, "aimd"]
        assert throughput.mean().unstack()["cm"].is_monotonic_decreasing
        assert files["TCP/CM"].duration < 0.7 * files["TCP"].duration
    """,
    "overqos": """
        assert hybrid.metrics["residual_loss"] < q
        assert by_mode.loc["residual_loss", "none"] > 10 * q
        assert by_mode.loc["overhead_packets", "fec"] > 5 * by_mode.loc["overhead_packets", "hybrid"]
        excess = {label: (table["overhead"] - table["raw_loss"]) for label, table in links.items()}
        assert -0.01 < excess["FEC and ARQ"].median() < 0.01 < excess["FEC alone"].median()
        assert abs(by_hand - measured.mean) < 0.05
        assert (residual.mean() < q).all()
        during = states[states["time_s"].between(120, 180)]["redundancy"].mean()
        assert 0.03 < during < 0.2
        assert states[states["time_s"] < 60]["redundancy"].max() == 0
        assert states[states["time_s"] > 280]["redundancy"].mean() < during / 3
        assert stream.sent_packets - len(stream.received) < net.bottleneck.lost / 5
    """,
    "ioverlay": """
        assert (rates["stress-aware"] > 1.5 * rates["all-unicast"]).all()
        assert (lossless["random"] < 1.1 * rates["random"].min()).all(), "all pay for the slowest"
        assert (flooded["delivered"] == MESSAGES).all()
        many = flooding["copies of a message per receiver"]
        assert many[0] == 1 and many.is_monotonic_increasing and many.iloc[-1] > 4
        best = throughput.mean().unstack()
        assert (best["ns_aware"] > best["random"]).all() and (best["random"] > best["unicast"]).all()
        assert [len(node.delivered) == MESSAGES for node in ring] == [i != 2 for i in range(6)]
    """,
    "sweeps": """
        assert len(frame) == 30 and (frame["status"] == "ok").all()
        assert frame.groupby("loss")["overhead_packets"].mean().is_monotonic_increasing
        assert len(sweep) == 40 and new_runs == 10, "only what is new runs"
        assert (arrays["residual_loss"].mean("seed") < arrays["q"]).all()
        assert seeds.is_monotonic_decreasing and 3 <= seeds.min() < seeds.max()
        assert list(late.failures()["status"]) == ["timeout"] * 2
        assert are_equal
        assert set(tidy["metric"]) == set(sweep.metrics)
        import xarray
        with xarray.open_dataset(folder / "sweep.nc") as stored:
            assert stored.sizes["seed"] == 5
    """,
}


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a kernel that is this interpreter, and leaves nothing in the home folder."""
    folder = tmp_path / "kernels" / "tests"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "tests", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for place in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(place, str(tmp_path / place.lower()))
    # The kernel's debugger complains about interpreters that it cannot debug.
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    return "tests"


def test_all_notebooks_are_known_here() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == set(HOLDS)


@pytest.mark.parametrize("name", HOLDS)
def test_a_notebook_runs_and_finds_what_it_says(name: str, kernel: str, tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    own_cells = len(notebook.cells)
    notebook.cells.append(nbformat.v4.new_code_cell(dedent(HOLDS[name])))

    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, kernel_name=kernel, timeout=300, resources=resources).execute()

    outputs = [output for cell in notebook.cells[:own_cells] for output in cell.get("outputs", [])]
    complaints = [output.text for output in outputs if output.get("name") == "stderr"]
    assert not complaints, "a reader sees no warnings"
    drawn = sum("image/png" in output.get("data", {}) for output in outputs)
    assert drawn >= 2
