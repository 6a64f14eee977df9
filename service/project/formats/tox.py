"""tox.ini: the interpreters of its environments, and what each installs."""

import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter, Role
from service.nouns import DeclaredLine
from service.project.asking import Item, asked
from service.project.ini_places import Value, values
from service.project.installing import Setting, commands
from service.project.page import Page

FACTOR = re.compile(r"(?P<factors>[\w{},!. -]+?):\s+(?=\S)")
ENVIRONMENT = re.compile(r"(?<!\w)py(?:(?P<one>[23]\.?\d{1,2})(?!\d)|(?P<major>[23]?)\.?\{(?P<several>[\d.,\s]+)\})")
BASE = re.compile(r"python\s*(?P<version>[23](?:\.\d+)+)")


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """The settings that name an interpreter or a package."""
    page = Page.of(path, content)
    for value in values(page):
        yield from setting(page, value)


def setting(page: Page, value: Value) -> Iterator[Item]:
    """What one line of a setting says."""
    number = page.line(value.start)
    if value.section == "tox" and value.key in {"envlist", "env_list"}:
        for match in ENVIRONMENT.finditer(value.text):
            for said in (match["one"] or match["several"]).split(","):
                digits = f"{match['major'] or ''}{said.strip()}".replace(".", "")
                if digits.isdigit():
                    version = f"{digits[0]}.{digits[1:] or 0}"
                    yield Interpreter(version, page.path, number, page.shown(number), Format.TOX)
    elif value.section.startswith("testenv") and value.key == "basepython":
        base = BASE.search(value.text)
        if base:
            span = page.span(value.start + base.start("version"), value.start + base.end("version"))
            yield Interpreter(base["version"], page.path, number, page.shown(number), Format.TOX, span)
    elif value.section.startswith("testenv") and value.key == "deps":
        yield from _wanted(page, value)
    elif value.section.startswith("testenv") and value.key in {"commands", "commands_pre"}:
        group = value.section.removeprefix("testenv").strip(":") or None
        yield from commands(page, value.start, value.end, Setting(Format.TOX, group))


def _wanted(page: Page, value: Value) -> Iterator[Item]:
    """A line of `deps`: with the factors for which it holds, or for all environments. Included files are read apart."""
    factor = FACTOR.match(value.text)
    start = value.start + (factor.end() if factor else 0)
    said = page.text[start : value.end]
    if said.startswith(("-", "{", ".")) or "{" in said:
        return
    group = factor["factors"].strip() if factor else value.section.removeprefix("testenv").strip(":") or "tox"
    found = asked(page, start, value.end, role=Role.INSTALLED, form=Format.TOX, group=group)
    if isinstance(found, DeclaredLine) or said[:1].isalpha():
        yield found
