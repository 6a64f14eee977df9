"""The API index as a whole: lookups in one minor, and names through all of them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from matrices.index.facts import Successor, Symbol, SymbolAt
from matrices.index.lookups import Lookups, UnknownMinor
from matrices.index.nearest import nearest
from matrices.index.successors import Successors
from matrices.index.timelines import Lifetime, UnknownName, lifetime
from matrices.index.worlds import Worlds, package_of, plain


class Index(Lookups):
    """The API index."""

    def __init__(self, worlds: Worlds, renames: Mapping[str, str], folder: Path | None = None) -> None:
        """`folder` is where it is read from, and so where another process reads it: what is kept here stays here."""
        super().__init__(worlds)
        self._worlds, self._renames, self._folder = worlds, renames, folder
        self._successors = lru_cache(None)(lambda package: Successors(self._questions(package), renames))
        self._lifetime = lru_cache(1024)(self._find_lifetime)

    def with_keras(self, keras: Mapping[str, str]) -> "Index":
        """The same index where other minors of Keras answer for `tf.keras` of some minors of TensorFlow."""
        return Index(Worlds(self._worlds.packages, {**self._worlds.keras, **keras}), self._renames, self._folder)

    def __reduce__(self) -> tuple[object, ...]:
        from matrices.index.reading import again  # noqa: PLC0415 - which needs this class

        return again, (self._folder, dict(self._worlds.keras))

    def symbol(self, name: str, to: str | None = None) -> Symbol:
        """A name through all minors; `to` is the minor that a successor has to be in, the newest without it.

        Members of classes are names too: `tf.keras.Model.fit`. Raises UnknownName.
        """
        short = plain(name)
        life = self._lifetime(short)
        if not life.seen:
            raise UnknownName(name, nearest(self, short))
        place, newest = life.seen[-1]
        last = life.minors[place]
        holder = newest if isinstance(newest, SymbolAt) else self.at(short.rpartition(".")[0], last)
        assert holder is not None, f"{short} is a member of nothing"
        return Symbol(
            name=name.strip() if len(name.split()) == 1 else short,
            kind=newest.kind,
            spans=life.spans(),
            or_earlier=life.seen[0][0] == 0,
            signatures=life.signatures(),
            deprecated=newest.deprecated,
            successor=self.successor(short, to),
            aliases=self.aliases(short, last),
            package=holder.package,
            release=holder.release,
        )

    def successor(self, name: str, to: str | None = None) -> Successor | None:
        """The living name that does the work of a name which is not there in a minor, the newest without one."""
        name = plain(name)
        package = package_of(name)
        minors = self.minors(package) if package else ()
        if package is None or not minors:
            return None
        if to is not None and to not in minors:
            raise UnknownMinor(package, to, minors)
        return self._successors(package).at(name, to or minors[-1])

    def _find_lifetime(self, name: str) -> Lifetime:
        return lifetime(self, name)
