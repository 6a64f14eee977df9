"""What a wheel asks for, as ranges that hold on every interpreter it is made for."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.wheels import LINUX, installing, python_range

# An open range, as pure Python packages have, is answered up to here; ranges read from wheels of one interpreter each
# always end, and `python -m matrices check` fails when one ends beyond.
NEWEST_PYTHON = (3, 15)
_INTERPRETERS = ("2.7", *(f"3.{minor}" for minor in range(NEWEST_PYTHON[1] + 1)))

_LINE = re.compile(
    r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:\(([^();@]*)\)|([<>=!~][^;()@]*))?\s*(?:;(.*))?"
)
_OPERATORS = ("===", "==", "~=", ">=", ">", "<=", "<", "!=")
_CPYTHON = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
_SYSTEMS = {
    "linux": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"},
    "windows": {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"},
    "macos": {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin"},
}


def interpreters(held: SpecifierSet) -> tuple[str, ...]:
    """The minors of Python that a range holds, or holds some patch of, oldest first."""
    return _interpreters(str(held))


@cache
def _interpreters(held: str) -> tuple[str, ...]:
    specifiers = SpecifierSet(held)
    return tuple(name for name, *some in _patches() if any(specifiers.contains(patch) for patch in some))


@cache
def _patches() -> tuple[tuple[str, Version, Version], ...]:
    """Of each minor the first patch and one that never came: a range holds some patch if it holds one of these."""
    return tuple((name, Version(name), Version(f"{name}.99")) for name in _INTERPRETERS)


def minors(wheels: Mapping[str, str], platform: str, requires: str) -> frozenset[str]:
    """The minors of Python on which one of these wheels installs, on a platform."""
    return _minors(installing(wheels, platform), requires)


@cache
def _minors(names: tuple[str, ...], requires: str) -> frozenset[str]:
    """Releases of one product that follow each other mostly have the same wheels."""
    held = python_range(names, parsed_range(requires))
    return frozenset() if held is None else frozenset(interpreters(held))


@cache
def asked_for(line: str) -> tuple[str, str, str]:
    """A line of metadata without taking it apart further: the package, the text of the range, that of the marker."""
    if (match := _LINE.fullmatch(line)) is not None:
        return canonicalize_name(match[1]), (match[2] or match[3] or "").strip(), (match[4] or "").strip()
    requirement = Requirement(line)
    return canonicalize_name(requirement.name), str(requirement.specifier), str(requirement.marker or "")


@cache
def holds(marker: str, python: str, platform: str, extras: tuple[str, ...]) -> bool:
    """Whether a marker is true in a place, with one of the extras or without any."""
    parsed, where = Marker(marker), _Where(python, platform, extras)
    return any(parsed.evaluate(_environment(where, extra)) for extra in ("", *extras))


def range_text(specifiers: SpecifierSet) -> str:
    """A range as people write it: where it starts, where it ends, what it leaves out."""
    order = sorted(specifiers, key=lambda one: (_OPERATORS.index(one.operator), one.version))
    return ",".join(map(str, order))


@cache
def parsed_range(text: str) -> SpecifierSet:
    """A range of the index; what nobody could parse (some old ones are) says nothing, as installers take it."""
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return SpecifierSet()


def needs(
    lines: Collection[str], pythons: Sequence[str], platform: str = LINUX, extras: tuple[str, ...] = ()
) -> dict[str, SpecifierSet]:
    """The ranges that hold on each of these interpreters: clauses that only some of them have are left out."""
    asked = [_merged(lines, _Where(python, platform, extras)) for python in pythons]
    everywhere = set.intersection(*(set(ranges) for ranges in asked)) if asked else set()
    return {name: _common([ranges[name] for ranges in asked]) for name in sorted(everywhere)}


class _Where(NamedTuple):
    python: str
    platform: str
    extras: tuple[str, ...]


def _merged(lines: Collection[str], where: _Where) -> dict[str, SpecifierSet]:
    """A package that two lines name needs what both of them say."""
    found: dict[str, SpecifierSet] = {}
    for name, specifiers in _asked(lines, where):
        found[name] = found[name] & specifiers if name in found else specifiers
    return found


def _asked(lines: Collection[str], where: _Where) -> Iterator[tuple[str, SpecifierSet]]:
    for line in lines:
        name, specifiers, marked = _parsed(line)
        if not marked or _holds(line, where):
            yield name, specifiers


@cache
def _parsed(line: str) -> tuple[str, SpecifierSet, bool]:
    requirement = Requirement(line)
    return canonicalize_name(requirement.name), requirement.specifier, requirement.marker is not None


@cache
def _holds(line: str, where: _Where) -> bool:
    marker = Requirement(line).marker
    return marker is None or any(marker.evaluate(_environment(where, extra)) for extra in ("", *where.extras))


def _environment(where: _Where, extra: str) -> Mapping[str, str]:
    system, _, machine = where.platform.partition("_")
    named = {"platform_machine": "AMD64" if machine == "amd64" else machine, "extra": extra}
    python = {"python_version": where.python, "python_full_version": f"{where.python}.0"}
    return {**_CPYTHON, **_SYSTEMS[system], **named, **python}


def _common(ranges: Sequence[SpecifierSet]) -> SpecifierSet:
    if len(set(ranges)) == 1:
        return ranges[0]
    return SpecifierSet(",".join(map(str, set.intersection(*map(set, ranges)))))
