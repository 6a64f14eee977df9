"""Asks and verbs about calls: what is passed, and how to name it."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrations.rule import Edit
from migrations.text import Text

MARKS = re.compile(rb"#[^\r\n]*|[(),]")
LINE_END = re.compile(rb"\r\n|\r|\n")
LINE = re.compile(rb"[^\r\n]*")


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    return next((word for word in call.keywords if word.arg == name), None)


def is_spread(call: ast.Call) -> bool:
    """Whether `*args` or `**options` pass arguments that cannot be seen."""
    return any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords)


def rename_keyword(text: Text, word: ast.keyword, name: str) -> Edit:
    assert word.arg is not None
    start = text.start(word)
    return Edit(start, start + len(text.encode(word.arg)), name)


def name_positions(text: Text, call: ast.Call, names: Sequence[str]) -> list[Edit]:
    """Pass the positional arguments by these names, from the first on; what is behind a `*` has no name."""
    edits: list[Edit] = []
    for span, name, arg in zip(_spans(text, call), names, call.args, strict=False):
        if isinstance(arg, ast.Starred):
            break
        opening, closing = f"{name}=", ""
        if _is_bare_generator(text, call):
            opening, closing = f"({name}=", ")"
        elif isinstance(arg, ast.NamedExpr) and span.start == text.start(arg):
            opening, closing = f"{name}=(", ")"
        edits.append(Edit(span.start, span.start, opening))
        if closing:
            edits.append(Edit(span.end, span.end, closing))
    return edits


def argument(call: ast.Call, position: int | None, name: str) -> ast.expr | None:
    """What is passed for a parameter, by its keyword or at its position (from 0); None behind `*args`, too."""
    word = keyword(call, name)
    if word is not None:
        return word.value
    if position is None or position >= len(call.args):
        return None
    seen = call.args[: position + 1]
    return None if any(isinstance(each, ast.Starred) for each in seen) else seen[position]


def source(text: Text, node: ast.expr | ast.keyword) -> str:
    """The node's own text."""
    return text.source[text.start(node) : text.end(node)].decode(text.encoding)


def replace(text: Text, node: ast.expr | ast.stmt | ast.keyword | ast.alias, new: str) -> Edit:
    return Edit(text.start(node), text.end(node), new)


def around(text: Text, node: ast.expr, opening: str, closing: str) -> list[Edit]:
    """Something before and behind a node, in which others may edit."""
    start, end = text.start(node), text.end(node)
    return [Edit(start, start, opening), Edit(end, end, closing)]


def remove_argument(text: Text, call: ast.Call, argument: ast.expr | ast.keyword) -> Edit:
    """Take an argument out, with the comma and the space that part it from the others."""
    return remove_arguments(text, call, [argument])[0]


def remove_arguments(text: Text, call: ast.Call, arguments: Sequence[ast.expr | ast.keyword]) -> list[Edit]:
    """Take arguments out: neighbours together, so that no two edits meet."""
    if _is_bare_generator(text, call):
        return [Edit(text.start(call.args[0]) + 1, text.end(call) - 1, "")]
    spans = _spans(text, call)
    gone = [place for place, each in enumerate(_passed(text, call)) if each in arguments]
    edits: list[Edit] = []
    while gone:
        first = last = gone.pop(0)
        while gone and gone[0] == last + 1:
            last = gone.pop(0)
        edits.append(_cut(text, spans, first, last))
    return edits


def _cut(text: Text, spans: Sequence["_Span"], first: int, last: int) -> Edit:
    """The arguments from one to another, with what parts them from those that stay."""
    start, end = spans[first].start, spans[last].end
    if last + 1 < len(spans):
        return Edit(start, spans[last + 1].start, "")
    if not first:
        return Edit(start, spans[last].comma or end, "")
    before = spans[first - 1]
    if b"#" not in text.source[before.end : start]:
        return Edit(before.end, end, "")
    stop = spans[last].comma or end
    rest = LINE.match(text.source, stop)
    assert rest is not None
    if rest.group().strip()[:1] not in {b"", b"#"}:
        return Edit(start, stop, "")
    *_, line_end = LINE_END.finditer(text.source, before.end, start)  # the comment before it speaks of what stays
    return Edit(line_end.start(), rest.end(), "")


def insert_argument(text: Text, call: ast.Call, words: str) -> Edit:
    """One more argument behind all others."""
    if _is_bare_generator(text, call):
        generator = call.args[0]
        return Edit(text.start(generator), text.end(call), f"({source(text, generator)}, {words})")
    spans = _spans(text, call)
    place = spans[-1].end if spans else text.end(call) - 1
    return Edit(place, place, f", {words}" if spans else words)


class _Span(NamedTuple):
    """Where an argument begins and ends, its own parentheses included, and where the comma behind it ends."""

    start: int
    end: int
    comma: int | None


def _passed(text: Text, call: ast.Call) -> list[ast.expr | ast.keyword]:
    """All arguments, in the order of the source."""
    return sorted([*call.args, *call.keywords], key=text.start)


def _is_bare_generator(text: Text, call: ast.Call) -> bool:
    """`f(x for x in y)`: the parentheses of the call are those of the generator."""
    passed = [*call.args, *call.keywords]
    return len(passed) == 1 and isinstance(passed[0], ast.GeneratorExp) and text.end(passed[0]) == text.end(call)


def _spans(text: Text, call: ast.Call) -> list[_Span]:
    """Where each argument stands, in the order of the source; `ast` leaves their parentheses out.

    Between two arguments there are brackets, space, comments and one comma; before the first, the call's own bracket.
    """
    passed = _passed(text, call)
    if _is_bare_generator(text, call):
        return [_Span(text.start(passed[0]), text.end(passed[0]), None)]
    starts = [text.start(each) for each in passed]
    ends = [text.end(each) for each in passed]
    spans: list[_Span] = []
    place = next(at for at, mark in _marks(text, text.end(call.func), text.end(call)) if mark == b"(") + 1
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        opening = next((at for at, mark in _marks(text, place, start) if mark == b"("), start)
        comma = None
        for at, mark in _marks(text, end, starts[number + 1] if number + 1 < len(starts) else text.end(call) - 1):
            if mark == b",":
                comma = at + 1
                break
            end = at + 1  # noqa: PLW2901  # a bracket of its own
        spans.append(_Span(opening, end, comma))
        place = comma or end
    return spans


def _marks(text: Text, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The brackets and commas of a place with nothing but these, space and comments."""
    for found in MARKS.finditer(text.source, start, end):
        if not found.group().startswith(b"#"):
            yield found.start(), found.group()
