"""One requirement in the words of PEP 508, at its place in a file: its name, its version, and the bytes of both."""

import re
from functools import lru_cache
from typing import TypeAlias

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from service.manifest import Format, Image, Interpreter, Notation, PythonRange, Role, Span, Toolkit
from service.nouns import DeclaredLine, Lock, Note
from service.project.page import Page, without_credentials

Item: TypeAlias = DeclaredLine | Lock | Note | Image | Interpreter | PythonRange | Toolkit
"""What a format finds in a file."""

LONGEST = 4_000
"""Of one requirement; hashes are taken off before."""

PARTS = re.compile(r"\s*(?P<name>[A-Za-z0-9][\w.-]*)\s*(?P<extras>\[[^\]]*\])?")
ITSELF = re.compile(r"(?:(?:-e|--editable)[\s=]+)?\./?(?:\[[\w,. -]*\])?")
"""The project itself, as pip is told to install it: it is declared by being read."""
NAMED = re.compile(r"#(?:.*&)?egg=(?P<name>[A-Za-z0-9][\w.-]*)")


def asked(
    page: Page,
    start: int,
    end: int,
    *,
    role: Role = Role.ASKED,
    form: Format = Format.REQUIREMENTS,
    group: str | None = None,
    hashes: tuple[str, ...] = (),
    written: str | None = None,
) -> DeclaredLine | Note:
    """The requirement in these characters of a page. What is none becomes a note that draws where it went wrong.

    `written` is what they mean where that is not what stands there: a continuation, an escape, a variable.
    """
    text = page.text[start:end] if written is None else written
    number = page.line(start)
    requirement = parsed(text)
    if isinstance(requirement, str):
        return Note(page.path, number, f"not a requirement: {requirement}")
    if requirement.url:
        return addressed(page, start, requirement.url, name=requirement.name, form=form, group=group)
    line = DeclaredLine(requirement, page.path, number, page.shown(number), role, form, group, hashes=hashes)
    return line if written is not None else _placed(line, page, start, text)


def _placed(line: DeclaredLine, page: Page, start: int, text: str) -> DeclaredLine:
    """The same line with the bytes of its name and of its version."""
    parts = PARTS.match(text)
    if parts is None:
        return line
    version_end = text.find(";") if ";" in text else len(text)
    left, right = parts.end(), version_end
    inner = text[left:right]
    left += len(inner) - len(inner.lstrip())
    right = max(left, left + len(inner.strip()))
    if not inner.strip():
        left = right = parts.end("extras") if parts["extras"] else parts.end("name")
    if text[left:right].startswith("(") and text[left:right].endswith(")"):
        left, right = left + 1, right - 1
    if specifiers(text[left:right]) != line.requirement.specifier:
        return line
    name = page.span(start + parts.start("name"), start + parts.end("name"))
    return _with_spans(line, name, page.span(start + left, start + right))


def _with_spans(line: DeclaredLine, name: Span | None, version: Span | None) -> DeclaredLine:
    return DeclaredLine(
        line.requirement, line.path, line.line, line.text, line.role, line.format, line.group,
        Notation.PEP440, name, version, line.hashes,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def parsed(text: str) -> Requirement | str:
    """A requirement, or why it is none, drawn with a caret below the place."""
    if len(text) > LONGEST:
        return f"it has {len(text)} characters, more than the {LONGEST} of one requirement"
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        return without_credentials(str(error))
    except (RecursionError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def specifiers(text: str) -> SpecifierSet | None:
    """A range of versions; None where it is none."""
    if len(text) > LONGEST:
        return None
    try:
        return SpecifierSet(text)
    except (InvalidSpecifier, ValueError):
        return None


def pinned(name: str, version: str) -> Requirement | None:
    """`name==version`; None where either is none."""
    found = parsed(f"{name}=={version}")
    return None if isinstance(found, str) else found


def addressed(
    page: Page, at: int, address: str, *, name: str | None = None, form: Format, group: str | None = None
) -> DeclaredLine | Note:
    """What comes from an address: with the version that the name of a wheel says, or by name alone, else a note."""
    number = page.line(at)
    known = _by_file(address) or (name or _egg(address), None)
    if known[0] is None:
        return Note(page.path, number, f"not used: {without_credentials(address)!r} is no package of the index")
    found = parsed(f"{known[0]}=={known[1]}" if known[1] else known[0])
    if isinstance(found, str):
        return Note(page.path, number, f"not used: {without_credentials(address)!r} is no package of the index")
    return DeclaredLine(found, page.path, number, page.shown(number), Role.ADDRESSED, form, group)


def _egg(address: str) -> str | None:
    found = NAMED.search(address)
    return found["name"] if found else None


def _by_file(address: str) -> tuple[str, Version] | None:
    """Name and version of a distribution, by its file's name."""
    file = re.split(r"[#?]", address, maxsplit=1)[0].replace("\\", "/").rsplit("/", 1)[-1]
    try:
        if file.endswith(".whl"):
            return parse_wheel_filename(file.replace("%2B", "+"))[:2]
        if file.endswith((".tar.gz", ".zip")):
            return parse_sdist_filename(file)
    except (InvalidWheelFilename, InvalidSdistFilename, ValueError):
        return None
    return None
