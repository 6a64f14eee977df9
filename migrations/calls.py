"""Asks and verbs about calls: what is passed, and how to name it."""

import ast
import io
import tokenize
from collections.abc import Sequence

from migrations.rule import Edit
from migrations.text import Text

BESIDES = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
"""Tokens that no argument starts with."""


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
    """Pass the positional arguments by these names, from the first on."""
    starts = _argument_starts(text, call)
    return [Edit(start, start, f"{name}=") for start, name, _ in zip(starts, names, call.args, strict=False)]


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


def remove_argument(text: Text, call: ast.Call, argument: ast.expr | ast.keyword) -> Edit:
    """Take an argument out, with the comma and the space that part it from the others."""
    spans = _argument_spans(text, call)
    passed: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    place = sorted(passed, key=text.start).index(argument)
    start, end = spans[place]
    if place + 1 < len(spans):
        return Edit(start, spans[place + 1][0], "")
    if place:
        return Edit(spans[place - 1][1], end, "")
    return Edit(start, end, "")


def insert_argument(text: Text, call: ast.Call, words: str) -> Edit:
    """One more argument behind all others."""
    spans = _argument_spans(text, call)
    if not spans:
        place = text.end(call) - 1
        return Edit(place, place, words)
    end = spans[-1][1]
    return Edit(end, end, f", {words}")


def _argument_starts(text: Text, call: ast.Call) -> list[int]:
    """Where each argument begins, its own parentheses included, which `ast` leaves out."""
    return [start for start, _ in _argument_spans(text, call)]


def _argument_spans(text: Text, call: ast.Call) -> list[tuple[int, int]]:
    """Where each argument begins and ends, its own parentheses included, in the order of the source."""
    tokens = _tokens(text, call)
    depth, fresh = 0, False
    spans: list[tuple[int, int]] = []
    start: tokenize.TokenInfo | None = None
    last: tokenize.TokenInfo | None = None
    for number, token in enumerate(tokens[_last_opening(tokens) :]):
        closes = token.string in {")", "]", "}"} and token.type == tokenize.OP
        parts = token.type == tokenize.OP and ((token.string == "," and depth == 1) or (closes and depth == 1))
        if parts and start is not None and last is not None:
            spans.append((_offset(text, call, start.start), _offset(text, call, last.end)))
            start = None
        elif fresh and token.type not in BESIDES and not parts:
            start, fresh = token, False
        if token.type not in BESIDES:
            last = token
        if token.type == tokenize.OP and token.string in {"(", "[", "{"}:
            depth += 1
        elif closes:
            depth -= 1
        fresh = fresh or number == 0 or (token.string == "," and depth == 1)
    return spans


def _tokens(text: Text, call: ast.Call) -> list[tokenize.TokenInfo]:
    segment = text.source[text.start(call) : text.end(call)].decode(text.encoding)
    return list(tokenize.generate_tokens(io.StringIO(segment).readline))


def _last_opening(tokens: Sequence[tokenize.TokenInfo]) -> int:
    """The parenthesis that the call's last one closes."""
    stack: list[int] = []
    found = 0
    for number, token in enumerate(tokens):
        if token.string in {"(", "[", "{"}:
            stack.append(number)
        elif token.string in {")", "]", "}"}:
            found = stack.pop()
    return found


def _offset(text: Text, call: ast.Call, place: tuple[int, int]) -> int:
    """The byte of the file at a row and a column of the call's own text."""
    row, column = place
    before = text.characters(call.lineno, call.col_offset) if row == 1 else 0
    return text.byte(call.lineno + row - 1, before + column)
