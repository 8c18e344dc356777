# SPDX-License-Identifier: GPL-2.0-only
"""Arithmetic over metrics, as claims write it: `unmanaged.gap_sd_ms / managed.gap_sd_ms`."""

import ast
import math
import operator
from collections.abc import Mapping

from .errors import ParameterError

_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_FUNCTIONS = {"min": min, "max": max, "abs": abs}

Metrics = Mapping[str, Mapping[str, float]]
"""Metrics of several runs: run, then name, then value."""


class NoValue(Exception):
    """An expression has no value; the text says why."""


class Expression:
    """Numbers, `run.metric`, + - * /, brackets, and min, max and abs of them.

    Attributes:
        text: as it was written.
        operands: the pairs of run and metric in it.
    """

    def __init__(self, text: str) -> None:
        """Raises:
        ParameterError: if the text is anything else.
        """
        self.text = text
        self.operands: list[tuple[str, str]] = []
        try:
            self._tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError):
            raise ParameterError(f"expression '{text}' is not understood") from None
        self._check(self._tree)

    def evaluate(self, metrics: Metrics) -> float:
        """The value for one seed.

        Raises:
            NoValue: if a metric was not reported or has no value, or a division by zero.
        """
        try:
            value = self._evaluate(self._tree, metrics)
        except ZeroDivisionError:
            raise NoValue("division by zero") from None
        if not math.isfinite(value):
            raise NoValue("a metric has no value")
        return value

    def _check(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                pass
            case ast.Attribute(value=ast.Name(id=run), attr=metric):
                self.operands.append((run, metric))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                self._check(left)
                self._check(right)
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                self._check(operand)
            case ast.Call(
                func=ast.Name(id=name), args=args, keywords=[]
            ) if name in _FUNCTIONS and args:
                for argument in args:
                    self._check(argument)
            case _:
                part = ast.unparse(node)
                raise ParameterError(
                    f"expression '{self.text}' contains '{part}', allowed: numbers, run.metric, "
                    "+ - * /, brackets, min, max, abs"
                )

    def _evaluate(self, node: ast.expr, metrics: Metrics) -> float:
        match node:
            case ast.Constant(value=value):
                return float(value)
            case ast.Attribute(value=ast.Name(id=run), attr=metric):
                if metric not in metrics[run]:
                    raise NoValue(f"run {run} reported no {metric}")
                # here, because min and max would lose it
                if not math.isfinite(metrics[run][metric]):
                    raise NoValue("a metric has no value")
                return metrics[run][metric]
            case ast.BinOp(left=left, op=op, right=right):
                return _OPERATORS[type(op)](
                    self._evaluate(left, metrics), self._evaluate(right, metrics)
                )
            case ast.UnaryOp(op=op, operand=operand):
                return _OPERATORS[type(op)](self._evaluate(operand, metrics))
            case ast.Call(func=ast.Name(id=name), args=args):
                values = [self._evaluate(argument, metrics) for argument in args]
                return _FUNCTIONS[name](*values) if name == "abs" else _FUNCTIONS[name](values)
        raise AssertionError("checked when it was made")
