# SPDX-License-Identifier: GPL-2.0-only
"""What a run is determined by: experiment, parameters, settings, seed."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

from .errors import ParameterError
from .limits import NO_LIMITS, Limits

_ALLOWED = "a text, a number, a truth or a list of numbers"


def to_text(name: str, value: Any) -> str:
    """A value as it would be written on the command line.

    Args:
        name: the parameter, for the error.
        value: a text, number or truth (also numpy's), or a list of numbers (also a tuple or a
            one-dimensional array), which becomes `3:2:1`.

    Raises:
        ParameterError: if the value is none of these.
    """
    plain = _to_plain(value)
    if isinstance(plain, (list, tuple)):
        words = [_word(_to_plain(item)) for item in plain]
        if None in words:
            raise ParameterError(
                f"parameter {name} is a {type(value).__name__} that has a "
                f"{type(plain[words.index(None)]).__name__} in it, allowed: {_ALLOWED}"
            )
        return ":".join(words)
    word = _word(plain)
    if word is None:
        raise ParameterError(f"parameter {name} is a {type(value).__name__}, allowed: {_ALLOWED}")
    return word


def _to_plain(value: Any) -> Any:
    """Arrays and scalars of numpy and its like as Python has them; other values as they are."""
    if isinstance(value, type) or not callable(getattr(value, "tolist", None)):
        return value
    return value.tolist()


def _word(value: Any) -> str | None:
    """The text of a text, a number or a truth; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, Real) else None


@dataclass(frozen=True)
class Request:
    """A run that can be asked for.

    Attributes:
        experiment: its name.
        parameters: values by name; the others have their defaults.
        seed: run number of ns-3's random streams.
        settings: defaults of ns-3 attributes by `ns3::Type::Attribute`.
    """

    experiment: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    settings: Mapping[str, Any] = field(default_factory=dict)

    def texts(self) -> dict[str, Any]:
        """All of it as texts, the form in which it is checked, run and sent.

        Raises:
            ParameterError: if a value has no text or the seed is none.
        """
        from . import _core

        return {
            "name": self.experiment,
            "parameters": {name: to_text(name, value) for name, value in self.parameters.items()},
            "settings": [(path, to_text(path, value)) for path, value in self.settings.items()],
            "seed": _core.parse_seed(to_text("seed", self.seed)),
        }

    def check(self) -> "Request":
        """Find out whether it could run, and what it comes to.

        Returns:
            The same request with canonical texts, and with all parameters, those left at their
            default too, in the order of the schema.

        Raises:
            ParameterError: if a name is unknown, a value is bad or out of range, or values do not
                fit together.
        """
        from . import _core

        texts = self.texts()
        parameters, settings = _core.check(texts["name"], texts["parameters"], texts["settings"])
        return Request(self.experiment, dict(parameters), texts["seed"], dict(settings))

    def to_line(self, limits: Limits = NO_LIMITS, build: str | None = None) -> bytes:
        """The request as a worker reads it.

        Args:
            limits: what the run may use.
            build: the only build of the program that may do it; None means any.
        """
        further = {"time_limit_s": limits.time_s, "memory_limit": limits.memory, "build": build}
        return json.dumps({**self.texts(), **further}).encode() + b"\n"

    def command(self) -> str:
        """The command that runs it."""
        words = ["./qos", "run", self.experiment]
        words += [f"{name}={to_text(name, value)}" for name, value in self.parameters.items()]
        for path, value in self.settings.items():
            words += ["--set", f"{path}={to_text(path, value)}"]
        return shlex.join([*words, "--seed", to_text("seed", self.seed)])
