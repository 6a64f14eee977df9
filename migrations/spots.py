"""Places of a file by the word that they are known by, so that a rule looks at few nodes and not at all of them.

Each file is gone through once for all rules; where the word is not in its text, not even that.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar, cast

from migrations.here import Here, World
from migrations.project import Code
from migrations.scopes import Scope

Call: TypeAlias = tuple[ast.Call, Scope]
Attribute: TypeAlias = tuple[ast.Attribute, Scope]
T = TypeVar("T")


class Spots:
    """The view of a project: its calls and attributes by word."""

    def __init__(self, world: World) -> None:
        del world
        self._methods: dict[Code, Mapping[str, Sequence[Call]]] = {}
        self._keywords: dict[Code, Mapping[str, Sequence[Call]]] = {}
        self._attributes: dict[Code, Mapping[str, Sequence[Attribute]]] = {}
        self._calling: dict[Code, Mapping[ast.AST, ast.Call]] = {}

    def methods(self, code: Code, *words: str) -> Iterator[Call]:
        """Calls `x.word(...)`."""
        return _found(self._methods, _methods, code, words)

    def plain(self, code: Code) -> Iterator[Call]:
        """Calls of something without a dot before it."""
        return _found(self._methods, _methods, code, [""])

    def keywords(self, code: Code, word: str) -> Iterator[Call]:
        """Calls `f(word=...)`."""
        return _found(self._keywords, _keywords, code, [word])

    def attributes(self, code: Code, *words: str) -> Iterator[Attribute]:
        """Each `x.word`."""
        return _found(self._attributes, _attributes, code, words)

    def calling(self, code: Code, func: ast.AST) -> ast.Call | None:
        """The call of what a node names, if it is called right there."""
        if code not in self._calling:
            self._calling[code] = {call.func: call for call, _ in calls(code)}
        return self._calling[code].get(func)


def _found(
    known: dict[Code, Mapping[str, Sequence[T]]],
    look: Callable[[Code], Mapping[str, Sequence[T]]],
    code: Code,
    words: Sequence[str],
) -> Iterator[T]:
    said = code.text.words
    for word in words:
        if word in said or not word:
            if code not in known:
                known[code] = look(code)
            yield from known[code].get(word, ())


def mentions(code: Code, *words: str) -> bool:
    """Whether a file has one of these words, which most files have not."""
    return not code.text.words.isdisjoint(words)


def mentioned(world: World, *words: str) -> bool:
    """Whether any file of the project has one of these words."""
    return not world.project.words.isdisjoint(words)


def method_calls(around: Here, *words: str) -> Iterator[tuple[ast.Call, Here]]:
    """Calls `x.word(...)` of a file, and where each stands."""
    for call, scope in around.world.once(Spots).methods(around.code, *words):
        yield call, around.at(call, scope)


def keyword_calls(around: Here, word: str) -> Iterator[tuple[ast.Call, Here]]:
    """Calls `f(word=...)` of a file, and where each stands."""
    for call, scope in around.world.once(Spots).keywords(around.code, word):
        yield call, around.at(call, scope)


def attributes(around: Here, *words: str) -> Iterator[tuple[ast.Attribute, Here]]:
    """Each `x.word` of a file, and where it stands."""
    for node, scope in around.world.once(Spots).attributes(around.code, *words):
        yield node, around.at(node, scope)


def subscripts(around: Here, *keys: str) -> Iterator[tuple[ast.Subscript, Here]]:
    """Each `x["key"]` of a file, and where it stands."""
    if mentions(around.code, *keys):
        for node, scope in around.code.outline.nodes[ast.Subscript]:
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in keys:
                yield node, around.at(node, scope)


def calls(code: Code) -> Sequence[Call]:
    """Every call of a file."""
    return cast("list[Call]", code.outline.nodes[ast.Call])


def _methods(code: Code) -> Mapping[str, Sequence[Call]]:
    """Calls by the word behind the dot; by none where there is no dot."""
    found: dict[str, list[Call]] = defaultdict(list)
    for place in calls(code):
        func = place[0].func
        found[func.attr if isinstance(func, ast.Attribute) else ""].append(place)
    return found


def _keywords(code: Code) -> Mapping[str, Sequence[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for place in calls(code):
        for word in place[0].keywords:
            if word.arg is not None:
                found[word.arg].append(place)
    return found


def _attributes(code: Code) -> Mapping[str, Sequence[Attribute]]:
    found: dict[str, list[Attribute]] = defaultdict(list)
    for place in cast("list[Attribute]", code.outline.nodes[ast.Attribute]):
        found[place[0].attr].append(place)
    return found
