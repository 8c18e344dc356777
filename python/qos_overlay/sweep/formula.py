# SPDX-License-Identifier: GPL-2.0-only
"""Dependent parameters as the command line writes them: `q={loss/20}`, `room={2*flows}p`."""

import re
from collections.abc import Callable

from ..errors import ParameterError
from ..expression import Expression, NoValue
from .space import Point

_ARITHMETIC = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_FUNCTIONS = ("min", "max", "abs")
_DIGITS = 12
_POINT = "point"


def is_formula(text: str) -> bool:
    """Whether a value is one."""
    return "{" in text or "}" in text


def read_formula(name: str, text: str) -> Callable[[Point], str]:
    """The function of other parameters that a text is.

    Args:
        name: the parameter.
        text: with arithmetic in braces, over parameters that have plain numbers.

    Raises:
        ParameterError: if it is none.
    """
    wrong = ParameterError(
        f"parameter {name} is '{text}', allowed in braces: numbers, parameters, + - * /, brackets, "
        "min, max, abs"
    )
    parts = _ARITHMETIC.split(text)
    if any(is_formula(part) for part in parts):
        raise wrong
    try:
        terms = [Expression(_NAME.sub(_qualify, part)) for part in parts[1::2]]
    except ParameterError:
        raise wrong from None

    def follow(point: Point) -> str:
        """The parameter's value at a point."""
        written = parts[:]
        for place, term in enumerate(terms):
            values = {operand: _number(name, operand, point) for _, operand in term.operands}
            try:
                written[2 * place + 1] = f"{term.evaluate({_POINT: values}):.{_DIGITS}g}"
            except NoValue as reason:
                raise ParameterError(
                    f"parameter {name} is '{text}', which has no value at {point}: {reason}"
                ) from None
        return "".join(written)

    return follow


def _qualify(name: re.Match[str]) -> str:
    """A name as an expression has it."""
    return name[0] if name[0] in _FUNCTIONS else f"{_POINT}.{name[0]}"


def _number(name: str, operand: str, point: Point) -> float:
    """The value of a parameter that a formula is about."""
    if operand not in point:
        raise ParameterError(
            f"parameter {name} follows from {operand}, which is not given; given are: "
            f"{', '.join(point)}"
        )
    try:
        return float(point[operand])
    except ValueError:
        raise ParameterError(
            f"parameter {name} follows from {operand}, which is '{point[operand]}', allowed: a "
            "number without a unit"
        ) from None
