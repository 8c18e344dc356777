# SPDX-License-Identifier: GPL-2.0-only
"""What was seen in a run over time."""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ParameterError
from .result import Tables

if TYPE_CHECKING:
    import pandas

_TIME = re.compile(rb'\{"t":([0-9.eE+-]+)[,}]')

_FAR_BYTES = 1 << 22  # of samples that are read again rather than that a moment is kept for them
_FAR_MOMENTS = 8  # the same, in the size of the first sample, which has all rows

_Moment = dict[str, dict[tuple[Any, ...], list[Any]]]  # rows by their keys, by table


class _Line(NamedTuple):
    """Where a sample is in the file."""

    time: float  # in the run, seconds
    begin: int  # byte
    end: int  # byte after it


class Record:
    """The folder that a run with `--record` writes: what was seen over time, and what was done.

    It can be read while the run goes on. Samples stay in their file; of the moments of the run only
    some are kept in memory, so that none is far from one of them.

    Attributes:
        folder: the folder.
        times: of the samples in the run, seconds, ascending.
    """

    def __init__(self, folder: str | Path) -> None:
        """Read what is there.

        Args:
            folder: that was given as `--record`.

        Raises:
            ParameterError: there is no record, or it is spoilt.
        """
        self.folder = Path(folder)
        self.times: list[float] = []
        self._path = self.folder / "samples.ndjson"
        self._heading: dict[str, Any] | None = None
        self._lines: list[_Line] = []
        self._end = 0  # byte after the last line that is whole
        self._kept: dict[int, _Moment] = {}  # moments by index of sample, ascending
        self._last: tuple[int, _Moment] | None = None  # the moment that was asked for last
        if not self._path.is_file():
            raise ParameterError(
                f"{self.folder} has no samples.ndjson, allowed: a folder that --record has written"
            )
        self.read()

    def read(self) -> int:
        """Read what the run has written since.

        Returns:
            How many samples that is.

        Raises:
            ParameterError: the record is spoilt.
        """
        before = len(self._lines)
        with self._path.open("rb") as file:
            file.seek(self._end)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # it is being written
                if self._heading is None:
                    self._heading = self._read_heading(line)
                else:
                    self._add(line)
                self._end += len(line)
        return len(self._lines) - before

    @property
    def tables(self) -> Mapping[str, list[str]]:
        """Columns of the tables by their names; empty as long as nothing was written."""
        return {
            name: [column["name"] for column in table["columns"]]
            for name, table in (self._heading or {}).items()
        }

    def at(self, time: float = math.inf) -> Tables:
        """What was seen at a time: the tables of the last sample that is not later.

        Args:
            time: in the run, seconds; by default, the end.

        Raises:
            ParameterError: the first sample is later, or the record is spoilt.
        """
        index = bisect_right(self.times, time) - 1
        if index < 0:
            first = f"{self.times[0]:g} s or later" if self.times else "none, as there is no sample"
            raise ParameterError(f"time is {time:g} s, allowed: {first}")
        moment = self._moment(index)
        return Tables(
            {
                name: {"columns": table["columns"], "rows": list(moment[name].values())}
                for name, table in self._heading.items()
            }
        )

    def series(self, table: str, column: str, *key: Any) -> "pandas.Series":
        """How a value changed, such as `record.series("links", "rate", "0", "1", "out")`.

        Args:
            table: the table.
            column: of the value.
            *key: the row, as its first columns name it.

        Returns:
            The value at the time of each sample, seconds; none where there was no such row.

        Raises:
            ParameterError: there is no such table or column, the key has another number of columns,
                or the record is spoilt.
        """
        import pandas

        allowed = self.tables
        if table not in allowed:
            raise ParameterError(f"table is '{table}', allowed: {', '.join(allowed) or 'none'}")
        columns = allowed[table]
        if column not in columns:
            raise ParameterError(f"column of {table} is '{column}', allowed: {', '.join(columns)}")
        names = columns[: self._heading[table]["keys"]]
        if len(key) != len(names):
            raise ParameterError(
                f"key of {table} has {len(key)} values, allowed: one for each of {', '.join(names)}"
            )
        place = columns.index(column)
        moment: _Moment = self._nothing()
        values = []
        for index, sample in self._samples(0, len(self._lines)):
            self._change(moment, sample, index)
            row = moment[table].get(key)
            values.append(None if row is None else row[place])
        return pandas.Series(values, pandas.Index(self.times, name="t"), name=column)

    def actions(self) -> "pandas.DataFrame":
        """What was done: `t` in seconds, `action`, `target` and `args`, as the script has them."""
        import pandas

        frame = pandas.read_csv(
            self.folder / "actions.csv", comment="#", dtype=str, keep_default_na=False
        )
        frame["t"] = frame["t"].astype(float)
        return frame

    def _read_heading(self, line: bytes) -> dict[str, Any]:
        try:
            heading = json.loads(line)["tables"]
            for table in heading.values():
                names = [column["name"] for column in table["columns"]]
                if not 0 < table["keys"] <= len(names):
                    raise ValueError("keys")
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise self._spoilt(1, "the heading of a record") from error
        return heading

    def _add(self, line: bytes) -> None:
        found = _TIME.match(line)
        try:
            time = float(found[1]) if found else math.nan
        except ValueError:
            time = math.nan
        if not time > (self.times[-1] if self.times else -math.inf):
            raise self._spoilt(len(self._lines) + 2, "a sample that is later than the one before")
        self._lines.append(_Line(time, self._end, self._end + len(line)))
        self.times.append(time)

    def _spoilt(self, line: int, expected: str) -> ParameterError:
        return ParameterError(f"line {line} of {self._path} is spoilt, allowed: {expected}")

    def _nothing(self) -> _Moment:
        return {name: {} for name in self._heading or {}}

    def _moment(self, index: int) -> _Moment:
        """The moment of a sample. It is changed when the next one is asked for."""
        near = max((kept for kept in self._kept if kept <= index), default=-1)
        if self._last is not None and near <= self._last[0] <= index:
            begin, moment = self._last
        elif near >= 0:
            begin, moment = near, _copy(self._kept[near])
        else:
            begin, moment = -1, self._nothing()
        self._last = None  # until it is whole
        for place, sample in self._samples(begin + 1, index + 1):
            self._change(moment, sample, place)
            if self._is_far(place, near):
                near = place
                self._kept[place] = _copy(moment)
        self._last = (index, moment)
        return moment

    def _is_far(self, index: int, kept: int) -> bool:
        """Whether reading again from a kept moment to a sample takes long."""
        first = self._lines[0]
        begin = self._lines[kept].end if kept >= 0 else first.begin
        far = max(_FAR_BYTES, _FAR_MOMENTS * (first.end - first.begin))
        return self._lines[index].end - begin > far

    def _samples(self, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Samples from an index up to another one, and their indices."""
        if begin == end:
            return
        with self._path.open("rb") as file:
            file.seek(self._lines[begin].begin)
            for index in range(begin, end):
                yield index, file.readline()

    def _change(self, moment: _Moment, sample: bytes, index: int) -> None:
        """Change a moment into that of the next sample."""
        try:
            changes = json.loads(sample)
            del changes["t"]
            for name, change in changes.items():
                rows = moment[name]
                table = self._heading[name]
                for key in change.get("gone", ()):
                    rows.pop(tuple(key), None)
                for row in change.get("set", ()):
                    if len(row) != len(table["columns"]):
                        raise ValueError("columns")
                    rows[tuple(row[: table["keys"]])] = row
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise self._spoilt(index + 2, "a sample of the tables in its first line") from error


def _copy(moment: _Moment) -> _Moment:
    return {name: dict(rows) for name, rows in moment.items()}
