"""In which order a class of a surface and its bases are asked for a member."""

from collections.abc import Mapping

from matrices.surface.facts import Member, MemberKind, Thing


def order(objects: Mapping[str, Thing], key: str) -> tuple[str, ...]:
    """The ids of a class and of all its bases that are known, as Python orders them."""
    return tuple(_order(objects, key, ()))


def _order(objects: Mapping[str, Thing], key: str, above: tuple[str, ...]) -> list[str]:
    if key in above or key not in objects:
        return []
    bases = [base for base in objects[key].bases if base in objects and base not in above]
    rows = [_order(objects, base, (*above, key)) for base in bases]
    return [key, *_merge([*rows, bases])]


def _merge(rows: list[list[str]]) -> list[str]:
    merged: list[str] = []
    while rows := [row for row in rows if row]:
        head = next((row[0] for row in rows if not any(row[0] in other[1:] for other in rows)), rows[0][0])
        merged.append(head)
        rows = [[one for one in row if one != head] for row in rows]
    return merged


def members(objects: Mapping[str, Thing], key: str) -> dict[str, Member]:
    """All members of a class; what an instance gets never hides what its class defines."""
    found: dict[str, Member] = {}
    for one in order(objects, key):
        for name, member in objects[one].members.items():
            known = found.get(name)
            if known is None or (known.kind is MemberKind.ATTRIBUTE and member.kind is not MemberKind.ATTRIBUTE):
                found[name] = member
    return found
