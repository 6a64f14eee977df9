"""How an upgrade of ours is known again: a line that nobody sees, at the beginning of a pull request's text. Pure."""

import re
from typing import NamedTuple

COMMIT = "[0-9a-f]{40,64}"
MARK = re.compile(
    r"\A<!-- upflow upgrade to=(?P<to>[\d.]+(?:rc\d+)?) patch=(?P<patch>[0-9a-f]{16}) "
    rf"heads=(?P<heads>(?:{COMMIT}(?:,{COMMIT})?)?) (?P<state>open|closed) -->"
)


class Mark(NamedTuple):
    """Where it goes, what it changes, and the commits of ours that its branch may be at: before and after a push.

    `closed`: it was closed by us, so that it may come again.
    """

    target: str
    patch: str
    heads: tuple[str, ...] = ()
    closed: bool = False


def marked(mark: Mark, text: str) -> str:
    """The text with the mark, in the place of one that it has."""
    state = "closed" if mark.closed else "open"
    line = f"<!-- upflow upgrade to={mark.target} patch={mark.patch} heads={','.join(mark.heads)} {state} -->"
    return f"{line}\n{MARK.sub('', text).removeprefix(chr(10))}"


def mark_of(text: str) -> Mark | None:
    """None where it is not ours. One further down may be quoted."""
    found = MARK.match(text)
    if found is None:
        return None
    heads = tuple(filter(None, found["heads"].split(",")))
    return Mark(found["to"], found["patch"], heads, closed=found["state"] == "closed")
