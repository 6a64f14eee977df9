"""pyproject.toml: the project's own table, its groups, and those of Poetry, PDM, uv, Hatch, Flit and setuptools."""

import posixpath
from collections.abc import Iterator, Mapping

from packaging.utils import canonicalize_name

from service.manifest import Format, Notation, PythonRange, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked, specifiers
from service.project.environments import of_hatch, of_tox
from service.project.formats import requirements
from service.project.including import as_group
from service.project.poetry import read_poetry
from service.project.toml_places import Path, TomlFile


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Everything that it declares, table by table."""
    file = TomlFile(path, content)
    yield from file.problems
    elsewhere = _elsewhere(file)
    for item in (*_standard(file), *_tools(file, files), *_dynamic(file, files)):
        if isinstance(item, DeclaredLine) and canonicalize_name(item.requirement.name) in elsewhere:
            yield item._replace(role=Role.ADDRESSED)
        else:
            yield item


def _standard(file: TomlFile) -> Iterator[Item]:
    """PEP 621, PEP 735 and PEP 518."""
    yield from strings(file, ("project", "dependencies"), Role.ASKED, None)
    for extra in file.mapping("project", "optional-dependencies"):
        yield from strings(file, ("project", "optional-dependencies", extra), Role.OPTIONAL, extra)
    for group in file.mapping("dependency-groups"):
        yield from _group(file, group)
    yield from strings(file, ("build-system", "requires"), Role.OPTIONAL, "build-system")
    for path in (("project", "requires-python"), ("tool", "flit", "metadata", "requires-python")):
        if file.value(path) is not None:
            yield _python(file, path)


def _tools(file: TomlFile, files: Mapping[str, bytes]) -> Iterator[Item]:
    for tool in ("uv", "rye"):
        yield from strings(file, ("tool", tool, "dev-dependencies"), Role.OPTIONAL, "dev")
    for key in ("constraint-dependencies", "override-dependencies"):
        yield from strings(file, ("tool", "uv", key), Role.CONSTRAINT, None)
    for group in file.mapping("tool", "pdm", "dev-dependencies"):
        yield from strings(file, ("tool", "pdm", "dev-dependencies", group), Role.OPTIONAL, group)
    for environment in file.mapping("tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            path = ("tool", "hatch", "envs", environment, key)
            yield from strings(file, path, Role.OPTIONAL, f"hatch-{environment}")
    yield from of_hatch(file, ("tool", "hatch"))
    yield from of_tox(file, ("tool", "tox"))
    hook: Path = ("tool", "hatch", "metadata", "hooks", "requirements_txt", "files")
    for index, name in enumerate(file.sequence(*hook)):
        yield from _file(file, files, str(name), (*hook, index), None)
    yield from strings(file, ("tool", "flit", "metadata", "requires"), Role.ASKED, None)
    for extra in file.mapping("tool", "flit", "metadata", "requires-extra"):
        yield from strings(file, ("tool", "flit", "metadata", "requires-extra", extra), Role.OPTIONAL, extra)
    if file.mapping("tool", "poetry"):
        yield from read_poetry(file)


def _dynamic(file: TomlFile, files: Mapping[str, bytes]) -> Iterator[Item]:
    """`dynamic = ["dependencies"]` of setuptools, which reads them from requirements files."""
    base: Path = ("tool", "setuptools", "dynamic")
    wanted: list[tuple[Path, str | None]] = [((*base, "dependencies", "file"), None)]
    wanted += [
        ((*base, "optional-dependencies", extra, "file"), extra)
        for extra in file.mapping(*base, "optional-dependencies")
    ]
    for path, group in wanted:
        value = file.value(path)
        names = value if isinstance(value, list) else [] if value is None else [value]
        for name in names:
            yield from _file(file, files, str(name), path, group)


def _file(file: TomlFile, files: Mapping[str, bytes], name: str, path: Path, group: str | None) -> Iterator[Item]:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(file.page.path), name))
    if target not in files:
        yield Note(file.page.path, file.line(path), f"reads {name}, which is not in the project")
        return
    for item in requirements.read(target, files[target], files):
        yield as_group(item, group)


def strings(file: TomlFile, path: Path, role: Role, group: str | None) -> Iterator[DeclaredLine | Note]:
    """An array of requirements, or a note that says what was expected."""
    value = file.value(path)
    if value is None:
        return
    if not isinstance(value, list):
        name = ".".join(map(str, path))
        yield Note(file.page.path, file.line(path), f"{name}: expected a list of requirement strings")
        return
    for index, item in enumerate(value):
        if isinstance(item, str):
            yield _string(file, (*path, index), item, role, group)
        elif not isinstance(item, dict):
            name = ".".join(map(str, path))
            yield Note(file.page.path, file.line((*path, index)), f"{name}: expected a list of requirement strings")


def _string(file: TomlFile, path: Path, item: str, role: Role, group: str | None) -> DeclaredLine | Note:
    place = file.place(path)
    if place:
        return asked(file.page, *place, role=role, form=Format.PYPROJECT, group=group)
    start = file.page.starts[file.line(path) - 1]
    return asked(file.page, start, start, role=role, form=Format.PYPROJECT, group=group, written=item)


def _group(file: TomlFile, name: str) -> Iterator[Item]:
    """One dependency group. What it includes is read under its own name: an edit must not meet a line twice."""
    path: Path = ("dependency-groups", name)
    yield from strings(file, path, Role.OPTIONAL, name)
    for index, inner in _includes(file, name):
        why = "which includes this one: a circle" if name in _reached(file, inner) else None
        if inner not in file.mapping("dependency-groups"):
            why = "which is not there"
        if why:
            yield Note(file.page.path, file.line((*path, index)), f"includes the group {inner[:80]}, {why}")


def _includes(file: TomlFile, name: str) -> Iterator[tuple[int, str]]:
    known = {canonicalize_name(key): key for key in file.mapping("dependency-groups")}
    for index, item in enumerate(file.sequence("dependency-groups", name)):
        if isinstance(item, dict) and "include-group" in item:
            inner = str(item["include-group"])
            yield index, known.get(canonicalize_name(inner), inner)


def _reached(file: TomlFile, name: str) -> frozenset[str]:
    """A group and all that it includes."""
    found: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        if here not in found:
            found.add(here)
            left += [inner for _, inner in _includes(file, here)]
    return frozenset(found)


def _python(file: TomlFile, path: Path) -> PythonRange | Note:
    value = file.value(path)
    number = file.line(path)
    found = specifiers(value) if isinstance(value, str) else None
    if found is None:
        return Note(file.page.path, number, f"{'.'.join(map(str, path))}: not a range of versions: {str(value)[:80]!r}")
    place = file.place(path)
    span = file.page.span(*place) if place else None
    return PythonRange(found, file.page.path, number, file.page.shown(number), span, Notation.PEP440)


def _elsewhere(file: TomlFile) -> frozenset[str]:
    """Packages that uv takes from another place than an index."""
    sources = file.mapping("tool", "uv", "sources")
    return frozenset(
        str(canonicalize_name(name))
        for name, source in sources.items()
        if isinstance(source, dict) and any(key in source for key in ("git", "url", "path", "workspace"))
    )
