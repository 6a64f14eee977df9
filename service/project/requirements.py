"""Requirement lines of requirements files and of pyproject.toml, each with its place."""

import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from service.manifest import Role
from service.nouns import DeclaredLine, Note

COMMENT = re.compile(r"(^|\s)#.*$")
HASHES = re.compile(r"\s--hash[= ]\S+")
INCLUDE = re.compile(r"^(-r|--requirement|-c|--constraint)[\s=]*(\S+)")
NOT_A_PACKAGE = re.compile(r"^(-e|--editable|\.|/|[\w+]+://|file:)")
Read = Iterator[DeclaredLine | Note]


def requirements_files(files: Mapping[str, bytes]) -> list[str]:
    """The requirements files that nobody includes, at the top of the project, in pip's usual names."""
    return sorted(path for path in files if re.fullmatch(r"requirements[\w.-]*\.txt", path))


def read_requirements(files: Mapping[str, bytes], path: str, seen: set[str]) -> Read:
    """Lines of one requirements file and of those that it includes. A line that does not parse becomes a Note."""
    if path in seen:
        return
    seen.add(path)
    for number, text, logical in _logical_lines(files[path].decode("utf-8-sig", errors="replace")):
        include = INCLUDE.match(logical)
        if include:
            yield from _include(files, path, number, include, seen)
        elif logical:
            yield _line(path, number, text, logical)


def _logical_lines(content: str) -> Iterator[tuple[int, str, str]]:
    """Number of the first line, its text, and the whole without comment, hashes and continuations."""
    lines = content.splitlines()
    index = 0
    while index < len(lines):
        first, parts = index, []
        while lines[index].rstrip().endswith("\\") and index + 1 < len(lines):
            parts.append(lines[index].rstrip().removesuffix("\\"))
            index += 1
        parts.append(lines[index])
        index += 1
        logical = COMMENT.sub("", " ".join(parts)).strip()
        yield first + 1, lines[first], HASHES.sub("", logical).strip()


def _include(files: Mapping[str, bytes], path: str, number: int, include: re.Match[str], seen: set[str]) -> Read:
    option, target = include.groups()
    inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if inner not in files:
        yield Note(path, number, f"includes {target}, which is not in the project: its lines are not known")
        return
    limits_only = option in {"-c", "--constraint"}
    for item in read_requirements(files, inner, seen):
        yield replace(item, role=Role.CONSTRAINT) if limits_only and isinstance(item, DeclaredLine) else item


def _line(path: str, number: int, text: str, logical: str) -> DeclaredLine | Note:
    if NOT_A_PACKAGE.match(logical):
        return Note(path, number, f"not used: {logical!r} is no package of the index")
    if logical.startswith("-"):
        return Note(path, number, f"not used: the option {logical.split(maxsplit=1)[0]}")
    return _requirement(path, number, text, logical)


def _requirement(path: str, number: int, text: str, logical: str) -> DeclaredLine | Note:
    try:
        requirement = Requirement(logical)
    except InvalidRequirement as error:
        # packaging draws the line with a caret below its message; both say where it went wrong.
        return Note(path, number, f"not a requirement: {error}")
    if requirement.url:
        return Note(path, number, f"not used: {requirement.name} comes from an address, not from the index")
    return DeclaredLine(requirement, path, number, text)


def read_pyproject(content: bytes, path: str) -> tuple[dict[str, object], list[DeclaredLine | Note]]:
    """The parsed table and the lines of [project] dependencies. A file that is no TOML becomes a Note."""
    text = content.decode("utf-8", errors="replace")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [Note(path, None, f"not TOML: {error}")]
    project = table.get("project", {})
    wanted = project.get("dependencies", []) if isinstance(project, dict) else []
    if not isinstance(wanted, list) or not all(isinstance(item, str) for item in wanted):
        return table, [Note(path, None, "project.dependencies: expected a list of requirement strings")]
    return table, [_requirement(path, _line_of(text, item), _text_of(text, item), item) for item in wanted]


def _line_of(text: str, item: str) -> int:
    position = text.find(item)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


def _text_of(text: str, item: str) -> str:
    return text.splitlines()[_line_of(text, item) - 1]


def python_range(table: Mapping[str, object], path: str) -> SpecifierSet | Note | None:
    """`project.requires-python`, where it is declared."""
    project = table.get("project", {})
    text = project.get("requires-python") if isinstance(project, dict) else None
    if text is None:
        return None
    try:
        return SpecifierSet(str(text))
    except InvalidSpecifier as error:
        return Note(path, None, f"project.requires-python: {error}")
