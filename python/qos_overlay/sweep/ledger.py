# SPDX-License-Identifier: GPL-2.0-only
"""Which runs of a sweep have finished, and which are still wanted."""

import math
from collections.abc import Iterator, Mapping, Sequence

from .definition import Definition, Run
from .record import OK, Record
from .stop_rule import StopRule


class _Point:
    """A point's seeds, as far as they are known without a gap, and where they may end."""

    def __init__(self, runs: Sequence[Run], stop: StopRule | None) -> None:
        self.runs = runs
        self.end = len(runs)
        self.left = len(runs)
        self._stop = stop
        self._values: list[float] = []
        self._known = 0

    def add(self, records: Mapping[str, Record]) -> None:
        """One more of its runs has finished; `left` tells how many others are still wanted."""
        self.left = max(0, self.left - 1)
        if self._stop is None:
            return
        while self._known < self.end and self.runs[self._known].id in records:
            value = records[self.runs[self._known].id].metrics.get(self._stop.metric)
            if value is not None and math.isfinite(value):
                self._values.append(value)
            self._known += 1
            if self._stop.is_met(self._values):
                self.end = self._known
                self.left = 0


class Ledger:
    """The runs of a sweep that have finished, and which others are wanted."""

    def __init__(self, definition: Definition) -> None:
        """Args:
        definition: of the sweep.
        """
        self._definition = definition
        self._points = [_Point(runs, definition.stop) for runs in definition.runs]
        self._records: dict[str, Record] = {}
        self._failed = 0
        self._left = sum(point.left for point in self._points)

    def add(self, run: Run, record: Record) -> None:
        """A run has finished."""
        self._records[run.id] = record
        self._failed += record.status != OK
        point = self._points[run.point]
        self._left -= point.left
        point.add(self._records)
        self._left += point.left

    def wanted(self) -> Iterator[Run]:
        """The runs that have not finished, and that no stop rule has made superfluous by then.

        Every point gets its next seed before any gets another.
        """
        for number in range(len(self._definition.seeds)):
            for point in self._points:
                if number < point.end and point.runs[number].id not in self._records:
                    yield point.runs[number]

    def rows(self) -> list[tuple[Run, Record | None]]:
        """The runs that belong to the sweep's results, by point and seed.

        Of a point that a stop rule ended, those are the runs up to the first seed at which it held:
        which others have finished depends on how many ran at once.
        """
        return [
            (run, self._records.get(run.id))
            for point in self._points
            for run in point.runs[: point.end]
        ]

    def counts(self) -> tuple[int, int, int]:
        """The numbers of runs done, of all that are wanted as far as is known, and of failed ones."""
        done = len(self._records)
        return done, done + self._left, self._failed
