"""Saved files and functions as a person reads them: a line each, with every TensorFlow and what it made of it. Pure."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from service.artifacts import Kind
from service.nouns import Verdict
from service.plain import one_line
from service.report import ArtifactPart, CandidatePart, NumbersPart, Report
from service.words import VERDICTS

MOST_NAMED = 5
Seen = Sequence[tuple[str, ArtifactPart | NumbersPart]]
"""With the TensorFlow on which it was seen."""


def tables(report: Report) -> Iterator[Table | Text]:
    """What is to be said of them; nothing where a project has none."""
    files, functions = list(_files(report)), list(_functions(report))
    if files:
        yield Text("\nSaved files", style="bold")
        yield _table(files)
    elif report.project.saved:
        yield _untried(report)
    if functions:
        yield Text("\nNumbers", style="bold")
        yield _table(functions)


def rows(report: Report) -> Iterator[tuple[str, str, Text]]:
    """Each line in its parts: the name, what was done with it, and what came of it."""
    yield from _files(report)
    yield from _functions(report)


def _table(found: Sequence[tuple[str, str, Text]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for row in found:
        table.add_row(*row)
    return table


def _files(report: Report) -> Iterator[tuple[str, str, Text]]:
    """Those that were tried, and those that could not be."""
    seen: dict[tuple[str, str, str], list[tuple[str, ArtifactPart]]] = {}
    for candidate in report.candidates:
        for each in candidate.artifacts:
            seen.setdefault((each.path, each.kind, each.call), []).append((_name(report, candidate), each))
    for (path, kind, call), found in seen.items():
        aside = "" if found[0][1].counts else ", which the code never calls"
        yield one_line(path), f"{Kind(kind).words} by {call}{aside}", _endings(found)
    if seen:
        for saved in report.project.saved:
            if saved.problem:
                words = Text(f"not tried: {one_line(saved.problem)}", style="dim")
                yield one_line(saved.path), Kind(saved.kind).words, words


def _functions(report: Report) -> Iterator[tuple[str, str, Text]]:
    seen: dict[tuple[str, bool], list[tuple[str, NumbersPart]]] = {}
    for candidate in report.candidates:
        for each in candidate.numbers:
            seen.setdefault((each.function, each.patched), []).append((_name(report, candidate), each))
    for (function, patched), found in sorted(seen.items()):
        yield one_line(function), "with the patch" if patched else "as it is", _endings(found)


def _name(report: Report, candidate: CandidatePart) -> str:
    several = sum(one.tensorflow == candidate.tensorflow for one in report.candidates) > 1
    return f"{candidate.tensorflow} on {candidate.python}" if several else candidate.tensorflow


def _endings(found: Seen) -> Text:
    """Every TensorFlow with its verdict; and what nobody could tell, or is only true in part, once."""
    text = Text()
    for version, each in found:
        word = VERDICTS[Verdict(each.verdict)]
        style = {"grey": "dim"}.get(word.colour, word.colour)
        text.append(f"{word.shape} {version}  ", style=style)
    asides = dict.fromkeys(each.message for _, each in found if each.message and _is_aside(each))
    for aside in asides:
        text.append(f"\n{one_line(aside, 300)}", style="dim")
    return text


def _is_aside(each: ArtifactPart | NumbersPart) -> bool:
    """What breaks or changes, and counts, stands among the reasons of its candidate."""
    counts = each.counts if isinstance(each, ArtifactPart) else True
    return not counts or Verdict(each.verdict) in {Verdict.WORKS, Verdict.UNKNOWN}


def _untried(report: Report) -> Text:
    """Before any trial, or where nothing could be tried."""
    saved = report.project.saved
    names = ", ".join(one_line(each.path) for each in saved[:MOST_NAMED])
    more = f" and {len(saved) - MOST_NAMED} more" if len(saved) > MOST_NAMED else ""
    text = Text("\nSaved files", style="bold")
    text.append(f"\n{names}{more}: trials load them on every TensorFlow", style="not bold dim")
    for each in saved:
        if each.problem:
            text.append(f"\n{one_line(each.path)}: {one_line(each.problem)}", style="not bold dim")
    return text
