"""What `[tool.poetry]` of a pyproject.toml declares: dependencies, groups, extras, several constraints of one package.

Pipfile writes its packages in the same manner, so they are read here as well.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packaging.utils import canonicalize_name

from service.manifest import Format, Notation, PythonRange, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, parsed
from service.project.poetry_words import range_of
from service.project.toml_places import Path, TomlFile

PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "win32", "windows": "win32", "macos": "darwin"}
ADDRESSES = ("git", "url", "path", "file", "hg", "svn")


class Manner(NamedTuple):
    """In which form, and for whom, the packages of one table are asked for."""

    form: Format
    role: Role = Role.ASKED
    group: str | None = None


def read_poetry(file: TomlFile) -> Iterator[Item]:
    """Everything below `[tool.poetry]`."""
    top: Path = ("tool", "poetry")
    python = file.value((*top, "dependencies", "python"))
    if isinstance(python, str):
        yield python_range(file, (*top, "dependencies", "python"), python)
    extras = _extras(file.mapping(*top, "extras"))
    # With [project] dependencies, Poetry 2 takes only the sources of the packages from its own table.
    enriches = bool(file.sequence("project", "dependencies"))
    main = Manner(Format.POETRY, Role.ALTERNATIVE if enriches else Role.ASKED)
    yield from packages(file, (*top, "dependencies"), main, extras)
    groups: list[tuple[str, Path]] = [("dev", (*top, "dev-dependencies"))]
    groups += [(str(name), (*top, "group", name, "dependencies")) for name in file.mapping(*top, "group")]
    for name, path in groups:
        yield from packages(file, path, Manner(Format.POETRY, Role.OPTIONAL, name), {})


def python_range(file: TomlFile, path: Path, said: str) -> PythonRange | Note:
    """`python = "^3.8"`."""
    found = range_of(said)
    number = file.line(path)
    if found is None:
        return Note(file.page.path, number, f"{'.'.join(map(str, path))}: not one range of versions: {said[:80]!r}")
    place = file.place(path)
    span = file.page.span(*place) if place else None
    return PythonRange(found, file.page.path, number, file.page.shown(number), span, Notation.POETRY, Format.POETRY)


def _extras(table: Mapping[str, object]) -> dict[str, str]:
    """By package, the extra that asks for it."""
    named = ((extra, name) for extra, names in table.items() if isinstance(names, list) for name in names)
    return {str(canonicalize_name(str(name).split("[")[0])): extra for extra, name in named}


def packages(file: TomlFile, path: Path, manner: Manner, extras: Mapping[str, str]) -> Iterator[Item]:
    """The packages of one table, name by name."""
    for name in file.mapping(*path):
        if name.lower() != "python" or manner.form is not Format.POETRY:
            value = file.value((*path, name))
            choices = [(*path, name, at) for at in range(len(value))] if isinstance(value, list) else [(*path, name)]
            for choice in choices:
                yield _package(file, name, choice, manner, extras)


def _package(file: TomlFile, name: str, path: Path, manner: Manner, extras: Mapping[str, str]) -> Item:
    value = file.value(path)
    table = value if isinstance(value, dict) else {}
    at = path if isinstance(value, str) else (*path, "version")
    said = value if isinstance(value, str) else table.get("version", "*")
    number = file.line(at)
    versions = range_of(said) if isinstance(said, str) else None
    if versions is None or not isinstance(value, str | dict):
        return Note(file.page.path, number, f"{name}: not one range of versions: {str(said)[:80]!r}")
    wanted = f"{name}{_listed(table.get('extras'))}{versions}{_marker(table)}"
    requirement = parsed(wanted)
    if isinstance(requirement, str):
        return Note(file.page.path, number, f"not a requirement: {requirement}")
    extra = extras.get(str(canonicalize_name(name)))
    role, group = (Role.OPTIONAL, extra or "optional") if table.get("optional") is True else (manner.role, manner.group)
    if any(key in table for key in ADDRESSES):
        role = Role.ADDRESSED
    place = file.place(at)
    key = _key_span(file, path, name) if name == requirement.name else None
    return DeclaredLine(
        requirement, file.page.path, number, file.page.shown(number), role, manner.form, group, Notation.POETRY,
        file.page.span(*key) if key else None, file.page.span(*place) if place else None,
    )  # fmt: skip


def _key_span(file: TomlFile, path: Path, name: str) -> tuple[int, int] | None:
    """The package's name is the key before the value: on the same line, where it is found once."""
    number = file.line(path)
    start = file.page.starts[number - 1]
    found = file.page.text.find(name, start, start + len(file.page.shown(number)))
    before = file.page.text[start:found].strip(" \t\"'") if found >= 0 else "?"
    return None if before else (found, found + len(name))


def _listed(extras: object) -> str:
    return f"[{','.join(map(str, extras))}]" if isinstance(extras, list) and extras else ""


def _marker(table: Mapping[str, object]) -> str:
    """`python`, `platform` and `markers` of one constraint, as one marker."""
    parts: list[str] = []
    if isinstance(table.get("markers"), str):
        parts.append(f"({table['markers']})")
    python = range_of(str(table["python"])) if isinstance(table.get("python"), str) else None
    parts += [f"python_version {one.operator} '{one.version}'" for one in python or ()]
    platform = table.get("platform", table.get("sys_platform"))
    if isinstance(platform, str):
        bare = platform.strip("=! '\"").lower()
        sign = "!=" if platform.startswith("!=") else "=="
        parts.append(f"sys_platform {sign} '{PLATFORMS.get(bare, bare)}'")
    return f"; {' and '.join(parts)}" if parts else ""
