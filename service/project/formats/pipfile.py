"""Pipfile: packages and dev-packages of pipenv, and the Python that it wants."""

from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter, Role
from service.project.asking import Item
from service.project.poetry import Manner, packages
from service.project.toml_places import TomlFile

APART = frozenset({"source", "requires", "scripts", "pipenv"})


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """The packages of each category; `[requires]` names an interpreter."""
    file = TomlFile(path, content)
    yield from file.problems
    for category in file.table:
        if category not in APART:
            role = Role.ASKED if category == "packages" else Role.OPTIONAL
            group = None if category == "packages" else category.removesuffix("-packages")
            yield from packages(file, (category,), Manner(Format.PIPFILE, role, group), {})
    for key in ("python_version", "python_full_version"):
        version = file.value(("requires", key))
        if isinstance(version, str):
            place = file.place(("requires", key))
            number = file.line(("requires", key))
            span = file.page.span(*place) if place else None
            yield Interpreter(version, path, number, file.page.shown(number), Format.PIPFILE, span)
