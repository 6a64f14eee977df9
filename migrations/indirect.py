"""Calls that are written another way: `functools.partial(f, a=1)`, and `f(**{"a": 1})`.

Rules and the check against the API see them as `f(a=1)`. Of their edits only new words for keywords can stay where the
call is no call of that form; all else is left to the user.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from matrices.symbols import Signature
from migrations.adapting import Adapted
from migrations.calls import rename_keyword
from migrations.names import Names
from migrations.rule import Finding, Fix
from migrations.scopes import Scope
from migrations.text import Text

PARTIAL = "functools.partial"
QUOTES = (b'"', b"'")


class Meant(NamedTuple):
    """What is called, and how; `certain`: nobody else reads the words that the call is given."""

    call: ast.Call
    dotted: str
    certain: bool
    partial: bool


def meant(call: ast.Call, dotted: str, scope: Scope, names: Names, text: Text) -> Meant | None:
    """The call that is written another way; None for one that says itself what it is."""
    partial = dotted == PARTIAL
    if partial:
        inner = names.dotted(call.args[0], scope) if call.args else None
        if inner is None:
            return None
        call, dotted = _like(call, call.args[0], call.args[1:], call.keywords), inner
    certain = True
    if any(word.arg is None for word in call.keywords):
        words: list[ast.keyword] = []
        for word in call.keywords:
            spread = [word] if word.arg is not None else list(_spread(word.value, scope, text))
            certain &= word.arg is not None or _is_read_once(word.value, text)
            words += spread or [word]
        if not partial and len(words) == len(call.keywords) and words == call.keywords:
            return None
        call = _like(call, call.func, call.args, words)
    elif not partial:
        return None
    return Meant(call, dotted, certain, partial)


def open_ended(call: ast.Call) -> ast.Call:
    """The same call with whatever else the partial function gets when it is called."""
    more = ast.copy_location(ast.keyword(None, call.func), call)
    return _like(call, call.func, call.args, [*call.keywords, more])


def reworded(call: ast.Call, new: Signature, words: Mapping[str, str], text: Text) -> Adapted:
    """New words for the keywords of such a call, where that is all it takes to fit a signature."""
    taken = {each.name for each in new.parameters}
    said = {word.arg: word for word in call.keywords if word.arg is not None}
    strange = {name: word for name, word in said.items() if name not in taken}
    if any(words.get(name) not in taken - said.keys() for name in strange):
        return Adapted(obstacle="Some of its arguments have no new word.")
    edits = [rename_keyword(text, word, words[name]) for name, word in strange.items()]
    return Adapted(tuple(edits), tuple(words[name] for name in strange))


def kept(finding: Finding, means: Meant, text: Text) -> Finding:
    """A finding of such a call: with its edits where they only change words, else left to the user."""
    spots = [text.start(word) for word in means.call.keywords if word.arg is not None]
    lengths = [len(word.arg.encode()) for word in means.call.keywords if word.arg is not None]
    places = set(zip(spots, lengths, strict=True))
    if not finding.edits or any((edit.start, edit.end - edit.start) not in places for edit in finding.edits):
        return finding._replace(fix=Fix.MANUAL, edits=(), writes=(), requires=())
    return finding._replace(fix=Fix.REVIEW) if finding.fix is Fix.SAFE and not means.certain else finding


def _like(call: ast.Call, func: ast.expr, args: Sequence[ast.expr], words: Sequence[ast.keyword]) -> ast.Call:
    return ast.copy_location(ast.Call(func, list(args), list(words)), call)


def _spread(value: ast.expr, scope: Scope, text: Text) -> Iterator[ast.keyword]:
    """The keywords that a dictionary gives that is written out, there or where its name is bound once."""
    if isinstance(value, ast.Name):
        bound = scope.assigned(value.id)
        if bound is None:
            return
        value = bound.value
    match value:
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words) if all(word.arg for word in words):
            yield from words
        case ast.Dict(keys=keys, values=values) if all(_is_plain(key, text) for key in keys):
            for key, each in zip(keys, values, strict=True):
                assert isinstance(key, ast.Constant)
                word = ast.copy_location(ast.keyword(str(key.value), each), key)
                word.col_offset += 1  # behind the quote
                yield word
        case _:
            return


def _is_plain(key: ast.expr | None, text: Text) -> bool:
    """Whether a key is a word between two quotes, and nothing else."""
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or not key.value.isidentifier():
        return False
    said = text.source[text.start(key) : text.end(key)]
    return said[:1] in QUOTES and said[1:-1] == key.value.encode()


def _is_read_once(value: ast.expr, text: Text) -> bool:
    """Whether a dictionary is read where it is spread, and nowhere else in the file."""
    if not isinstance(value, ast.Name):
        return True
    return len(re.findall(rb"\b" + re.escape(value.id.encode()) + rb"\b", text.source)) <= 2  # noqa: PLR2004  # bound, read
