"""A surface: every public name of one version of a package, and what stands behind each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a public name stands for."""

    CLASS = "class"
    FUNCTION = "function"
    CONSTANT = "constant"


class MemberKind(StrEnum):
    """What a class holds under a name; an attribute is a value of the class or one that its instances get."""

    METHOD = "method"
    PROPERTY = "property"
    CLASSMETHOD = "classmethod"
    STATICMETHOD = "staticmethod"
    ATTRIBUTE = "attribute"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What the source says of its end: a date as written there, what to use instead, or the arguments concerned."""

    date: str | None = None
    instructions: str | None = None
    args: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        said = {"date": self.date, "instructions": self.instructions, "args": dict(self.args)}
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Member:
    """One own public member of a class; `settable` is known of properties only."""

    kind: MemberKind
    signature: str | None = None
    deprecated: Deprecation | None = None
    settable: bool = False

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"kind": self.kind.value}
        if self.signature is not None:
            said["signature"] = self.signature
        if self.settable:
            said["settable"] = True
        if self.deprecated:
            said["deprecated"] = self.deprecated.to_json()
        return said


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name stands for. A signature is what calling it takes; None: unknown, or it is not called."""

    kind: Kind
    signature: str | None = None
    deprecated: Deprecation | None = None
    bases: tuple[str, ...] = ()
    members: Mapping[str, Member] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"kind": self.kind.value, "signature": self.signature, "deprecated": None}
        if self.deprecated:
            said["deprecated"] = self.deprecated.to_json()
        if self.kind is Kind.CLASS:
            said["bases"] = list(self.bases)
            said["members"] = {name: member.to_json() for name, member in sorted(self.members.items())}
        return said


@dataclass(frozen=True, slots=True)
class Surface:
    """One version: `names` leads to ids (`module:qualified name`, of a module `module:`), `objects` tells of them.

    Inherited members are found through `bases`, which are ids of objects too, public or not. `modules` are all
    paths that can be imported.
    """

    package: str
    version: str
    names: Mapping[str, str]
    objects: Mapping[str, Thing]
    modules: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "package": self.package,
            "version": self.version,
            "names": dict(sorted(self.names.items())),
            "objects": {key: thing.to_json() for key, thing in sorted(self.objects.items())},
            "modules": list(self.modules),
        }


def dumps(surface: Surface) -> str:
    return json.dumps(surface.to_json(), indent=0, ensure_ascii=False) + "\n"


def loads(text: str) -> Surface:
    said = json.loads(text)
    objects = {key: _thing(value) for key, value in said["objects"].items()}
    return Surface(said["package"], said["version"], said["names"], objects, tuple(said["modules"]))


def _thing(said: Mapping[str, Any]) -> Thing:
    members = {name: _member(value) for name, value in said.get("members", {}).items()}
    deprecated = _deprecation(said.get("deprecated"))
    return Thing(Kind(said["kind"]), said["signature"], deprecated, tuple(said.get("bases", ())), members)


def _member(said: Mapping[str, Any]) -> Member:
    deprecated = _deprecation(said.get("deprecated"))
    return Member(MemberKind(said["kind"]), said.get("signature"), deprecated, said.get("settable", False))


def _deprecation(said: Mapping[str, Any] | None) -> Deprecation | None:
    return Deprecation(said.get("date"), said.get("instructions"), said.get("args", {})) if said else None
