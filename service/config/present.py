"""Whether a project says anything to upflow: most say nothing, and need not wait for the reader."""

import re
from collections.abc import Mapping

PYPROJECT, OWN = "pyproject.toml", ".upflow.toml"
SAYS = re.compile(rb"tool[\"'\s]*\.[\"'\s]*upflow|upflow[\"'\s]*[.=]")


def speaks(files: Mapping[str, bytes]) -> bool:
    """Whether there may be a configuration among these files."""
    return OWN in files or SAYS.search(files.get(PYPROJECT, b"")) is not None
