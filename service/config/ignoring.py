"""The findings that a project accepts, parted from those that count; and what is to be told of the ignores. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from migrations.analysis import Analysis
from migrations.rule import Finding
from service.nouns import Note

if TYPE_CHECKING:  # few projects say anything
    from datetime import date

    from service.config.definition import Ignore
    from service.config.reading import Found


class Accepted(NamedTuple):
    """A finding that the project accepts, and the ignore that says so."""

    finding: Finding
    ignore: "Ignore"


class Judged(NamedTuple):
    """What counts, what is accepted, and what is to be told of the ignores themselves."""

    analysis: Analysis
    accepted: tuple[Accepted, ...] = ()
    notes: tuple[Note, ...] = ()


def judged(analysis: Analysis, found: "Found", today: "date", *, all_rules: bool) -> Judged:
    """The findings parted by the project's ignores. An expired one is told, and what it was for counts again.

    `all_rules`: the rules were not narrowed by options, so that an ignore which meets nothing is one too many.
    """
    ignores = found.configuration.ignore
    if not ignores:
        return Judged(analysis)
    live = [(at, one) for at, one in enumerate(ignores) if one.until is None or today <= one.until]
    met: set[int] = set()
    accepted, counting = [], []
    for finding in analysis.findings:
        by = [(at, one) for at, one in live if one.meets(finding.rule, finding.path, finding.symbol)]
        met.update(at for at, _ in by)
        if by:
            accepted.append(Accepted(finding, by[0][1]))
        else:
            counting.append(finding)
    idle = [at for at, _ in live if at not in met] if all_rules else []
    notes = (*_expired(ignores, found, today), *_idle(idle, ignores, found))
    return Judged(analysis.only(counting), tuple(accepted), notes)


def _expired(ignores: "Sequence[Ignore]", found: "Found", today: "date") -> Iterator[Note]:
    for at, one in enumerate(ignores):
        if one.until is not None and one.until < today:
            words = f"the ignore of {one.words} expired on {one.until}: what it was for counts again"
            yield _note(found, at, words)


def _idle(idle: Sequence[int], ignores: "Sequence[Ignore]", found: "Found") -> Iterator[Note]:
    for at in idle:
        yield _note(found, at, f"the ignore of {ignores[at].words} meets nothing any more: take it out")


def _note(found: "Found", at: int, words: str) -> Note:
    path = found.file.page.path if found.file else ""
    return Note(path, found.line("ignore", at), words)
