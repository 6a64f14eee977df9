"""What `from module import *` brings in, as far as the project and the API index can tell."""

import sys
from collections.abc import Sequence

from matrices.symbols import Index, Presence, UnknownMinor
from migrations.project import Project
from migrations.scopes import Imported

PLAIN = frozenset({"collections", "datetime", "functools", "itertools", "math", "os", "random", "re", "time", "typing"})
"""Modules of Python that are taken whole now and then, and are loaded already."""


class Stars:
    """Answers which star import a name comes from."""

    def __init__(self, project: Project, index: Index | None) -> None:
        self.project, self.index = project, index

    def giver(self, stars: Sequence[Imported], name: str) -> Imported | None:
        """The last star import that has a name; None where it cannot be told."""
        if name.startswith("_"):  # they leave these out, and Python itself has some
            return None
        for star in reversed(stars):
            there = self.has(star, name)
            if there is Presence.YES or (there is Presence.UNKNOWN and len(stars) == 1):
                return star
            if there is Presence.UNKNOWN:
                return None
        return None

    def has(self, star: Imported, name: str, seen: frozenset[str] = frozenset()) -> Presence:
        """Whether a module gives a name to who takes all that it has."""
        path = self.project.place(star, self.project.code(star.scope).path)
        if path is None:
            return Presence.UNKNOWN if star.level else self._outside(star.module, name)
        module = self.project.files.get(path)
        if module is None or path in seen:
            return Presence.UNKNOWN if module is None else Presence.NO
        if name in module.outline.top.bindings:
            return Presence.YES
        answers = {self.has(each, name, seen | {path}) for each in module.outline.top.stars}
        return next((each for each in (Presence.YES, Presence.UNKNOWN) if each in answers), Presence.NO)

    def _outside(self, module: str, name: str) -> Presence:
        if module in PLAIN:
            return Presence.YES if hasattr(sys.modules.get(module), name) else Presence.NO
        root, dot, rest = module.partition(".")
        full = f"{'tf' if root == 'tensorflow' else root}{dot}{rest}.{name}"
        if self.index is None or full.partition(".")[0] not in {"tf", "keras", "tf_keras"}:
            return Presence.UNKNOWN
        answers = {self._in(self.index, full, minor) for minor in self.index.minors()}
        return next((each for each in (Presence.YES, Presence.UNKNOWN) if each in answers), Presence.NO)

    @staticmethod
    def _in(index: Index, name: str, minor: str) -> Presence:
        try:
            return index.presence(name, index.beside(name, minor))
        except UnknownMinor:
            return Presence.UNKNOWN
