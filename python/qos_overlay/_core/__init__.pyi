# SPDX-License-Identifier: GPL-2.0-only
"""The experiments, as texts. Use qos_overlay, which makes Python objects of them."""

def list() -> str:
    """JSON array: name, summary and replays of every experiment."""

def describe(name: str) -> str:
    """JSON object: the schema of an experiment. Raises ParameterError if there is none."""

def versions() -> str:
    """JSON object: versions of project and ns-3."""

def metric(experiment: str, name: str) -> "tuple[str, str]":
    """Unit and help of a reported metric. Raises ParameterError or RuntimeError if there is none."""

def parse_seed(text: str) -> int:
    """The seed that a text means. Raises ParameterError."""

def check(
    name: str, parameters: dict[str, str], settings: "list[tuple[str, str]]"
) -> "tuple[list[tuple[str, str]], list[tuple[str, str]]]":
    """The canonical texts of all parameters and of the settings: equal runs have equal ones.

    Raises ParameterError if a run with these could not start.
    """

def warm_up() -> None:
    """Compute what every run needs and none changes, so that forked children have it."""

def run_json(
    name: str, parameters: dict[str, str], settings: "list[tuple[str, str]]", seed: int
) -> str:
    """Run in this process. Returns the result as JSON, with equal bytes in every fresh process (become_fresh).

    Raises ParameterError before anything has run, RuntimeError if the run failed.
    """

def become_fresh() -> bool:
    """Bring back the defaults that runs have changed.

    Returns whether the next run gives what it would give in a process of its own.
    """
