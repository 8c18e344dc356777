# SPDX-License-Identifier: GPL-2.0-only
"""Canonical texts of parameters as numbers, to sort them and to draw axes."""

import re

_SCALES = {
    "duration": ("s", {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}),
    "rate": ("bps", {"bps": 1.0, "kbps": 1e3, "Mbps": 1e6, "Gbps": 1e9}),
    "size": ("B", {"": 1.0, "B": 1.0, "kB": 1e3, "MB": 1e6, "KiB": 1 << 10, "MiB": 1 << 20}),
}
_PACKETS = {"p": 1.0}
_FORM = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([A-Za-z]*)")

Number = tuple[float, str]
"""An amount and its base unit."""


def to_number(kind: str, text: str) -> Number | None:
    """The amount that a parameter's value is.

    Args:
        kind: the parameter's type, as its schema tells it.
        text: the value as a canonical text.

    Returns:
        The amount in the base unit of the type (s, bps, B, p or none), and that unit; None if the
        value is no amount.
    """
    match = _FORM.fullmatch(text)
    if match is None or kind not in ("number", "integer", *_SCALES):
        return None
    amount, unit = float(match[1]), match[2]
    if kind in ("number", "integer"):
        return None if unit else (amount, "")
    if kind == "size" and unit in _PACKETS:
        return amount * _PACKETS[unit], "p"
    base, scales = _SCALES[kind]
    return (amount * scales[unit], base) if unit in scales else None


def sort_key(kind: str, text: str) -> tuple:
    """A key that orders values of one parameter: amounts by size, then lists, then other texts."""
    number = to_number(kind, text)
    if number is not None:
        return (0, number[1], number[0], text)
    if kind == "list":
        try:
            return (1, [float(item) for item in text.split(":")], text)
        except ValueError:
            pass
    return (2, text)
