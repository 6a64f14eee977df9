"""A log in, explanations out: the last error first, then what else it says, and last what only looks like an error."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from packaging.version import Version

from matrices.facts import Matrix
from migrations.registry import loaded
from service.explain import installs, known, missing
from service.explain.answer import By, Explained, Mend
from service.explain.apart import APART
from service.explain.installed import INSTALLED
from service.explain.installing import INSTALLING
from service.explain.kerases import KERASES
from service.explain.lacking import LACKING
from service.explain.saved import SAVED
from service.explain.signatures import RULED, SIGNATURES, Ruled, Signature
from service.sandbox import symptoms

TABLE = (*KERASES, *INSTALLING, *LACKING, *INSTALLED, *APART, *SIGNATURES)
"""Of those that fit, the first counts: what is more general stands behind."""

MOST = 5
LINES, LENGTH = 5000, 2000
_MARKED = re.compile(r"^(?:E   +|\d{4}-\d\d-\d\d [\d:.]+: [IWEF] \S+\] )")


def explain(log: str, matrix: Matrix, tf: str | None = None) -> tuple[Explained, ...]:
    """At most a few, each once; none where no line is known. With `tf`, a minor, of facts only what concerns it."""
    asked = Version(tf) if tf else None
    conflicts = known.patterns(matrix.conflicts)
    found: dict[str, Explained] = {}
    for line in _lines(log):
        told = chain(
            _by_signature(line, SAVED),
            _by_rule(line),
            islice(known.explained(line, conflicts, matrix.sources, asked), MOST - 1),
            _one(installs.explained(line, matrix)),
            _one(missing.explained(line, tf)),
            _by_signature(line, TABLE),
        )
        for each in told:
            found.setdefault(each.id, each)
        if len(found) >= MOST:
            break
    return tuple(sorted(found.values(), key=lambda each: each.harmless))[:MOST]


def last_error(log: str) -> str:
    """What is to be explained, in one line; nothing where no line looks like an error."""
    return symptoms.exception(log) or symptoms.pytest_error(log)


def _lines(log: str) -> Iterator[str]:
    """The error that ended it, then every line from the last to the first."""
    lines = [_MARKED.sub("", line.strip()[:LENGTH]) for line in log.splitlines()[-LINES:]]
    yield from dict.fromkeys(line for line in (last_error(log)[:LENGTH], *reversed(lines)) if line)


def _one(found: Explained | None) -> Iterator[Explained]:
    if found:
        yield found


def _by_rule(line: str) -> Iterator[Explained]:
    for each in RULED:
        if each.pattern.search(line):
            yield _told_by_rule(each, line)


def _told_by_rule(ruled: Ruled, line: str) -> Explained:
    (rule,) = loaded([ruled.rule])
    mend = Mend(By.RULE, f"upflow migrate . --to newest (rule {rule.name})")
    return Explained(f"rule:{rule.name}", line, rule.about, (mend,), rule.source)


def _by_signature(line: str, table: Sequence[Signature]) -> Iterator[Explained]:
    """The first that fits: a later one is more general."""
    found = next((each for each in table if each.pattern.search(line)), None)
    if found:
        yield _told_by_signature(found, line)


def _told_by_signature(found: Signature, line: str) -> Explained:
    return Explained(found.id, line, found.cause, found.mends, found.source, harmless=found.harmless)
