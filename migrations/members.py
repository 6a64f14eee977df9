"""Which members of classes ever came, went or changed their signature: only these need to be looked at.

python -m migrations members    # writes data/members.txt from the API index
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from matrices.symbols import Index, MemberAt, UnknownMinor

FILE = Path(__file__).parent / "data" / "members.txt"
TABLES = Path(__file__).parents[1] / "matrices" / "data" / "symbols"


@cache
def changing() -> frozenset[str]:
    """Names of members that are not in every minor of their class, or not with one signature."""
    return frozenset(FILE.read_text(encoding="utf-8").split())


def current(index: Index) -> str:
    """What the file has to be by the API index of today."""
    tables = [(_read(path / "names.txt"), _read(path / "objects.txt")) for path in _tables()]
    words = {*found(tables).split(), *inherited(index, [names for names, _ in tables])}
    return "".join(f"{word}\n" for word in sorted(words))


def _tables() -> list[Path]:
    return [path for path in sorted(TABLES.iterdir()) if (path / "objects.txt").is_file()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def inherited(index: Index, tables: Iterable[str]) -> set[str]:
    """Members that went or changed because a class derives from others now: no row of its own tells of these."""
    changed: set[str] = set()
    seen: set[tuple[object, ...]] = set()
    for name in (name for table in tables for name in _classes(table)):
        lines = [(at, index.ancestors(name, at)) for at in _minors(index, name)]
        lines = [(at, line) for at, line in lines if line]
        for (old, before), (new, after) in pairwise(lines):
            if before != after and (old, new, before, after) not in seen:
                seen.add((old, new, before, after))
                changed |= _gone(index.members(name, old), index.members(name, new))
    return changed


def _gone(old: Iterable[MemberAt], new: Iterable[MemberAt]) -> set[str]:
    later = {_last(member): _signature(member) for member in new}
    names = ((_last(member), _signature(member)) for member in old)
    return {name for name, text in names if not name.startswith("_") and later.get(name, "gone") != text}


def _last(member: MemberAt) -> str:
    return member.name.rpartition(".")[2]


def _signature(member: MemberAt) -> str | None:
    return member.signature.text if member.signature else None


def _minors(index: Index, name: str) -> Iterator[str]:
    for minor in index.minors():
        try:
            yield index.beside(name, minor)
        except UnknownMinor:
            continue


def _classes(table: str) -> Iterator[str]:
    """The public names of classes, one for all that were the same things at the same times."""
    module = ""
    known: set[str] = set()
    for line in table.splitlines():
        if not line.startswith("\t"):
            module = line
            continue
        name, _, things = line[1:].partition("\t")
        if name[:1].isupper() and ":" in things and things not in known:
            known.add(things)
            yield f"{module}.{name}"


def found(packages: Iterable[tuple[str, str]]) -> str:
    """The content of the file, from the text of the index's tables of each package: its names and its objects."""
    changed: set[str] = set()
    for names, objects in packages:
        members = dict(_members(objects))
        for lifetimes, own in members.values():
            changed |= {name for name, values in own.items() if [_span(value) for value in values] != lifetimes}
        for ids in _ids(names):
            given = [members[each][1] for each in ids if each in members]
            sets = [{(name, *(_value(value) for value in values)) for name, values in each.items()} for each in given]
            changed |= {
                name for one in sets for name, *_ in one.difference(*([set.intersection(*sets)] if sets else []))
            }
    return "".join(f"{name}\n" for name in sorted(changed))


def _members(table: str) -> Iterator[tuple[str, tuple[list[str], dict[str, list[str]]]]]:
    """Each object with the spans of its life, and its members.

    A row of an object begins with one tab, and the rows of its members with two and a dot.
    """
    module = ""
    given: dict[str, list[str]] = {}
    for line in table.splitlines():
        fields = line.split("\t")
        if line.startswith("\t\t."):
            if not fields[2].endswith("!"):
                given[fields[2][1:]] = fields[3:]
        elif line.startswith("\t") and not line.startswith("\t\t"):
            given = {}
            yield f"{module}:{fields[1]}", ([_span(value) for value in fields[2:]], given)
        elif line and not line.startswith("\t"):
            module = line


def _ids(table: str) -> Iterator[set[str]]:
    """The objects that one public name led to, where there were several."""
    for line in table.splitlines():
        if line.startswith("\t"):
            ids = {_value(field) for field in line.split("\t")[2:]}
            if len(ids) > 1:
                yield ids


def _span(field: str) -> str:
    return field.partition(" ")[0]


def _value(field: str) -> str:
    return field.partition(" ")[2]
