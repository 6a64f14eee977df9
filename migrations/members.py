"""Which members of classes ever came, went or changed their signature: only these need to be looked at.

python -m migrations members    # writes data/members.txt from the API index
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "members.txt"
TABLES = "*/objects.txt"


@cache
def changing() -> frozenset[str]:
    """Names of members that are not in every minor of their class, or not with one signature."""
    return frozenset(FILE.read_text(encoding="utf-8").split())


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
