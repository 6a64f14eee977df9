"""Places of a file by the word that they are known by, so that a rule looks at few nodes and not at all of them.

Each file is gone through once for all rules; where the word is not in its text, not even that.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from migrations.here import Here, World
from migrations.project import Code
from migrations.scopes import Scope

Calls: TypeAlias = dict[str, list[tuple[ast.Call, Scope]]]


class _Spots:
    """The places of one file, by word."""

    def __init__(self) -> None:
        self.methods: Calls = defaultdict(list)
        self.plain: list[tuple[ast.Call, Scope]] = []
        self.keywords: Calls = defaultdict(list)


class Spots:
    """The view of a project: its calls and attributes by word."""

    def __init__(self, world: World) -> None:
        del world
        self._calls: dict[Code, _Spots] = {}
        self._attributes: dict[Code, Mapping[str, Sequence[tuple[ast.Attribute, Scope]]]] = {}

    def methods(self, code: Code, *words: str) -> Iterator[tuple[ast.Call, Scope]]:
        """Calls `x.word(...)`."""
        said = [word for word in words if mentions(code, word)]
        if said:
            known = self._of(code).methods
            for word in said:
                yield from known.get(word, ())

    def plain(self, code: Code) -> Sequence[tuple[ast.Call, Scope]]:
        """Calls of something without a dot before it."""
        return self._of(code).plain

    def keywords(self, code: Code, word: str) -> Iterator[tuple[ast.Call, Scope]]:
        """Calls `f(word=...)`."""
        if mentions(code, word):
            yield from self._of(code).keywords.get(word, ())

    def attributes(self, code: Code, *words: str) -> Iterator[tuple[ast.Attribute, Scope]]:
        """Each `x.word`."""
        said = [word for word in words if mentions(code, word)]
        if said:
            if code not in self._attributes:
                self._attributes[code] = _attributes(code)
            for word in said:
                yield from self._attributes[code].get(word, ())

    def _of(self, code: Code) -> _Spots:
        if code not in self._calls:
            self._calls[code] = _calls(code)
        return self._calls[code]


def mentions(code: Code, word: str) -> bool:
    """A look at the bytes, which says no for most files."""
    return word.encode() in code.text.source


def mentioned(world: World, *words: str) -> bool:
    """Whether any file of the project has one of these words."""
    return any(mentions(code, word) for code in world.project.files.values() for word in words)


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
    if any(mentions(around.code, key) for key in keys):
        for node, scope in around.code.outline.nodes[ast.Subscript]:
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in keys:
                yield node, around.at(node, scope)


def _calls(code: Code) -> _Spots:
    found = _Spots()
    methods, plain, keywords = found.methods, found.plain, found.keywords
    for call, scope in code.outline.nodes[ast.Call]:
        assert isinstance(call, ast.Call)
        func = call.func
        if isinstance(func, ast.Attribute):
            methods[func.attr].append((call, scope))
        else:
            plain.append((call, scope))
        for word in call.keywords:
            if word.arg is not None:
                keywords[word.arg].append((call, scope))
    return found


def _attributes(code: Code) -> Mapping[str, Sequence[tuple[ast.Attribute, Scope]]]:
    found: dict[str, list[tuple[ast.Attribute, Scope]]] = defaultdict(list)
    for node, scope in code.outline.nodes[ast.Attribute]:
        assert isinstance(node, ast.Attribute)
        found[node.attr].append((node, scope))
    return found
