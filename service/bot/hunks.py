"""Which lines of the new file a diff shows: a suggestion may stand on those and nowhere else. Pure."""

import re

HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def blocks(patch: str | None) -> tuple[range, ...]:
    """The blocks of a file's patch, as numbers of lines; none where a forge leaves the patch out."""
    found = ((int(match[1]), int(match[2] or 1)) for match in HUNK.finditer(patch or ""))
    return tuple(range(first, first + count) for first, count in found if count)
