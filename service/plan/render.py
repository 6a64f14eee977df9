"""A plan as a person reads it in twenty seconds: all ways in one table, then what is to do on each.

Text from the project is made harmless first. What a way has in common with the first is not said again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.plain import first_sentence, one_line, printable
from service.plan.parts import LinePart, Plan, RiskPart, RoutePart

TITLES = {
    "hold": "Hold",
    "last-keras-2": "Last Keras 2",
    "tf-keras": "Newest, Keras 2 kept",
    "newest": "Newest",
}
NAMES = {"cuda": "CUDA", "cudnn": "cuDNN"}
COLUMNS = ("", "Way", "TensorFlow", "Python", "Edits", "By hand", "Vulnerabilities")
MOST_ROWS = 6
"""So many rows of a kind are shown; JSON has them all."""
LONGEST = 600


class Row(NamedTuple):
    """One thing to know of a way, under its label."""

    label: str
    text: str


def text(plan: Plan, console: Console) -> None:
    """The whole plan; colours and width are the console's."""
    console.print(Text(one_line(_heading(plan)), style="bold"))
    console.print(Text(one_line(_risk(plan.risk, plan))), end="\n\n")
    table = Table(*COLUMNS, box=None, pad_edge=False, header_style="dim")
    for route in plan.routes:
        table.add_row(*(Text(one_line(cell)) for cell in _summary(route)), style=None if route.is_open else "dim")
    console.print(table)
    console.print()
    for route in plan.routes:
        console.print(Text(one_line(_title(route)), style="bold" if route.is_open else "dim"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column()
        for row in _rows(route, plan):
            grid.add_row(row.label, Text(one_line(row.text, LONGEST)))
        console.print(Padding(grid, (0, 0, 1, 3)))
    for note in plan.notes:
        console.print(Text(printable(note), style="dim"))


def markdown(plan: Plan) -> str:
    """The plan as Markdown, for an issue or a comment."""
    lines = [f"## {_safe(_heading(plan))}", "", _safe(_risk(plan.risk, plan)), ""]
    lines += [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(map(_safe, _summary(route)))} |" for route in plan.routes]
    for route in plan.routes:
        lines += ["", f"### {_safe(_title(route))}", ""]
        lines += [f"- **{row.label}**: {_safe(row.text)}" for row in _rows(route, plan)]
    lines += ["", *map(_safe, plan.notes)] if plan.notes else []
    return "\n".join(lines) + "\n"


def _heading(plan: Plan) -> str:
    project = plan.project
    assumed = " (assumed from the code: nothing declares a version; name yours with --from)" if project.assumed else ""
    files = f"{project.files} Python file{'' if project.files == 1 else 's'}, {project.lines} lines"
    return f"{project.path}: {files}, on TensorFlow {project.tensorflow} with Python {project.python}{assumed}"


def _risk(risk: RiskPart, plan: Plan) -> str:
    if risk.known is None:
        return f"Its vulnerabilities are not known: the list ends at {plan.listed_until}, before it ({plan.listed_by})"
    if not risk.known:
        return f"None of its vulnerabilities is listed up to {plan.listed_until} ({plan.listed_by})"
    free = f"; none of them is listed from {risk.fixed_in} on" if risk.fixed_in else ""
    newest = f"{', '.join(risk.newest)}{' ...' if risk.known > len(risk.newest) else ''}"
    one = "vulnerability is" if risk.known == 1 else "vulnerabilities are"
    return f"{risk.known} {one} known up to {plan.listed_until} ({newest}){free} ({plan.listed_by})"


def _summary(route: RoutePart) -> tuple[str, ...]:
    """A way in one line of the table."""
    cost = route.cost
    edits = [f"{cost.safe} safe"] if cost.safe else []
    edits += [f"{cost.review} to review"] if cost.review else []
    hands = cost.manual + len(cost.left)
    risk = "not known" if route.risk.known is None else str(route.risk.known or "none listed")
    way = TITLES[route.name] if route.is_open else f"{TITLES[route.name]} (closed)"
    return str(route.rank), way, route.tensorflow, route.python, ", ".join(edits) or "none", f"{hands or 'none'}", risk


def _title(route: RoutePart) -> str:
    keras = f", {'tf-keras' if route.name == 'tf-keras' else 'Keras'} {route.keras}" if route.keras else ""
    return f"{route.rank}. {TITLES[route.name]}: TensorFlow {route.tensorflow} on Python {route.python}{keras}"


def _rows(route: RoutePart, plan: Plan) -> Iterator[Row]:
    """Why and what next first, then what is to do; what stands under the first way stands there alone."""
    yield Row("Why", route.reason)
    yield from (Row("Closed", one) for one in route.cost.blockers[1:])
    if route.command:
        yield Row("Next", route.command)
    first = plan.routes[0]
    known = set() if route is first else set(_work(first))
    rows = list(_work(route))
    for label in dict.fromkeys(row.label for row in rows):
        mine = [row for row in rows if row.label == label]
        fresh = [row for row in mine if row not in known]
        yield from fresh[:MOST_ROWS]
        if len(fresh) > MOST_ROWS:
            yield Row(label, f"and {len(fresh) - MOST_ROWS} more: --format json has them all")
        if len(fresh) < len(mine):
            same = len(mine) - len(fresh)
            yield Row(label, f"{'' if len(mine) == same else f'and {same} '}as in {first.rank}")


def _work(route: RoutePart) -> Iterator[Row]:
    cost = route.cost
    for place in cost.places:
        more = f" (and {place.more} like it)" if place.more else ""
        label = "By hand" if place.fix == "manual" else "Review"
        yield Row(label, f"{place.path}:{place.line}{more}: {first_sentence(place.message)}")
    yield from (Row("By hand", f"{one.path}:{one.line}: {one.message}") for one in cost.left)
    yield from _lines(cost.requirements)
    for pin in cost.pins:
        yield Row("Add", f"{pin.requirement} ({first_sentence(pin.reason).rstrip('.')})")
    for one in cost.changes:
        arrow = f"{one.before} to {one.after}" if one.before and one.after else one.after or one.before
        yield Row(NAMES.get(one.what, one.what.capitalize()), f"{arrow} ({first_sentence(one.reason).rstrip('.')})")
    for number, hop in enumerate(route.hops, 1):
        work = f"{hop.safe} safe, {hop.review} to review, {hop.manual} by hand"
        why = f"; {hop.reason}" if hop.reason else ""
        yield Row(f"Hop {number}", f"TensorFlow {hop.tensorflow} on Python {hop.python}: {work}{why}")


def _lines(lines: Sequence[LinePart]) -> Iterator[Row]:
    """The same change in several files is told once."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for one in lines:
        before, after = (text.partition(";")[0].strip() for text in (one.before, one.after))
        places.setdefault((before, after, one.reason), []).append(f"{one.path}:{one.line}")
    for (before, after, reason), found in places.items():
        more = f" and {len(found) - 2} more" if len(found) > 3 else ""  # noqa: PLR2004 - three fit on a line
        shown = ", ".join(found[:2] if more else found)
        why = f" ({first_sentence(reason).rstrip('.')})" if reason else ""
        yield Row("Line", f"{shown}{more}: {before} becomes {after}{why}")


def _safe(content: str) -> str:
    """What Markdown or HTML would read as markup is shown as it is."""
    line = one_line(content, LONGEST).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]":
        line = line.replace(mark, f"\\{mark}")
    return line.replace("@", "@\u200b")
