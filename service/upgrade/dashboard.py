"""The issue that shows all upgrades, with a box to tick for each: its text, and which boxes somebody ticked. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from service.bot.harmless import inline
from service.upgrade.deciding import Action, Decision

TITLE = "TensorFlow upgrades"
FIRST = "<!-- upflow dashboard -->"
INTRODUCTION = """What upflow has for this project. Tick a box to have it now, whatever schedule, limit and cool-down
say; the box is cleared when that is done."""
BOX = re.compile(r"^\s*[-*] \[(?P<tick>[ xX])\] <!-- upflow to=(?P<to>[\d.]+(?:rc\d+)?) -->", re.MULTILINE)
RUN = re.compile(r" \(\[run\]\([^)\s]*\)\)")
LARGEST = 65_000


class Line(NamedTuple):
    """An upgrade on the dashboard. `pull` is the number of its pull request, `link` that of its run."""

    target: str
    decision: Decision
    pull: int | None = None
    link: str = ""


GROUPS = (
    ("Open", "tick to make it anew", (Action.OPEN, Action.UPDATE, Action.KEEP)),
    ("Waiting", "tick to open it now", (Action.WAIT,)),
    ("Left to you", "tick to have it again, as upflow makes it", (Action.LEAVE,)),
)


def text(lines: Iterable[Line], ignored: Iterable[str] = ()) -> str:
    """`ignored` are sentences of what the project accepts."""
    every = list(lines)
    blocks = [f"{FIRST}\n{INTRODUCTION}"]
    for name, hint, actions in GROUPS:
        found = [_line(one) for one in every if one.decision.action in actions]
        if found:
            blocks.append("\n".join((f"### {name} ({hint})", *found)))
    if len(blocks) == 1:
        blocks.append("Nothing is to be done: no newer TensorFlow needs a change.")
    blocks += ["\n".join(("### Accepted by the project", *kept))] if (kept := list(_ignored(ignored))) else []
    return "\n\n".join(blocks)[:LARGEST] + "\n"


def same(before: str, after: str) -> bool:
    """Whether they say the same: a newer run that says so, too, is no reason to write it anew."""
    return RUN.sub("", before) == RUN.sub("", after)


def is_dashboard(body: str) -> bool:
    """Whether an issue is ours: its text begins with our own line."""
    return body.startswith(FIRST)


def ticked(body: str) -> frozenset[str]:
    """The upgrades whose boxes somebody ticked."""
    return frozenset(found["to"] for found in BOX.finditer(body[:LARGEST]) if found["tick"] != " ")


def _line(one: Line) -> str:
    """What is open says so by its number alone: words that change from day to day would be noise."""
    pull = f"#{one.pull}" if one.pull is not None else ""
    why = inline(one.decision.why) if one.decision.action in {Action.WAIT, Action.LEAVE} else ""
    run = f" ([run]({one.link}))" if one.link else ""
    said = "; ".join(filter(None, (pull, why)))
    return f"- [ ] <!-- upflow to={one.target} --> TensorFlow {one.target}: {said}{run}"


def _ignored(ignored: Iterable[str]) -> Iterator[str]:
    return (f"- {inline(each)}" for each in list(ignored)[:50])
