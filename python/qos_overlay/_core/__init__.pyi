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

def check(name: str, parameters: dict[str, str], settings: "list[tuple[str, str]]") -> None:
    """Raises ParameterError if a run with these could not start."""

def run_json(
    name: str, parameters: dict[str, str], settings: "list[tuple[str, str]]", seed: int
) -> str:
    """Run in this process, once per process for equal bytes. Returns the result as JSON.

    Raises ParameterError before anything has run, RuntimeError if the run failed.
    """
