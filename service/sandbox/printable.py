"""What programs print, as it stood on the screen in the end: no escape codes, no overwritten lines, no controls."""

import re

from service.plain import ESCAPES

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with its lines and tabs, and nothing else that a terminal would obey."""
    return "\n".join(_CONTROLS.sub("", _last_state(line)) for line in ESCAPES.sub("", text).split("\n"))


def last_line(text: str) -> str:
    """The last line that says something, or nothing."""
    return next((line.strip() for line in reversed(printable(text).split("\n")) if line.strip()), "")


def _last_state(line: str) -> str:
    """A progress bar rewrites its line: what stays on the screen is what follows the last carriage return."""
    return line.rstrip("\r").rpartition("\r")[2]
