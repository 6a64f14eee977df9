"""Projects as the home page shows them: the runs of each together, how far it can go, how that went lately. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from packaging.version import Version

from service.headline import Headline
from service.nouns import Verdict
from service.store.records import Cell, ListedRun, Run, State

MOST_POINTS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """How far one run said that the project can go: the newest TensorFlow as it is and with the patch."""

    run: str
    at: datetime
    as_it_is: str | None
    with_patch: str | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project. `last` is its newest run in any state, `answered` the newest whose report has what trials showed.

    While its first trials go on, `answered` is the run that has them, with the answer from its text. `headline` is that
    one's; None where no run has an answer, and `error` says why the newest failed. `trend` is
    oldest first; `cells` are the verdicts of the answered run, oldest TensorFlow first.
    """

    name: str
    url: str | None
    ref: str | None
    last: str
    state: State
    asked: datetime
    runs: int
    answered: str | None
    error: str
    headline: Headline | None
    cells: tuple[Cell, ...]
    trend: tuple[Point, ...]


HeadlineOf = Callable[[Run], Headline | None]


def together(runs: Iterable[ListedRun]) -> list[list[ListedRun]]:
    """Runs, newest first, by the project whose history they are part of."""
    found: dict[str, list[ListedRun]] = {}
    for one in runs:
        found.setdefault(one.run.request.project, []).append(one)
    return list(found.values())


def row(runs: Sequence[ListedRun], headline_of: HeadlineOf) -> ProjectRow:
    """One project from its runs, newest first."""
    newest = runs[0].run
    done = [one for one in runs if one.run.state is State.DONE]
    going = [one for one in runs if one.run.state is State.RUNNING and one.cells]
    answered = next(iter([*done, *going]), None)
    source = newest.request.source
    return ProjectRow(
        name=source.name,
        url=source.url,
        ref=source.ref,
        last=newest.id,
        state=newest.state,
        asked=newest.created,
        runs=len(runs),
        answered=answered.run.id if answered else None,
        error=newest.error,
        headline=headline_of(answered.run) if answered else None,
        cells=answered.cells if answered else (),
        trend=tuple(reversed(list(_points(done[:MOST_POINTS])))),
    )


def _points(done: Iterable[ListedRun]) -> Iterator[Point]:
    for one in done:
        yield Point(one.run.id, one.run.created, _newest(one.cells, "verdict"), _newest(one.cells, "after_patch"))


def _newest(cells: Iterable[Cell], field: str) -> str | None:
    working = [cell.tensorflow for cell in cells if getattr(cell, field) == Verdict.WORKS]
    return max(working, key=Version, default=None)


def matching(rows: Iterable[ProjectRow], query: str, reach: str) -> list[ProjectRow]:
    """Those with every word of the query in their name, address or reason, that reach as far as is asked."""
    words = query.lower().split()
    return [one for one in rows if _reaches(one) in {reach, reach or _reaches(one)} and _has(one, words)]


def _has(one: ProjectRow, words: Sequence[str]) -> bool:
    head = one.headline
    text = f"{one.name} {one.url or ''} {one.error} {head.blocked_by if head else ''} {head.on if head else ''}".lower()
    return all(word in text for word in words)


def _reaches(one: ProjectRow) -> str:
    """The newest as it is, the newest with the patch, less, or nobody knows yet."""
    head = one.headline
    if head is None:
        return "unanswered"
    if head.newest is None or head.as_it_is == head.newest:
        return "newest"
    return "patch" if head.with_patch == head.newest else "blocked"


def ordered(rows: Sequence[ProjectRow], sort: str) -> list[ProjectRow]:
    """By the last run, by name, by how far they can go, or the blocked ones first."""
    match sort:
        case "name":
            return sorted(rows, key=lambda one: one.name.lower())
        case "reach":
            return sorted(rows, key=_reach, reverse=True)
        case "blocked":
            order = ("blocked", "unanswered", "patch", "newest")
            return sorted(rows, key=lambda one: order.index(_reaches(one)))
        case _:
            return sorted(rows, key=lambda one: one.asked, reverse=True)


def _reach(one: ProjectRow) -> Version:
    head = one.headline
    return Version((head.with_patch or head.as_it_is or head.on) if head else "0")
