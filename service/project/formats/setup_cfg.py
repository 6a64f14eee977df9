"""setup.cfg: setuptools' own options, as lists or as files to read."""

import posixpath
from collections.abc import Iterator, Mapping

from service.manifest import Format, PythonRange, Role
from service.nouns import Note
from service.project.asking import Item, asked, specifiers
from service.project.formats import requirements, tox
from service.project.including import as_group
from service.project.ini_places import Value, values
from service.project.page import Page

FILE = "file:"
LISTS = {"install_requires": None, "setup_requires": "setup", "tests_require": "test"}


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """`[options]`, `[options.extras_require]`, and the sections of tox that may stand there."""
    page = Page.of(path, content)
    for value in values(page):
        key = value.key.replace("-", "_")
        if value.section == "options" and key == "python_requires":
            yield _python(page, value)
        elif value.section == "options" and key in LISTS:
            yield from _listed(page, value, LISTS[key], files)
        elif value.section in {"options.extras_require", "extras"}:
            yield from _listed(page, value, value.key.split(":")[0], files)
        elif value.section.startswith(("tox:", "testenv")):
            yield from tox.setting(page, value._replace(section=value.section.removeprefix("tox:")))


def _listed(page: Page, value: Value, group: str | None, files: Mapping[str, bytes]) -> Iterator[Item]:
    if value.text.startswith(FILE):
        for name in value.text.removeprefix(FILE).split(","):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), name.strip()))
            if target in files:
                for item in requirements.read(target, files[target], files):
                    yield as_group(item, group)
            else:
                yield Note(page.path, page.line(value.start), f"reads {name.strip()}, which is not in the project")
        return
    role = Role.OPTIONAL if group else Role.ASKED
    start = value.start
    for part in _split(value.text):
        at = page.text.find(part.strip(), start, value.end)
        if part.strip() and at >= 0:
            yield asked(page, at, at + len(part.strip()), role=role, form=Format.SETUP_CFG, group=group)
            start = at + len(part.strip())


def _split(text: str) -> list[str]:
    """Semicolons part items on one line, as setuptools has it, unless a marker follows."""
    parts = text.split(";")
    is_marker = any("'" in part or '"' in part for part in parts[1:])
    return [text] if is_marker else parts


def _python(page: Page, value: Value) -> PythonRange | Note:
    found = specifiers(value.text)
    number = page.line(value.start)
    if found is None:
        return Note(page.path, number, f"options.python_requires: not a range of versions: {value.text[:80]!r}")
    span = page.span(value.start, value.end)
    return PythonRange(found, page.path, number, page.shown(number), span, format=Format.SETUP_CFG)
