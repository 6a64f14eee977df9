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


def _argument_starts(text: Text, call: ast.Call) -> list[int]:
    """Where each argument begins, its own parentheses included, which `ast` leaves out."""
    tokens = _tokens(text, call)
    opening = _last_opening(tokens)
    depth, fresh, starts = 0, False, []
    for number, token in enumerate(tokens[opening:]):
        if fresh and token.type not in BESIDES:
            starts.append(_offset(text, call, token))
            fresh = False
        if token.string in {"(", "[", "{"}:
            depth += 1
        elif token.string in {")", "]", "}"}:
            depth -= 1
        fresh = fresh or number == 0 or (token.string == "," and depth == 1)
    return starts


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


def _offset(text: Text, call: ast.Call, token: tokenize.TokenInfo) -> int:
    row, column = token.start
    before = text.characters(call.lineno, call.col_offset) if row == 1 else 0
    return text.byte(call.lineno + row - 1, before + column)
