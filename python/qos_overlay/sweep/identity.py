# SPDX-License-Identifier: GPL-2.0-only
"""The name of a run, made of all that determines its result."""

import hashlib
import json
from dataclasses import dataclass

from ..request import Request

_LENGTH = 32


@dataclass(frozen=True)
class Program:
    """What runs.

    Attributes:
        project: version of this project.
        ns3: version of ns-3.
        build: see qos_overlay.program.fingerprint().
    """

    project: str
    ns3: str
    build: str


def run_id(program: Program, request: Request) -> str:
    """A hash of program, experiment, all parameters, settings and seed.

    Args:
        program: what runs.
        request: with canonical texts (Request.check).
    """
    content = {
        "program": [program.project, program.ns3, program.build],
        "experiment": request.experiment,
        "parameters": dict(request.parameters),
        "settings": dict(request.settings),
        "seed": request.seed,
    }
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
