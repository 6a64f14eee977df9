"""Consoles: colours only on a terminal, NO_COLOR respected, and wide enough for a table where nobody measures."""

import os
from typing import TextIO

from rich.console import Console

WIDTH = 120


def console(file: TextIO) -> Console:
    measured = file.isatty() or "COLUMNS" in os.environ
    return Console(file=file, highlight=False, width=None if measured else WIDTH)
