"""The index of one package: what its names ever led to, and everything about an object."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from matrices.index.history import SAME, Record, Values, read
from matrices.index.mirrors import plainest
from matrices.index.spans import Timeline
from matrices.index.table import Table

MODULE = ":"  # the end of a module's id


class Package:
    """Names, objects and module paths of all minors of one package, read when they are asked for."""

    def __init__(self, name: str, timeline: Timeline, table: Callable[[str], Table]) -> None:
        self.name, self.timeline = name, timeline
        self.always: Values = (((0, len(timeline.minors) - 1), name),)
        self._names, self._objects, self._modules = table("names"), table("objects"), table("modules")
        self.history = lru_cache(16384)(self._read_history)
        self.module = lru_cache(4096)(self._read_module)
        self.modules_below = lru_cache(1024)(self._read_modules)
        self.record = lru_cache(4096)(self._read_record)

    def _read_history(self, name: str) -> Values:
        """Every run of places in which a public name leads to one object, and its key, or the id of a module."""
        own = self._read_name(name)
        if all(found != SAME for _, found in own):
            return own
        there = self.history(plainest(name))
        return tuple(
            ((max(first, since), min(last, until)), key)
            for (first, last), found in own
            for (since, until), key in (there if found == SAME else (((first, last), found),))
            if max(first, since) <= min(last, until)
        )

    def ever_below(self, name: str) -> Iterator[str]:
        """The last parts of all names that stood directly below a name in any minor."""
        return self._names.rows(name)

    def _read_module(self, path: str) -> Values:
        """When a path was that of a module."""
        row = self._modules.get(*by_dot(path))
        return () if row is None else tuple(read(row, self.timeline))

    def _read_name(self, name: str) -> Values:
        row = self._names.get(*by_dot(name))
        return () if row is None else tuple(read(row, self.timeline))

    def _read_modules(self, name: str) -> tuple[tuple[str, Values], ...]:
        """What was a module in any minor, directly below a name."""
        names = (f"{name}.{child}" for child in self._names.rows(name))
        found = ((each, self.history(each)) for each in names)
        return tuple((each, values) for each, values in found if any(key.endswith(MODULE) for _, key in values))

    def _read_record(self, key: str) -> Record | None:
        text = self._objects.get(*by_colon(key))
        return None if text is None else Record(key, text, self.timeline)


def by_dot(name: str) -> tuple[str, str]:
    """Where the row of a name or a path stands: with all that are in the same namespace."""
    group, _, row = name.rpartition(".")
    return group, row


def by_colon(key: str) -> tuple[str, str]:
    """Where the row of an object stands: with all of the same module."""
    group, _, row = key.partition(":")
    return group, row
