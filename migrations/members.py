"""Which members of classes there is ever something to tell of, and in which projects: only these are looked at.

python -m migrations members    # writes data/members.txt from the API index

A line has a member, and the last words of the classes of which it went, while they stayed, or takes other arguments
now. A project without such a word has no instance of the class.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from matrices.symbols import Index, Kind, Presence
from migrations.lives import APART, BELOW, OPEN
from migrations.returning import given

FILE = Path(__file__).parent / "data" / "members.txt"
TABLES = Path(__file__).parents[1] / "matrices" / "data" / "symbols"
ANY = "*"
"""In the place of classes: they are so many that every project has some."""
MANY = 40
V1 = "tf.compat.v1."

Had: TypeAlias = Mapping[str, str | None]
"""The members that a class has in a minor, each with the signature that a caller sees."""


def eventful(words: frozenset[str]) -> frozenset[str]:
    """Names of members that are worth a look in a project of these words."""
    classes = words | given(words)
    lines = (line.partition(" ") for line in _lines())
    return frozenset(
        name for name, _, of in lines if name in words and (of == ANY or not classes.isdisjoint(of.split()))
    )


@cache
def _lines() -> Sequence[str]:
    return FILE.read_text(encoding="utf-8").splitlines()


def current(index: Index, classes: Iterable[str] | None = None) -> str:
    """What the file has to be by the API index of today; for some classes, what they bring into it."""
    found: dict[str, set[str]] = {}
    for name in _public() if classes is None else classes:
        last = name.rpartition(".")[2]
        above = {each.rpartition(".")[2] for each, below in BELOW.items() if name in below}
        for member in changed(_course(index, name)) | changed(_first_version(index, name)):
            found.setdefault(member, set()).update({last, *above})
    return "".join(f"{member} {told(found[member])}\n" for member in sorted(found))


def told(classes: set[str]) -> str:
    """Classes as a line names them."""
    return ANY if len(classes) > MANY else " ".join(sorted(classes))


def changed(course: Iterable[Had]) -> set[str]:
    """Members that a class had once and has no more, or with another signature, in the minors that have the class."""
    found: set[str] = set()
    seen: dict[str, set[str]] = {}
    for had in course:
        found |= seen.keys() - had.keys()
        for member, signature in had.items():
            texts = seen.setdefault(member, set())
            if signature is not None:
                texts.add(signature)
            if len(texts) > 1:
                found.add(member)
    return found


def _course(index: Index, name: str) -> Iterator[Had]:
    """What a class has, minor after minor of those that have it; what is none there any more has nothing."""
    if name not in OPEN:
        yield from _told_by(index, name, index.minors())


def _first_version(index: Index, name: str) -> Iterator[Had]:
    """The same in a file that goes over to compat.v1."""
    if name.startswith("tf.") and not name.startswith(APART) and name not in OPEN:
        ones = [minor for minor in index.minors() if minor.startswith("1.")]
        yield from _told_by(index, name, ones)
        yield from _told_by(index, f"{V1}{name.removeprefix('tf.')}", index.minors()[len(ones) :])


def _told_by(index: Index, name: str, minors: Sequence[str]) -> Iterator[Had]:
    for minor, state in zip(minors, index.states(name, tuple(minors)), strict=True):
        if state.there is not Presence.YES or state.brief is None:
            continue
        is_class = state.brief[0] is Kind.CLASS
        members = index.members(name, index.beside(name, minor)) if is_class else ()
        yield {each.name: each.called.text if each.called else None for each in members}


def _public() -> Iterator[str]:
    """Public names that ever led to something with members, and maybe others."""
    seen: set[str] = set()
    for table in tables():
        for name in rows(table.read_text(encoding="utf-8")):
            if name not in seen and ".raw_ops." not in name:
                seen.add(name)
                yield name


def tables() -> list[Path]:
    """The index's tables of names."""
    return sorted(TABLES.glob("*/names.txt"))


def rows(table: str) -> Iterator[str]:
    """The names that ever led to an object."""
    module = ""
    for line in table.splitlines():
        name, _, things = line.strip("\t").partition("\t")
        if not line.startswith("\t"):
            module = line
        elif ":" in things or "=" in things:
            yield f"{module}.{name}"
