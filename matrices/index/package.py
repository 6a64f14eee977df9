"""The index of one package: what its names lead to in one minor, and everything about an object."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from matrices.index.history import ID, KIND, SAME, Record, read
from matrices.index.mirrors import plainest
from matrices.index.spans import Run, Timeline
from matrices.index.table import Table

MODULE = ":"  # the end of a module's id


class Package:
    """Names, objects and module paths of all minors of one package, read when they are asked for."""

    def __init__(self, name: str, timeline: Timeline, table: Callable[[str], Table]) -> None:
        self.name, self.timeline = name, timeline
        self._names, self._objects, self._modules = table("names"), table("objects"), table("modules")
        self._history = lru_cache(4096)(self._read_name)
        self.key = lru_cache(16384)(self._read_key)
        self._modules_below = lru_cache(1024)(self._read_modules)
        self.record = lru_cache(4096)(self._read_record)

    def _read_key(self, name: str, place: int) -> str | None:
        """The key of the object, or the id of the module, that a public name leads to."""
        found = _at(self._history(name), place)
        return _at(self._history(plainest(name)), place) if found == SAME else found

    def history(self, name: str) -> tuple[tuple[Run, str], ...]:
        """Every run of places in which a public name leads to one object, and its key or id."""
        own = self._history(name)
        if all(found != SAME for _, found in own):
            return own
        there = self._history(plainest(name))
        return tuple(
            ((max(first, since), min(last, until)), key)
            for (first, last), found in own
            for (since, until), key in (there if found == SAME else (((first, last), found),))
            if max(first, since) <= min(last, until)
        )

    def children(self, name: str, place: int) -> Iterator[str]:
        """The public modules that stand directly in a public module."""
        return (child for child in self._modules_below(name) if (self.key(child, place) or "").endswith(MODULE))

    def ever_below(self, name: str) -> Iterator[str]:
        """The last parts of all names that stood directly below a name in any minor."""
        return self._names.rows(name)

    def resolve(self, found: str, place: int) -> str | None:
        """The key of an id."""
        record = self.record(found)
        if record is None:
            return None
        if record.at(KIND, place) is not None and self.id(record, place) == found:
            return found
        return record.at(SAME, place)

    def id(self, record: Record, place: int) -> str:
        return record.at(ID, place) or record.key

    def has_module(self, path: str, place: int | None = None) -> bool:
        """Whether a path is that of a module, in one place or in any."""
        row = self._modules.get(*by_dot(path))
        if row is None or place is None:
            return row is not None
        return _at(tuple(read(row, self.timeline)), place) is not None

    def _read_name(self, name: str) -> tuple[tuple[Run, str], ...]:
        row = self._names.get(*by_dot(name))
        return () if row is None else tuple(read(row, self.timeline))

    def _read_modules(self, name: str) -> tuple[str, ...]:
        """What was a module in any minor, directly below a name."""
        names = (f"{name}.{child}" for child in self._names.rows(name))
        return tuple(each for each in names if any(key.endswith(MODULE) for _, key in self.history(each)))

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


def _at(history: tuple[tuple[Run, str], ...], place: int) -> str | None:
    for (first, last), value in history:
        if first <= place <= last:
            return value
    return None
