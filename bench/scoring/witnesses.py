"""The witnesses of the rules as programs with a truth: `before` passes on the old version and not on the newest."""

import re
from collections.abc import Iterator
from pathlib import Path

from bench.scoring.questions import BREAKS, Happened, Program

HEADER = re.compile(r"# effect: (?P<effect>\w+)(?:, since: (?P<since>[\d.]+))?")
OLD, NEW = "2.15", "2.21"


def read(folder: Path) -> Iterator[Program]:
    """Each pair is two programs: as it was, and as it is with the patch, which runs on both versions."""
    for path in sorted(folder.glob("*/*.before")):
        source = path.read_bytes()
        header = HEADER.match(source.decode("utf-8"))
        if header is None:
            continue
        breaks = header["effect"] == BREAKS
        since = header["since"] or NEW
        on = {OLD: Happened(passed=True), NEW: Happened(passed=not breaks, error="its rule's witness fails")}
        name = f"{path.parent.name}/{path.stem}"
        changes = {} if breaks else {since: "its rule's witness prints something else"}
        yield Program(f"{name}.before", source, on, changes)
        after = path.with_suffix(".after")
        if after.exists():
            both = {OLD: Happened(passed=True), NEW: Happened(passed=True)}
            yield Program(f"{name}.after", after.read_bytes(), both)
