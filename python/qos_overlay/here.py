# SPDX-License-Identifier: GPL-2.0-only
"""Runs of experiments in this process, for what only this process knows."""

from collections.abc import Mapping
from typing import Any

from .request import Request
from .result import Result


def run_here(
    name: str,
    /,
    seed: int = 1,
    settings: Mapping[str, Any] | None = None,
    **parameters: Any,
) -> Result:
    """Run an experiment in this process, with the schedulers and controllers that were registered.

    A simulation of `qos_overlay.scenario` that is open in this process ends before.

    Args:
        name, seed, settings, parameters: as of `qos_overlay.run`, which runs in another process
            and so knows the built-in ones only.

    Raises:
        ParameterError: if a name is unknown, a value is bad or out of range; nothing has run.
        Exception: what a method written in Python raised. It ended the run; a note says in which
            method and at which simulated time.
    """
    from . import _core

    texts = Request(name, parameters, seed, settings or {}).texts()
    text = _core.run_json(texts["name"], texts["parameters"], texts["settings"], texts["seed"])
    _core.schedulers.raise_what_was_kept()
    return Result(text)
