"""What of a project may reach uv: names and ranges alone, read as text first. Pure."""

import json
import posixpath
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import TypeGuard

from packaging.requirements import InvalidRequirement, Requirement

from service.plain import one_line

UV_KEYS = frozenset(
    {
        "package",
        "managed",
        "default-groups",
        "dev-dependencies",
        "constraint-dependencies",
        "override-dependencies",
        "environments",
        "required-environments",
    }
)
"""Settings of a project that say what is wanted, and not where it is read from."""
SHOWN = 60
_INCLUDE = re.compile(r"(?:-r|--requirements?|-c|--constraints?)[ \t=]*(?P<path>\S.*)")
_HASH = re.compile(r"\s+--hash[= ]\S+")
_COMMENT = re.compile(r"(^|\s)#.*$")


class Left(Exception):
    """Why something is left to the person."""


def requirements(path: str, files: Mapping[str, bytes], clean: Callable[[str, bytes], bytes]) -> dict[str, bytes]:
    """A requirements file with all that it includes. Raises Left where a line is more than a name and a range.

    `clean` takes out the lines that name an index, or raises Left itself.
    """
    found: dict[str, bytes] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        if here not in files:
            raise Left(f"{one_line(here, SHOWN)} is not in the project")
        found[here] = clean(here, files[here])
        waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(here), one)) for one in _included(found, here)]
    return found


def _included(files: Mapping[str, bytes], path: str) -> Iterator[str]:
    for number, said in _lines(files[path].decode("utf-8-sig", errors="replace")):
        include = _INCLUDE.fullmatch(said)
        if include:
            yield include["path"].strip("\"'")
        elif not _is_plain(_HASH.sub("", said)):
            raise Left(f"{path}:{number} is no plain requirement: {one_line(said, SHOWN)}")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """What pip takes for one line, without its comment."""
    number, joined = 0, ""
    for at, line in enumerate(text.splitlines(), 1):
        number = number if joined else at
        joined += _COMMENT.sub("", line)
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        if joined.strip():
            yield number, joined.strip()
        joined = ""
    if joined.strip():
        yield number, joined.strip()


def _is_plain(text: object) -> TypeGuard[str]:
    try:
        return isinstance(text, str) and Requirement(text).url is None
    except InvalidRequirement:
        return False


def metadata(content: bytes) -> str:
    """A pyproject.toml with nothing but what is wanted, written anew. Raises Left where that is not all it takes.

    uv runs the build backend of a project whose metadata is not static, whatever it is told: here it finds none.
    """
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Left(f"pyproject.toml: {one_line(str(error), SHOWN)}") from None
    project = table.get("project")
    if not _is_table(project) or not {"name", "version", "dependencies"} <= project.keys():
        raise Left("pyproject.toml does not say name, version and dependencies in [project]")
    if project.get("dynamic"):
        raise Left("its metadata is dynamic: to read it, its code would have to run")
    tool = table.get("tool")
    own = tool.get("uv", {}) if _is_table(tool) else {}
    if not _is_table(own) or own.keys() - UV_KEYS:
        raise Left("its [tool.uv] says more than which packages are wanted")
    wanted = ("name", "version", "requires-python", "dependencies", "optional-dependencies")
    kept: dict[str, object] = {"project": {key: project[key] for key in wanted if key in project}}
    kept["dependency-groups"] = table.get("dependency-groups", {})
    kept["tool"] = {"uv": own}
    for said in _asked(kept):
        if not _is_plain(said):
            raise Left(f"it asks for {one_line(str(said), SHOWN)}")
    if "build-system" in table:
        kept["build-system"] = {"requires": [], "build-backend": "none"}
    return "".join(f"{key} = {_toml(value)}\n" for key, value in kept.items())


def _asked(table: Mapping[str, object]) -> Iterator[object]:
    """Every requirement, wherever a list of them stands; groups may name each other."""
    project, groups, tool = table["project"], table["dependency-groups"], table["tool"]
    assert _is_table(project)
    assert _is_table(tool)
    own = tool["uv"]
    assert _is_table(own)
    lists = [project["dependencies"], *(own.get(key, []) for key in sorted(UV_KEYS) if key.endswith("-dependencies"))]
    for named in (project.get("optional-dependencies", {}), groups):
        lists += named.values() if _is_table(named) else [[named]]
    for each in lists:
        yield from (said for said in (each if isinstance(each, list) else [each]) if not _is_group(said))


def _is_group(said: object) -> bool:
    return _is_table(said) and said.keys() == {"include-group"}


def _is_table(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _toml(value: object) -> str:
    """A value on one line; JSON's strings are TOML's."""
    match value:
        case bool() | int() | str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{json.dumps(key)} = {_toml(each)}' for key, each in value.items())}}}"
        case _:
            raise Left(f"pyproject.toml has the value {one_line(str(value), SHOWN)}")


def words(command: str) -> list[str]:
    """The words of a command in a header, as a shell parts them."""
    try:
        return shlex.split(command)
    except ValueError:
        raise Left("the command in its header cannot be read") from None
