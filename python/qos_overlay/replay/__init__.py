# SPDX-License-Identifier: GPL-2.0-only
"""The replay: runs what a paper measured, judges every published claim, and writes a report.

published: doc/published/<paper>.json as objects. expression, criterion: what a claim is made of.
judge: verdicts. scorecard: the verdicts as a table. figures, report: what is written to disk.
command: all of it, in order.
"""
