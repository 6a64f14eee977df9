"""Environments for tests in TOML: what tox and Hatch install there, and the interpreters that they take."""

import re
from collections.abc import Iterator

from service.manifest import Format, Interpreter, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked
from service.project.formats import tox
from service.project.ini_places import values
from service.project.page import Page
from service.project.toml_places import Path, TomlFile

NAME = re.compile(r"(?:py-?)?(?P<version>[23]\.?\d{1,2})(?:-.*)?")
BLANKS = {1: " ", 2: "\xa0", 3: "\u2003"}
VERSION = re.compile(r"(?:cp|python|py)?(?P<version>[23]\.\d{1,2})")


def of_tox(file: TomlFile, base: Path) -> Iterator[Item]:
    """Tox's tables, and its INI where that stands as a string in TOML."""
    yield from _legacy(file, (*base, "legacy_tox_ini"))
    for index, name in enumerate(file.sequence(*base, "env_list")):
        found = NAME.fullmatch(name) if isinstance(name, str) else None
        if found:
            digits = found["version"].replace(".", "")
            yield _interpreter(file, (*base, "env_list", index), f"{digits[0]}.{digits[1:]}", spoken=found["version"])
    environments = [(*base, "env_run_base")] + [(*base, "env", name) for name in file.mapping(*base, "env")]
    for path in environments:
        yield from _wanted(file, (*path, "deps"), str(path[-1]) if path[-2:-1] == ("env",) else "tox")


def of_hatch(file: TomlFile, base: Path) -> Iterator[Interpreter]:
    """`python` of each environment, and of the axes of its matrix."""
    for name in file.mapping(*base, "envs"):
        path = (*base, "envs", name)
        places: list[Path] = [(*path, "python")]
        for at, axes in enumerate(file.sequence(*path, "matrix")):
            listed = axes.get("python") if isinstance(axes, dict) else None
            many = range(len(listed)) if isinstance(listed, list) else ()
            places += [(*path, "matrix", at, "python", index) for index in many]
        for place in places:
            value = file.value(place)
            found = VERSION.fullmatch(value) if isinstance(value, str) else None
            if found:
                yield _interpreter(file, place, found["version"], spoken=found["version"])


def _legacy(file: TomlFile, path: Path) -> Iterator[Item]:
    """As if all around it were blank, so that every place is one of the file."""
    around = file.around(path)
    if isinstance(file.value(path), str) and around:
        start, end = around
        text = file.page.text
        alone = _blank(text[:start]) + text[start:end] + _blank(text[end:])
        page = Page(file.page.path, alone, file.page.encoding, file.page.mark)
        for value in values(page):
            yield from tox.setting(page, value)


def _blank(text: str) -> str:
    """Blanks of as many bytes; a sign of four has none, and stays."""

    def blank(match: re.Match[str]) -> str:
        return BLANKS.get(len(match[0].encode("utf-8", "surrogateescape")), match[0])

    return re.sub(r"[^\r\n]", blank, text)


def _wanted(file: TomlFile, path: Path, group: str) -> Iterator[DeclaredLine | Note]:
    for index, item in enumerate(file.sequence(*path)):
        place = file.place((*path, index))
        if isinstance(item, str) and place and item[:1].isalpha():
            yield asked(file.page, *place, role=Role.INSTALLED, form=Format.PYPROJECT, group=group)


def _interpreter(file: TomlFile, path: Path, version: str, *, spoken: str) -> Interpreter:
    """`spoken`: as it is written, of which only a version with a dot can be changed in place."""
    place, number = file.place(path), file.line(path)
    at = place[0] + file.page.text[slice(*place)].find(spoken) if place and spoken == version else None
    span = file.page.span(at, at + len(spoken)) if at is not None else None
    return Interpreter(version, file.page.path, number, file.page.shown(number), Format.TOX, span)
