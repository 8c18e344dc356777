# SPDX-License-Identifier: GPL-2.0-only
"""The CSV files of a sweep's folder."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from .definition import Definition, Run
from .quantity import sort_key
from .record import OK, Record

Row = tuple[Run, Record]
"""A run that has finished, and what became of it."""


def in_order(definition: Definition, rows: Iterable[Row]) -> list[Row]:
    """Rows by parameters, then by seed; amounts by size, whatever their units are."""

    points = [
        [sort_key(definition.kinds[name], text) for name, text in parameters.items()]
        for parameters in definition.parameters
    ]
    return sorted(rows, key=lambda row: (points[row[0].point], row[0].request.seed))


def metric_names(rows: Iterable[Row]) -> list[str]:
    """All metrics that a run reported, in the order of the first that did."""
    return list(dict.fromkeys(name for _, record in rows for name in record.metrics))


def number_text(value: float | None) -> str:
    """A metric as it is written: the shortest text that reads back as the same; nothing for none."""
    if value is None or not math.isfinite(value):
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(value)


def results(definition: Definition, rows: Sequence[Row]) -> str:
    """results.csv: status, parameters, seed, metrics."""
    names = metric_names(rows)
    header = ["status", *definition.kinds, "seed", *names]
    return _csv(
        header,
        (
            [
                record.status,
                *run.request.parameters.values(),
                run.request.seed,
                *(number_text(record.metrics.get(name)) for name in names),
            ]
            for run, record in rows
        ),
    )


def failures(definition: Definition, rows: Sequence[Row]) -> str:
    """failures.csv: what results.csv has of the runs that failed, why, and what reproduces them."""
    header = ["status", *definition.kinds, "seed", "reason", "command"]
    return _csv(
        header,
        (
            [
                record.status,
                *run.request.parameters.values(),
                run.request.seed,
                record.reason,
                run.command,
            ]
            for run, record in rows
            if record.status != OK
        ),
    )


def elapsed(definition: Definition, rows: Sequence[Row]) -> str:
    """elapsed.csv: how long each run took, where, and in which file it is."""
    header = [*definition.varied, "seed", "elapsed_s", "host", "run"]
    return _csv(
        header,
        (
            [
                *(run.request.parameters[name] for name in definition.varied),
                run.request.seed,
                "" if record.elapsed_s is None else f"{record.elapsed_s:.6f}",
                record.host,
                run.id,
            ]
            for run, record in rows
        ),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
