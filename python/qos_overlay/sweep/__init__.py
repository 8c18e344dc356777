# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps: an experiment at many points with many seeds, here or on other machines.

In the order in which they build on each other: what a sweep is (space, stop_rule, identity,
definition), what a run leaves (files, record, folder), doing runs (execute, engine, ledger,
conduct), what comes out (quantity, table, results), how it is asked for (api; slurm, array_task),
plots of it (chart, draw, page, plot), and the command line (formula, arguments, command).
"""

from .api import collect, load, sweep
from .plot import plot
from .results import Sweep

__all__ = ["Sweep", "collect", "load", "plot", "sweep"]
