"""What each page renders, and what its JSON twin holds: one documented dataclass a page."""

from dataclasses import dataclass

from service.web.shown import RunDetail, RunList


@dataclass(frozen=True, slots=True)
class HomePage:
    """`/`: the newest runs, and the form for one more."""

    runs: RunList
    max_upload: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """`/runs/{id}`: one run, live until it is over; `evidence` is what its trials proved, a sentence a candidate."""

    run: RunDetail
    is_over: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Any page that could not be shown: the same fields as the problem+json of the API."""

    title: str
    status: int
    detail: str
    hint: str
