#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which C++ files can be compiled as one: most of a compiler's time goes into the headers of ns-3 and GoogleTest.

Usage: unity.py FILE..., prints the number of each file's group, with semicolons between
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

FILES_PER_GROUP = 12

# What a line without indentation may declare; two files that declare the same name are not in one group.
NAMES = [
    re.compile(r"^#define (\w+)"),
    re.compile(r"^(?:class|struct|enum(?: class)?|union) (\w+)"),
    re.compile(r"^using (\w+) ="),
    re.compile(r"^(?!\s|using )[\w:<>,&* ]*?(?<![\w:])(\w*[a-z]\w*)\("),
    re.compile(r"^(?!\s|using |namespace )[\w:<>,&* ]+[ &*](\w+)(?:\[[^]]*\])*(?: =|\{|;)"),
    re.compile(r"^(NS_LOG_COMPONENT_DEFINE|TYPED_TEST_SUITE\w*)"),
]


def names_of(path: Path) -> set[str]:
    lines = path.read_text().splitlines()
    return {match[1] for line in lines for name in NAMES if (match := name.match(line))}


def groups_of(paths: Iterable[Path]) -> list[list[Path]]:
    """Files that do not declare the same names."""
    groups: list[tuple[list[Path], set[str]]] = []
    for path in sorted(paths):
        names = names_of(path)
        for files, taken in groups:
            if len(files) < FILES_PER_GROUP and not names & taken:
                files.append(path)
                taken |= names
                break
        else:
            groups.append(([path], names))
    return [files for files, _ in groups]


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    numbers = {path: i for i, group in enumerate(groups_of(given)) for path in group}
    print(";".join(str(numbers[path]) for path in given), end="")
