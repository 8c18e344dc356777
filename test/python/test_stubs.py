# SPDX-License-Identifier: GPL-2.0-only
"""The stubs of the compiled module name what it has."""

import ast
from pathlib import Path

import pytest
import qos_overlay
from qos_overlay import _core

STUBS = Path(qos_overlay.__file__).resolve().parent / "_core"
INHERITED = {"name", "value"}  # of enumerations


def public(names):
    return {name for name in names if not name.startswith("_")} - INHERITED


def stub_names(body):
    found = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for node in body:
        if (
            isinstance(node, ast.Assign) and getattr(node.value, "value", None) is ...
        ):  # others are aliases of types
            found.update(target.id for target in node.targets)
        elif isinstance(node, ast.AnnAssign):
            found.add(node.target.id)
    return public(found)


@pytest.mark.parametrize("name", ["schedulers", "congestion", "overlay", "scenario"])
def test_a_stub_names_what_its_module_has(name):
    module = getattr(_core, name)
    tree = ast.parse((STUBS / f"{name}.pyi").read_text())
    assert stub_names(tree.body) == public(dir(module))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found = getattr(module, node.name)
            assert stub_names(node.body) == public(vars(found)), node.name
