"""Findings as a page shows them: those that somebody looks for, a page at a time. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from service.plain import first_sentence
from service.report import FindingPart

PAGE = 20


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its place in the report, which is its number on every page.

    `brief` is the first sentence of its message; `repeats`: the others stand above it on the page already.
    """

    index: int
    finding: FindingPart
    brief: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Some of the findings: those with `query` in their rule, path, symbol or message, and of one `fix` where asked.

    `previous` and `next` are addresses, None at the ends. `counts` are the findings of each fix in the whole report.
    """

    shown: tuple[Numbered, ...]
    total: int
    matching: int
    query: str
    fix: str
    counts: tuple[tuple[str, int], ...]
    first: int
    previous: str | None
    next: str | None


def page(findings: Sequence[FindingPart], query: str, fix: str, number: int) -> FindingPage:
    """One page; they count from 1, and one that is not there is the nearest that is."""
    words = query.lower().split()
    matching = [
        index
        for index, one in enumerate(findings)
        if (not fix or one.fix == fix) and all(word in _text(one) for word in words)
    ]
    last = max(1, -(-len(matching) // PAGE))
    number = min(max(1, number), last)
    start = (number - 1) * PAGE
    counts = tuple((each, sum(one.fix == each for one in findings)) for each in ("safe", "review", "manual"))
    return FindingPage(
        shown=tuple(numbered(findings, matching[start : start + PAGE])),
        total=len(findings),
        matching=len(matching),
        query=query,
        fix=fix,
        counts=counts,
        first=start + 1,
        previous=_address(query, fix, number - 1) if number > 1 else None,
        next=_address(query, fix, number + 1) if number < last else None,
    )


def numbered(findings: Sequence[FindingPart], places: Iterable[int]) -> Iterator[Numbered]:
    """The findings at those places, in that order; what several of them have to say alike is said once."""
    said: set[str] = set()
    for index in places:
        message = findings[index].message
        brief = first_sentence(message)
        rest = message[len(brief) :].strip()
        yield Numbered(index, findings[index], brief, bool(rest) and rest in said)
        said.add(rest)


def page_of(index: int) -> str:
    """The address of the page, without any filter, that has one finding, and its place there."""
    number = index // PAGE + 1
    return f"?page={number}#finding-{index + 1}" if number > 1 else f"#finding-{index + 1}"


def _address(query: str, fix: str, number: int) -> str:
    said = {"q": query, "fix": fix, "page": str(number)}
    return f"?{urlencode({name: text for name, text in said.items() if text})}#findings"


def _text(finding: FindingPart) -> str:
    return f"{finding.rule} {finding.path}:{finding.line} {finding.symbol} {finding.message}".lower()
