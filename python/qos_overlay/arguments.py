# SPDX-License-Identifier: GPL-2.0-only
"""Arguments of the form name=value."""

from collections.abc import Iterable

from .errors import ParameterError

SETTING_FORM = "--set ns3::Type::Attribute=value"


def split_pairs(texts: Iterable[str], form: str, kind: str) -> dict[str, str]:
    """Pairs out of `name=value` texts.

    Args:
        texts: the arguments.
        form: what is allowed, for the error.
        kind: what the names are of, for the error.

    Raises:
        ParameterError: if a text has another form, or a name is given twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise ParameterError(f"argument '{text}' is not understood, allowed: {form}")
        if name in pairs:
            raise ParameterError(f"{kind} {name} is given twice")
        pairs[name] = value
    return pairs
