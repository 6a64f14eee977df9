"""How far a surface agrees with what importing the package showed: names and signatures, both ways."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matrices.surface import parameters
from matrices.surface.facts import Kind, Member, MemberKind, Surface
from matrices.surface.inheritance import members
from matrices.surface.parameters import Parameter, Way

Seen = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """How many were equal, and which were not."""

    equal: int = 0
    missing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        wrong = len(self.missing) + len(self.invented) + len(self.different)
        return self.equal / max(1, self.equal + wrong)

    def __str__(self) -> str:
        wrong = f"{len(self.missing)} missing, {len(self.invented)} invented, {len(self.different)} different"
        return f"{100 * self.share:.3f} % of {self.equal + len(self.missing) + len(self.different)} ({wrong})"


@dataclass(slots=True)
class Agreement:
    """All comparisons of one version."""

    names: Tally = field(default_factory=Tally)
    kinds: Tally = field(default_factory=Tally)
    signatures: Tally = field(default_factory=Tally)
    defaults: Tally = field(default_factory=Tally)
    members: Tally = field(default_factory=Tally)
    member_signatures: Tally = field(default_factory=Tally)


def compare(surface: Surface, seen: Seen) -> Agreement:
    """What the oracle printed, against a surface of the same version."""
    found = Agreement()
    told = {name for name in surface.names if _below(name, seen)}
    found.names.equal = len(told & seen.keys())
    found.names.missing = sorted(seen.keys() - told)
    found.names.invented = sorted(told - seen.keys())
    for name in sorted(told & seen.keys()):
        _one(found, surface, name, seen[name])
    return found


def _below(name: str, seen: Seen) -> bool:
    """Whether the oracle walked where this name is: its parent is known there."""
    return name in seen or name.rpartition(".")[0] in seen


def _one(found: Agreement, surface: Surface, name: str, real: Seen) -> None:
    key = surface.names[name]
    if key.endswith(":") or real["kind"] == "module":
        _count(found.kinds, name, key.endswith(":") == (real["kind"] == "module"), f"{name}: {key} / {real['kind']}")
        return
    thing = surface.objects[key]
    same = thing.kind.value == real["kind"]
    _count(found.kinds, name, same, f"{name}: {thing.kind} / {real['kind']}")
    if real.get("parameters") is not None and real["kind"] != "constant":
        _signature(found, found.signatures, name, thing.signature, real["parameters"])
    if thing.kind is Kind.CLASS and real["kind"] == "class":
        _members(found, name, members(surface.objects, key), real["members"])


def _members(found: Agreement, name: str, told: Mapping[str, Member], real: Seen) -> None:
    for short, one in real.items():
        dotted = f"{name}.{short}"
        if short.startswith("_") and short not in told:
            continue
        if short not in told:
            if not one.get("standard"):
                found.members.missing.append(f"{dotted} {one['kind']}")
            continue
        found.members.equal += 1
        if one.get("parameters") is not None and not one.get("standard"):
            _signature(found, found.member_signatures, dotted, told[short].signature, one["parameters"])
    for short in told.keys() - real.keys():
        if not short.startswith("_") and told[short].kind is not MemberKind.ATTRIBUTE:
            found.members.invented.append(f"{name}.{short}")


def _count(tally: Tally, _name: str, same: bool, text: str) -> None:
    if same:
        tally.equal += 1
    else:
        tally.different.append(text)


def _signature(found: Agreement, tally: Tally, name: str, text: str | None, real: list[list[Any]]) -> None:
    wanted = [(one[0], one[1], one[2]) for one in real]
    if text is None:
        tally.missing.append(f"{name}: {_shown(real)}")
        return
    told = parameters.parse(text)
    same = [(one.name, int(one.way), one.default is not None) for one in told] == wanted
    _count(tally, name, same, f"{name}: {text} / {_shown(real)}")
    for one, other in zip(told, real, strict=False) if same else ():
        if other[3] is not None and one.default is not None and _literal(one.default):
            equal = one.default == other[3]
            _count(found.defaults, name, equal, f"{name}.{one.name}: {one.default} / {other[3]}")


def _literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return True


def _shown(real: list[list[Any]]) -> str:
    told = (Parameter(one[0], Way(one[1]), (one[3] or "...") if one[2] else None) for one in real)
    return parameters.text(tuple(told))
