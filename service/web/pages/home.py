"""`/`: every project with how far it can go, and the form that checks one more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from service.actions import Desk, GetReport, GetRun, ListRuns
from service.headline import Headline, headline
from service.store import reports
from service.store.records import ListedRun, Run
from service.web.asking import Asking
from service.web.desk import AtDesk
from service.web.projects import ProjectRow, matching, ordered, row, together
from service.web.render import answer
from service.web.routes import Routes
from service.web.shown import RunList, listed

router = Routes(include_in_schema=False)
PAGE, MOST_RUNS, LIST, MOST_KEPT = 50, 2000, 200, 5000
_KEPT: dict[str, Headline] = {}
Sort = Literal["last", "name", "reach", "blocked"]
Reach = Literal["", "newest", "patch", "blocked", "unanswered"]


@dataclass(frozen=True, slots=True)
class HomePage:
    """Projects, sorted and filtered as asked: `total` is how many there are, `matching` how many are meant.

    `previous` and `next` are addresses of pages. `max_upload` is the largest archive, in MiB,
    and `address` that of this service.
    """

    projects: tuple[ProjectRow, ...]
    total: int
    matching: int
    query: str
    reach: Reach
    sort: Sort
    previous: str | None
    next: str | None
    max_upload: int
    address: str


@router.get("/")
def home(
    request: Request,
    desk: AtDesk,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    reach: Reach = "",
    sort: Sort = "last",
    page: int = 1,
) -> Response:
    def answered(run: Run) -> Headline | None:
        return headline_of(desk, run)

    groups = {runs[0].run.id: runs for runs in together(every_run(desk))}
    # Thousands of reports are read only where the order or the choice depends on what is in them.
    is_judged = bool(q or reach or sort in {"reach", "blocked"})
    rows = [row(runs, answered if is_judged else _unread) for runs in groups.values()]
    found = ordered(matching(rows, q, reach), sort)
    last = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), last)

    def address(number: int) -> str:
        said = {"q": q, "reach": reach, "sort": "" if sort == "last" else sort, "page": str(number)}
        return "/?" + urlencode({name: text for name, text in said.items() if text})

    context = HomePage(
        projects=tuple(row(groups[one.last], answered) for one in found[(page - 1) * PAGE : page * PAGE]),
        total=len(rows),
        matching=len(found),
        query=q,
        reach=reach,
        sort=sort,
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page < last else None,
        max_upload=desk.settings.max_upload,
        address=str(request.base_url).removesuffix("/"),
    )
    return answer(request, "home.html", context)


@router.post("/runs")
def start(desk: AtDesk, action: Asking) -> Response:
    """See other: the page of the new run, which a reload does not start again."""
    return RedirectResponse(f"/runs/{action.perform(desk).id}", status_code=303)


def every_run(desk: Desk) -> Iterator[ListedRun]:
    """Runs, newest first; the last two thousand are enough to know where every project that lives is."""
    before, left = None, MOST_RUNS
    while left > 0 and (found := ListRuns(LIST, before).perform(desk)):
        yield from found
        before, left = found[-1].run.id, left - len(found)
        if len(found) < LIST:
            return


def headline_of(desk: Desk, run: Run) -> Headline | None:
    """The headline of a run: worked out once where it is over, for its report stays as it is."""
    if not run.state.is_over:
        report = GetRun(run.id).perform(desk).report
        return headline(report, going=run.request.trials) if report else None
    key = f"{run.id} {run.ended}"
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = headline(reports.parse(GetReport(run.id).perform(desk)))
    return _KEPT[key]


def _unread(_run: Run) -> None:
    """No answer is needed yet."""


def list_runs(desk: AtDesk, limit: int, before: str | None, address: str) -> RunList:
    """One page of runs; `address` is that of the next one, which has one only where there is more."""
    found = ListRuns(limit, before).perform(desk)
    runs = tuple(listed(entry.run, entry.cells) for entry in found)
    more = f"{address}before={runs[-1].id}" if len(runs) == limit else None
    return RunList(runs, more)
