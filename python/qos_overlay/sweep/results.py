# SPDX-License-Identifier: GPL-2.0-only
"""The results of a sweep, as pandas, xarray, CSV and NetCDF have them."""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..result import Result
from . import table
from .definition import Definition
from .folder import SweepFolder
from .ledger import Ledger
from .quantity import to_number
from .record import OK

if TYPE_CHECKING:
    import pandas
    import xarray


class Sweep:
    """A sweep that has run, or a part of it has.

    Attributes:
        folder: where its files are.
        definition: what it is.
        missing: how many runs have not finished.
    """

    def __init__(
        self,
        folder: SweepFolder,
        definition: Definition,
        ledger: Ledger,
        temporary: TemporaryDirectory | None = None,
    ) -> None:
        """Args:
        folder: of the sweep.
        definition: what it is.
        ledger: what has finished.
        temporary: the folder, if it shall go with this object.
        """
        self.folder = folder.path
        self.definition = definition
        self._folder = folder
        self._temporary = temporary
        rows = ledger.rows()
        done = [(run, record) for run, record in rows if record is not None]
        self._rows = table.in_order(definition, done)
        self.missing = len(rows) - len(done)

    def __len__(self) -> int:
        """How many runs have finished."""
        return len(self._rows)

    @property
    def experiment(self) -> str:
        """Its name."""
        return self.definition.experiment

    @property
    def varied(self) -> list[str]:
        """The parameters that are not the same at all points."""
        return self.definition.varied

    @property
    def metrics(self) -> list[str]:
        """The metrics that a run reported."""
        return table.metric_names(self._rows)

    @property
    def failed(self) -> int:
        """How many runs failed or took too long."""
        return sum(record.status != OK for _, record in self._rows)

    def unit(self, name: str) -> str:
        """The unit of a metric, or of a parameter as `values` has it; empty for none."""
        if name in self.definition.kinds:
            return self._numbers(name)[1]
        from .. import _core

        return _core.metric(self.experiment, name)[0]

    def frame(self) -> "pandas.DataFrame":
        """A row per run: status, the varied parameters, seed, metrics.

        Amounts are numbers in seconds, bits per second, bytes or packets, whatever their texts are;
        what did not succeed has NaN for metrics. `attrs["units"]` maps columns to units.
        """
        import pandas

        columns: dict[str, Any] = {"status": [record.status for _, record in self._rows]}
        for name in self.varied:
            columns[name] = self.values(name)
        columns["seed"] = [run.request.seed for run, _ in self._rows]
        for name in self.metrics:
            columns[name] = [_float(record.metrics.get(name)) for _, record in self._rows]
        frame = pandas.DataFrame(columns)
        frame.attrs["units"] = {name: self.unit(name) for name in (*self.varied, *self.metrics)}
        return frame

    def failures(self) -> "pandas.DataFrame":
        """A row per run that did not succeed: status, the varied parameters, seed, reason, command."""
        import pandas

        rows = [row for row in self._rows if row[1].status != OK]
        columns: dict[str, Any] = {"status": [record.status for _, record in rows]}
        for name in self.varied:
            columns[name] = [run.request.parameters[name] for run, _ in rows]
        columns["seed"] = [run.request.seed for run, _ in rows]
        columns["reason"] = [record.reason for _, record in rows]
        columns["command"] = [run.command for run, _ in rows]
        return pandas.DataFrame(columns)

    def results(self) -> Iterator[Result]:
        """The whole results of the runs that succeeded, one after the other, with their tables."""
        for run, record in self._rows:
            if record.status == OK:
                yield Result(self._folder.result(run.id), _float(record.elapsed_s))

    def tables(self, name: str) -> "pandas.DataFrame":
        """A table of all runs that have it, with the varied parameters and the seed before it.

        Raises:
            ParameterError: if no run has it.
        """
        import pandas

        frames = []
        units: dict[str, str] = {}
        known: dict[str, None] = {}
        for position, run in self._succeeded():
            result = Result(self._folder.result(run.id))
            known |= dict.fromkeys(result.tables)
            if name not in result.tables:
                continue
            frame = result.tables[name]
            units |= frame.attrs["units"]
            frame.insert(0, "seed", run.request.seed)
            for parameter in reversed(self.varied):
                frame.insert(0, parameter, self.values(parameter)[position])
            frames.append(frame)
        if not frames:
            raise ParameterError(
                f"no run has a table '{name}'; there are: {', '.join(known) or 'none'}"
            )
        whole = pandas.concat(frames, ignore_index=True)
        whole.attrs["units"] = units | {name: self.unit(name) for name in self.varied}
        return whole

    def to_xarray(self) -> "xarray.Dataset":
        """A variable per metric, over the varied parameters and the seed. What is missing is NaN.

        A parameter that follows from one before it is a coordinate beside that one. Attributes tell
        experiment, fixed parameters, settings, versions, and units.
        """
        import xarray

        frame = self.frame().drop(columns="status")
        leaders = self._leaders()
        dimensions = [*(name for name in self.varied if name not in leaders), "seed"]
        data = xarray.Dataset.from_dataframe(frame.set_index(dimensions).drop(columns=[*leaders]))
        for name, leader in leaders.items():
            value = dict(zip(frame[leader], frame[name]))
            data.coords[name] = (leader, [value[place] for place in data[leader].values])
        for name in (*self.varied, *self.metrics):
            if unit := self.unit(name):
                data[name].attrs["units"] = unit
        data.attrs = {"experiment": self.experiment, **vars(self.definition.program)}
        first = self.definition.parameters[0]
        data.attrs |= {name: text for name, text in first.items() if name not in self.varied}
        data.attrs |= self.definition.settings
        return data

    def to_netcdf(self, path: str | os.PathLike[str]) -> Path:
        """Write what to_xarray() has into a NetCDF file."""
        data = self.to_xarray()
        data.attrs = {name.replace("::", "."): text for name, text in data.attrs.items()}
        data.to_netcdf(path)
        return Path(path)

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write a tidy table: a row per run and metric, with its value and unit."""
        tidy = self.frame().melt(
            id_vars=["status", *self.varied, "seed"], var_name="metric", value_name="value"
        )
        tidy["unit"] = tidy["metric"].map(self.unit)
        tidy.to_csv(path, index=False, lineterminator="\n")
        return Path(path)

    def values(self, parameter: str) -> list[Any]:
        """A parameter's value in each run: a number if it is an amount everywhere, else its text."""
        return self._numbers(parameter)[0]

    def _leaders(self) -> dict[str, str]:
        """The varied parameters that follow from a varied parameter before them, and that one."""
        leaders: dict[str, str] = {}
        for i, name in enumerate(self.varied):
            for leader in self.varied[:i]:
                if leader not in leaders and self.definition.follows(name, leader):
                    leaders[name] = leader
                    break
        return leaders

    def _succeeded(self) -> Iterator[tuple[int, Any]]:
        return (
            (position, run)
            for position, (run, record) in enumerate(self._rows)
            if record.status == OK
        )

    def _numbers(self, parameter: str) -> tuple[list[Any], str]:
        """Values and their unit."""
        kind = self.definition.kinds[parameter]
        texts = [run.request.parameters[parameter] for run, _ in self._rows]
        numbers = [to_number(kind, text) for text in texts]
        units = {number[1] if number else None for number in numbers}
        if len(units) == 1 and None not in units:
            amounts = [number[0] for number in numbers if number]
            if kind == "integer":
                return [int(amount) for amount in amounts], ""
            return amounts, units.pop() or ""
        return texts, ""

    def __repr__(self) -> str:
        return (
            f"<Sweep of {self.experiment}: {len(self)} runs, {self.failed} failed, "
            f"{self.missing} missing, in {self.folder}>"
        )


def _float(value: float | None) -> float:
    return math.nan if value is None else float(value)
