# SPDX-License-Identifier: GPL-2.0-only
"""The Sphinx site. It needs the Python module:

    PYTHONPATH=build/release/python /usr/bin/python3 -m sphinx -W doc build/doc/site
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

project = "qos-overlay"
copyright = "the qos-overlay authors"
release = version = (FOLDER.parent / "VERSION").read_text().strip()

# `generated` is doc/generated.py: what the site takes from the program itself.
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated"]
exclude_patterns = ["published"]
nitpicky = False

html_theme = "sphinx_rtd_theme"
html_show_sourcelink = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_use_ivar = True
