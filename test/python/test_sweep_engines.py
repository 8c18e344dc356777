# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps in the workers of a Dask scheduler give the bytes of this machine."""

import pytest
import qos_overlay
from dask_cluster import DaskCluster
from qos_overlay import SweepError

GRID = {"load": [0.1, 0.5, 0.9], "duration": "20ms", "fail": [0, 1]}


def test_dask_gives_the_bytes_of_this_machine(tmp_path):
    qos_overlay.sweep("md1-queue", GRID, seeds=5, out=tmp_path / "local")
    with DaskCluster(tmp_path / "dask", 2) as cluster:
        sweep = qos_overlay.sweep(
            "md1-queue", GRID, seeds=5, out=tmp_path / "far", scheduler=cluster.address
        )
    assert (len(sweep), sweep.failed) == (30, 15)
    for name in ("results.csv", "failures.csv", "sweep.json"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


def test_nobody_at_the_address_is_a_sentence(tmp_path):
    with pytest.raises(SweepError) as caught:
        qos_overlay.sweep("md1-queue", GRID, out=tmp_path, scheduler="tcp://127.0.0.1:9")
    assert str(caught.value) == (
        "no scheduler answers at tcp://127.0.0.1:9; 0 of 6 runs are done, and the same sweep goes "
        "on with the rest"
    )
