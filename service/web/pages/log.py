"""`/runs/{id}/logs/{version}`: what one trial wrote, with numbered lines, a search, and an address for each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import Response

from service.actions import GetRun
from service.errors import NotFound
from service.nouns import Kind
from service.plain import printable
from service.report import Report, TrialPart
from service.web.desk import AtDesk
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
PAGE = 1000
LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line; `parts` are its text, every second of them what was searched for."""

    number: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The log of one trial: the page that holds line `at`, else the last one, where the error is.

    With `query` only the lines that have it. `outcome` and `message` are how the trial ended; `hits` counts lines.
    """

    run: str
    name: str
    tensorflow: str
    patched: bool
    outcome: Kind
    message: str
    command: tuple[str, ...]
    lines: tuple[LogLine, ...]
    total: int
    query: str
    hits: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Whose:
    """The run, the project and the version that a trial belongs to."""

    run: str
    name: str
    tensorflow: str


@router.get("/runs/{run_id}/logs/{version}")
def log(
    run_id: str,
    version: str,
    request: Request,
    desk: AtDesk,
    *,
    patched: bool = False,
    q: Annotated[str, Query(max_length=200)] = "",
    line: int | None = None,
) -> Response:
    state = GetRun(run_id).perform(desk)
    trial = _trial(state.report, version, patched=patched) if state.report else None
    if trial is None:
        raise NotFound(f"run {run_id} has no such trial of TensorFlow {version[:50]!r}", "its page lists those it has")
    whose = Whose(state.run.id, state.run.request.source.name, version)
    return answer(request, "log.html", context(whose, trial, q, line))


def _trial(report: Report, version: str, *, patched: bool) -> TrialPart | None:
    base = report.project.baseline
    tried = [(base.tensorflow, base.trials), *((one.tensorflow, one.trials) for one in report.candidates)]
    every = (trial for name, trials in tried if name == version for trial in trials)
    return next((trial for trial in every if trial.patched is patched), None)


def context(whose: Whose, trial: TrialPart, query: str, at: int | None) -> LogPage:
    """One page of a log. A line that is too long to be read is cut."""
    texts = [_text(line) for line in trial.log.removesuffix("\n").split("\n")] if trial.log else []
    found = [number for number, text in enumerate(texts, 1) if query.lower() in text.lower()]
    start = _start(found, at)
    shown = found[start : start + PAGE]

    def address(line: int) -> str:
        return "?" + urlencode({"patched": str(trial.patched).lower(), "line": line, **({"q": query} if query else {})})

    return LogPage(
        run=whose.run,
        name=whose.name,
        tensorflow=whose.tensorflow,
        patched=trial.patched,
        outcome=Kind(trial.outcome),
        message=trial.message,
        command=trial.command,
        lines=tuple(LogLine(number, _parts(texts[number - 1], query)) for number in shown),
        total=len(texts),
        query=query,
        hits=len(found) if query else 0,
        previous=address(found[start - 1]) if start else None,
        next=address(found[start + PAGE]) if start + PAGE < len(found) else None,
    )


def _start(found: Sequence[int], at: int | None) -> int:
    """Where the page begins that has the line; without one, the last page."""
    place = (
        len(found) - 1 if at is None else next((i for i, number in enumerate(found) if number >= at), len(found) - 1)
    )
    return max(0, place) // PAGE * PAGE


def _text(line: str) -> str:
    """Cut before it is looked at: it is a stranger who says how long a line is."""
    text = printable(line[: LONGEST_LINE * 2])
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


def _parts(text: str, query: str) -> tuple[str, ...]:
    """The text cut where the query is in it, the query as it is written there in between."""
    parts, lower, wanted, end = [], text.lower(), query.lower(), 0
    while wanted and len(lower) == len(text) and (place := lower.find(wanted, end)) >= 0:
        parts += [text[end:place], text[place : place + len(wanted)]]
        end = place + len(wanted)
    return (*parts, text[end:])
