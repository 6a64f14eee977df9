"""A plan as a person reads it: on a terminal, and as Markdown. Text from the project is made harmless first."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from service.plain import one_line
from service.plan.parts import Plan, RiskPart, RoutePart

TITLES = {
    "hold": "Hold",
    "last-keras-2": "The last Keras 2",
    "tf-keras": "Newest, with Keras 2 kept (tf-keras)",
    "newest": "Newest",
}


def text(plan: Plan, console: Console) -> None:
    """The whole plan; colours and width are the console's."""
    console.print(Text(one_line(_heading(plan)), style="bold"))
    console.print(Text(one_line(_risk(plan.risk, plan))), end="\n\n")
    for route in plan.routes:
        console.print(Text(one_line(f"{route.rank}. {_title(route)}"), style="bold" if route.is_open else "dim"))
        for line in _lines(route, plan):
            console.print(Padding(Text(one_line(line, 600)), (0, 0, 0, 3)))
        console.print()
    for note in plan.notes:
        console.print(Text(one_line(note), style="dim"))


def markdown(plan: Plan) -> str:
    """The plan as Markdown, for an issue or a comment."""
    lines = [f"## {_safe(_heading(plan))}", "", _safe(_risk(plan.risk, plan)), ""]
    for route in plan.routes:
        lines += [f"### {route.rank}. {_safe(_title(route))}", ""]
        lines += [f"- {_safe(line)}" for line in _lines(route, plan)]
        lines += [""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(plan: Plan) -> str:
    project = plan.project
    assumed = " (assumed from the code: nothing declares a version; name yours with --from)" if project.assumed else ""
    files = f"{project.files} Python file{'' if project.files == 1 else 's'}, {project.lines} lines"
    return f"{project.path}: {files}, on TensorFlow {project.tensorflow} with Python {project.python}{assumed}"


def _title(route: RoutePart) -> str:
    keras = f", {'tf-keras' if route.name == 'tf-keras' else 'Keras'} {route.keras}" if route.keras else ""
    return f"{TITLES[route.name]}: TensorFlow {route.tensorflow} on Python {route.python}{keras}"


def _risk(risk: RiskPart, plan: Plan) -> str:
    if risk.known is None:
        return (
            f"Vulnerabilities: not known, the list ends at {plan.listed_until}, before this release ({plan.listed_by})"
        )
    if not risk.known:
        return f"Vulnerabilities: none is listed up to {plan.listed_until} ({plan.listed_by})"
    free = f"; none of them is listed from {risk.fixed_in} on" if risk.fixed_in else ""
    newest = ", ".join(risk.newest)
    return f"Vulnerabilities: {risk.known} known up to {plan.listed_until} ({newest} ...){free} ({plan.listed_by})"


def _lines(route: RoutePart, plan: Plan) -> Iterator[str]:
    cost = route.cost
    yield f"Why here: {route.reason}"
    yield from (f"Closed: {one}" for one in cost.blockers)
    files = f"{cost.files} file{'' if cost.files == 1 else 's'}"
    yield f"Code: {cost.safe} safe edits, {cost.review} to review, {cost.manual} by hand; {files} changed"
    for place in cost.places:
        more = f" (and {place.more} like it)" if place.more else ""
        yield f"{place.path}:{place.line}: {place.fix}{more}: {place.message}"
    for line in cost.requirements:
        yield f"{line.path}:{line.line}: {line.before} becomes {line.after}"
    yield from (f"Pin {one.requirement}: {one.reason} (Source: {one.source})" for one in cost.pins)
    for one in cost.changes:
        arrow = f"{one.before} to {one.after}" if one.before and one.after else one.after or one.before
        yield f"{one.what.capitalize()}: {arrow} ({one.reason})"
    yield from (f"{one.path}:{one.line}: left to you: {one.message}" for one in cost.left)
    if route.risk.known is not None:
        yield _risk(route.risk, plan)
    for number, hop in enumerate(route.hops, 1):
        work = f"{hop.safe} safe, {hop.review} to review, {hop.manual} by hand"
        why = f"; {hop.reason}" if hop.reason else ""
        yield f"Hop {number}: TensorFlow {hop.tensorflow} on Python {hop.python}: {work}{why}"
    if route.command:
        yield f"Next: {route.command}"


def _safe(content: str) -> str:
    """What Markdown or HTML would read as markup is shown as it is."""
    line = one_line(content, 600).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]":
        line = line.replace(mark, f"\\{mark}")
    return line.replace("@", "@\u200b")
