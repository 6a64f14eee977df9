"""Declared lines of any form, made from a file's text: where the name and the version stand is looked for."""

from packaging.requirements import Requirement

from service.manifest import Format, Notation, Role, Span
from service.nouns import DeclaredLine


def line(content: bytes, requirement: str, form: Format, said: str, *, after: str = "", **fields) -> DeclaredLine:
    """`said` is the version as it is written, `after` a text behind which the name stands, where that is not clear."""
    asked = Requirement(requirement)
    start = content.index(after.encode()) + len(after.encode())
    name = content.index(asked.name.encode(), start)
    end = name + len(asked.name)
    version = content.index(said.encode(), end) if said else fields.pop("at", end)
    number = content.count(b"\n", 0, name) + 1
    return DeclaredLine(
        asked,
        fields.pop("path", "f"),
        number,
        content.split(b"\n")[number - 1].rstrip(b"\r").decode(errors="replace"),
        fields.pop("role", Role.ASKED),
        form,
        notation=fields.pop("notation", Notation.PEP440),
        name_span=Span(name, end),
        version_span=Span(version, version + len(said)),
        **fields,
    )
