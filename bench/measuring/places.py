"""Where things of this machine are that are measured against."""

import sys
from pathlib import Path

from service.sandbox.interpreters import interpreters


def interpreter(python: str) -> Path:
    """The interpreter of a Python "3.11" on this machine; ends the bench where there is none."""
    found = interpreters()
    if python not in found:
        sys.exit(f"there is no Python {python} on this machine to measure against; it has {', '.join(found)}")
    return found[python].executable
