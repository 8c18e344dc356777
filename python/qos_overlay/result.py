# SPDX-License-Identifier: GPL-2.0-only
"""What a run yields."""

import csv
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


class Tables(Mapping[str, "pandas.DataFrame"]):
    """The tables of a result by name. pandas is loaded when the first one is looked at."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> "pandas.DataFrame":
        """A table; `frame.attrs["units"]` maps its columns to their units."""
        import pandas

        table = self._tables[name]
        names = [column["name"] for column in table["columns"]]
        frame = pandas.DataFrame(table["rows"], columns=names)
        frame.attrs["units"] = {column["name"]: column["unit"] for column in table["columns"]}
        return frame

    def rows(self, name: str) -> int:
        """How many rows a table has, without loading pandas."""
        return len(self._tables[name]["rows"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


class Result:
    """The result of a run.

    Attributes:
        experiment: its name.
        parameters: all parameters as canonical texts.
        settings: changed defaults of ns-3 attributes.
        seed: run number of ns-3's random streams.
        versions: of `project` and `ns3`.
        duration_s: simulated time, seconds.
        events: events executed.
        metrics: numbers by name; NaN means "no value". The schema tells their units.
        wall_time_metrics: those that were measured with the machine's clock.
        tables: pandas data frames by name, units in `attrs["units"]`.
        elapsed_s: wall time that the run took, seconds; NaN if nobody measured it.
    """

    def __init__(self, text: str, elapsed_s: float = math.nan) -> None:
        """Args:
        text: the result as JSON.
        elapsed_s: wall time that the run took, seconds.
        """
        self.elapsed_s = elapsed_s
        data = json.loads(text)
        self._text = text
        self._tables: dict[str, Any] = data["tables"]
        self.experiment: str = data["experiment"]
        self.parameters: dict[str, str] = data["parameters"]
        self.settings: dict[str, str] = data.get("settings", {})
        self.seed: int = data["seed"]
        self.versions: dict[str, str] = data["versions"]
        self.duration_s = float(data["duration_s"])
        self.events: int = data["events"]
        self.metrics: dict[str, float] = {
            name: math.nan if value is None else float(value)
            for name, value in data["metrics"].items()
        }
        self.wall_time_metrics: list[str] = data.get("wall_time_metrics", [])
        self.tables = Tables(self._tables)

    def json(self) -> str:
        """The exact text that `./qos run --json` prints. Equal requests give equal texts."""
        return self._text

    def save(self, folder: str | Path) -> Path:
        """Leave a run folder: result.json, metrics.csv, and a CSV file per table.

        A column's name has its unit in brackets behind it: `time [s]`.

        Args:
            folder: made if it does not exist.

        Returns:
            The folder.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "result.json").write_text(self._text + "\n")
        _write_csv(
            folder / "metrics.csv", ["metric", "value"], json.loads(self._text)["metrics"].items()
        )
        for name, table in self._tables.items():
            header = [
                f"{column['name']} [{column['unit']}]" if column["unit"] else column["name"]
                for column in table["columns"]
            ]
            _write_csv(folder / f"{name}.csv", header, table["rows"])
        return folder

    def __repr__(self) -> str:
        metrics = ", ".join(f"{name}={value:.6g}" for name, value in self.metrics.items())
        return f"<Result of {self.experiment}, seed {self.seed}: {metrics}>"


def _write_csv(path: Path, header: list[str], rows: Any) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
