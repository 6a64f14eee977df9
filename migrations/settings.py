"""Names of a house's own that are others now, and which files a pattern means: what a project says to the rules."""

from fnmatch import fnmatchcase
from typing import NamedTuple

from migrations.rule import Effect


class Rename(NamedTuple):
    """What a house's own table says of one name. Without `since` it holds from the next version on."""

    to: str
    since: str | None = None
    effect: Effect = Effect.DEPRECATED
    message: str = ""


def covers(pattern: str, path: str) -> bool:
    """A pattern means files, or a folder with all that is below it."""
    pattern = pattern.removeprefix("./").rstrip("/")
    parts = path.split("/")
    return any(fnmatchcase("/".join(parts[: end + 1]), pattern) for end in range(len(parts))) or (
        "/" not in pattern and any(fnmatchcase(part, pattern) for part in parts)
    )
