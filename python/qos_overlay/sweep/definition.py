# SPDX-License-Identifier: GPL-2.0-only
"""What a sweep is: an experiment, points, seeds, settings, and when it may stop."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..errors import ParameterError
from ..program import fingerprint
from ..request import Request
from ..schema import describe, versions
from .identity import Program, run_id
from .space import Space, points
from .stop_rule import StopRule


@dataclass(frozen=True)
class Run:
    """A run of a sweep.

    Attributes:
        point: number of its point.
        request: with canonical texts.
        id: see identity.run_id.
        command: what runs it alone.
    """

    point: int
    request: Request
    id: str
    command: str


@dataclass(frozen=True)
class Definition:
    """What a sweep is.

    Attributes:
        experiment: its name.
        given: for each point the parameters that were given, as canonical texts.
        parameters: for each point all parameters, in the order of the schema.
        kinds: the type of each parameter, as the schema tells it.
        seeds: of the runs at each point.
        settings: changed defaults of ns-3 attributes, by path.
        program: what runs.
        stop: when a point needs no further seeds; None means that it gets all.
    """

    experiment: str
    given: tuple[Mapping[str, str], ...]
    parameters: tuple[Mapping[str, str], ...]
    kinds: Mapping[str, str]
    seeds: tuple[int, ...]
    settings: Mapping[str, str]
    program: Program
    stop: StopRule | None = None

    @cached_property
    def runs(self) -> tuple[tuple[Run, ...], ...]:
        """All runs: point, then seed."""
        return tuple(
            tuple(self._run(point, seed) for seed in self.seeds)
            for point in range(len(self.parameters))
        )

    def in_turn(self) -> Iterator[Run]:
        """All runs, every point once before any of them a second time."""
        return (runs[i] for i in range(len(self.seeds)) for runs in self.runs)

    @property
    def varied(self) -> list[str]:
        """The parameters that are not the same at all points."""
        first = self.parameters[0]
        return [
            name
            for name in first
            if any(parameters[name] != first[name] for parameters in self.parameters)
        ]

    def follows(self, name: str, leader: str) -> bool:
        """Whether a parameter has one value for each value of another one."""
        pairs = {(parameters[leader], parameters[name]) for parameters in self.parameters}
        return len(pairs) == len({value for value, _ in pairs})

    def _run(self, point: int, seed: int) -> Run:
        request = Request(self.experiment, self.parameters[point], seed, self.settings)
        short = replace(request, parameters=self.given[point])
        return Run(point, request, run_id(self.program, request), short.command())

    def to_json(self) -> str:
        """All of it as a text; equal definitions have equal ones."""
        data = {
            "experiment": self.experiment,
            "seeds": self.seeds,
            "settings": dict(self.settings),
            "stop_when": None if self.stop is None else str(self.stop),
            "program": vars(self.program),
            "kinds": dict(self.kinds),
            "points": [
                {"parameters": dict(parameters), "given": list(given)}
                for given, parameters in zip(self.given, self.parameters)
            ],
        }
        return json.dumps(data, indent=1) + "\n"


def from_json(text: str) -> Definition:
    """A definition out of its text.

    Raises:
        ParameterError: if it is none.
    """
    try:
        data = json.loads(text)
        parameters = tuple(point["parameters"] for point in data["points"])
        return Definition(
            data["experiment"],
            tuple(
                {name: point["parameters"][name] for name in point["given"]}
                for point in data["points"]
            ),
            parameters,
            data["kinds"],
            tuple(data["seeds"]),
            data["settings"],
            Program(**data["program"]),
            None if data["stop_when"] is None else StopRule.parse(data["stop_when"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ParameterError(f"this is not the definition of a sweep: {error}") from None


def current_program() -> Program:
    """What runs in this process."""
    return Program(**versions(), build=fingerprint())


def define(
    experiment: str,
    space: Space,
    seeds: int | Iterable[int],
    settings: Mapping[str, Any],
    stop: StopRule | None = None,
) -> Definition:
    """Check all that a sweep is to run. Points that are the same count once.

    Args:
        experiment: its name.
        space: the parameters.
        seeds: the seeds themselves, or how many, from 1.
        settings: defaults of ns-3 attributes.
        stop: when a point needs no further seeds.

    Raises:
        ParameterError: if any of it is wrong.
    """
    schema = describe(experiment)
    if stop is not None:
        stop.check(experiment)
    checked: dict[tuple[str, ...], tuple[dict[str, str], Mapping[str, str]]] = {}
    settings_checked: Mapping[str, str] = {}
    for point in points(space):
        request = Request(experiment, point, 1, settings).check()
        settings_checked = request.settings
        given = {name: request.parameters[name] for name in point}
        checked.setdefault(tuple(request.parameters.values()), (given, request.parameters))
    if not checked:
        raise ParameterError("the sweep has no point, allowed: at least one")
    return Definition(
        experiment,
        tuple(given for given, _ in checked.values()),
        tuple(parameters for _, parameters in checked.values()),
        {parameter["name"]: parameter["type"] for parameter in schema["parameters"]},
        _seeds(seeds),
        dict(sorted(settings_checked.items())),
        current_program(),
        stop,
    )


def again(definition: Definition) -> Definition:
    """The same sweep with the program that runs now; defaults may have changed.

    Raises:
        ParameterError: if that program does not take it.
    """
    space = [dict(given) for given in definition.given]
    return define(
        definition.experiment, space, definition.seeds, definition.settings, definition.stop
    )


def _seeds(seeds: int | Iterable[int]) -> tuple[int, ...]:
    from .. import _core

    if isinstance(seeds, int) and not isinstance(seeds, bool):
        if seeds < 1:
            raise ParameterError(f"seeds is {seeds}, allowed: a whole number of at least 1")
        seeds = range(1, seeds + 1)
    if isinstance(seeds, (str, bool)) or not isinstance(seeds, Iterable):
        raise ParameterError(f"seeds is {seeds!r}, allowed: how many, or a list of whole numbers")
    texts = [str(seed) for seed in seeds]
    numbers = [_core.parse_seed(text) for text in texts]
    if not numbers:
        raise ParameterError("there is no seed, allowed: at least one")
    for number, count in Counter(numbers).items():
        if count > 1:
            raise ParameterError(f"seed {number} is given twice")
    return tuple(numbers)
