"""The lines of a comment that are for us: those that begin with our name; what is quoted, or code, only shows them."""

import re
from collections.abc import Iterator

from service.bot.texts import MENTION

MOST_LINES, LONGEST_LINE = 50, 1_000
ADDRESSED = re.compile(rf"^ {{0,3}}{MENTION}(?:\s|$)", re.IGNORECASE)
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")


def addressed(body: str) -> str:
    """Those lines, as one text; empty where there is none."""
    return "\n".join(_lines(body))


def _lines(body: str) -> Iterator[str]:
    inside, found = False, 0
    for line in body.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside and ADDRESSED.match(line):
            found += 1
            if found > MOST_LINES:
                return
            yield line.strip()[:LONGEST_LINE]
