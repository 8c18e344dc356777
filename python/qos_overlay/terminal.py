# SPDX-License-Identifier: GPL-2.0-only
"""Tables and progress: for eyes on a terminal, plain in a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print rows under a header on stdout.

    Args:
        header: names of the columns.
        rows: texts, as many in each row as there are columns.
        title: stands above.
    """
    if sys.stdout.isatty():
        _print_rich(header, rows, title)
        return
    if title:
        print(title)
    lines = [list(header), *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def _print_rich(header: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*header, title=title or None, title_justify="left")
    styles = {"holds": "green", "fails": "bold red"}
    for row in rows:
        table.add_row(*(Text(cell, style=styles.get(cell.partition(",")[0], "")) for cell in row))
    Console().print(table)


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int, int, int], None]]:
    """Show how long work goes on; on a terminal only.

    Args:
        label: what is done.

    Yields:
        What to call with the numbers of things done, of all things, and of failed things.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, failed: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many things a second."""

        def render(self, task: Task) -> Text:
            """The rate, once it is known."""
            return Text(f"{task.speed:.3g}/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn("{task.fields[failures]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, failures="")

        def update(done: int, total: int, failed: int) -> None:
            """Show how many things are done."""
            failures = f"{failed} failed" if failed else ""
            bar.update(task, completed=done, total=total, failures=failures)

        yield update
