"""The releases of a product as its file holds them: generated from the index, one JSON object a release.

Values are parsed when they are asked for: some 4,000 releases would not load in a moment otherwise. `problems` looks
at all of them; the checks ask it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier
from packaging.version import InvalidVersion, Version

from matrices.facts import Release
from matrices.problems import Problem
from matrices.sources import exact
from matrices.wheels import PLATFORMS

Raw = Mapping[str, Any]

_OPTIONAL: Raw = {"requires_python": "", "wheels": {}, "sdist": False, "yanked": None, "requires": None, "differs": {}}
_KEYS = ("version", "date", *_OPTIONAL)


def build(raw: Sequence[Raw], source: str) -> tuple[Release, ...]:
    """The records of a file without problems; anything else raises what it happens to raise."""
    return tuple(_release({**_OPTIONAL, **one}, source) for one in raw)


def _release(raw: Raw, source: str) -> Release:
    requires = raw["requires"]
    return Release(
        Version(raw["version"]),
        date.fromisoformat(raw["date"]),
        exact(source, raw["version"]),
        raw["requires_python"],
        raw["wheels"],
        raw["sdist"],
        raw["yanked"],
        None if requires is None else tuple(requires),
        {platform: tuple(lines) for platform, lines in raw["differs"].items()},
    )


def dump(releases: Sequence[Release]) -> str:
    """The one text of a file of releases: newest first, without what says nothing."""
    rows = [_row(release) for release in releases]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _row(release: Release) -> dict[str, Any]:
    full = {
        "version": str(release.version),
        "date": release.date.isoformat(),
        "requires_python": release.requires_python,
        "wheels": dict(sorted(release.wheels.items())),
        "sdist": release.sdist,
        "yanked": release.yanked,
        "requires": None if release.requires is None else list(release.requires),
        "differs": {platform: list(lines) for platform, lines in sorted(release.differs.items())},
    }
    return {key: value for key, value in full.items() if key not in _OPTIONAL or value != _OPTIONAL[key]}


def problems(raw: object, file: str) -> Iterator[Problem]:
    """Everything that is wrong with a file of releases."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        yield Problem(file, "", "something else", "a list of releases")
        return
    seen: set[str] = set()
    for index, one in enumerate(raw):
        name = str(one.get("version", index))
        for key, found, expected in _wrong(one):
            yield Problem(file, f"release[{name}]" + (f".{key}" if key else ""), found, expected)
        if name in seen:
            yield Problem(file, f"release[{name}].version", repr(name), "every version once")
        seen.add(name)


def _wrong(one: Raw) -> Iterator[tuple[str, str, str]]:
    for key in one:
        if key not in _KEYS:
            yield key, "an unknown key", "one of " + ", ".join(_KEYS)
    for key, expected in _EXPECTED.items():
        value = one.get(key, _OPTIONAL.get(key))
        try:
            _PARSE[key](value)
        except _ERRORS:
            yield key, repr(value), expected


_ERRORS = (TypeError, ValueError, AttributeError, InvalidVersion, InvalidSpecifier, InvalidRequirement)
_EXPECTED = {
    "version": 'a version, like "2.15.1"',
    "date": 'a date, like "2024-03-08"',
    "requires_python": 'a text, like ">=3.9"',
    "wheels": 'platform tags with interpreter and ABI tags, like {"win_amd64": "cp39-cp39 cp310-cp310"}',
    "sdist": "true or false",
    "yanked": "the reason as a text, or nothing",
    "requires": 'requirements, like ["numpy<2"]',
    "differs": "for some of " + ", ".join(PLATFORMS) + " a list of requirements",
}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(value, str):
        raise TypeError
    return value


def _wheels(value: Any) -> None:  # noqa: ANN401
    for tag, names in value.items():
        if not tag or not all(name.count("-") == 1 for name in _text(names).split()) or not names:
            raise ValueError


def _requirements(value: Any) -> None:  # noqa: ANN401
    for line in value or ():
        Requirement(_text(line))


def _differs(value: Any) -> None:  # noqa: ANN401
    for platform, lines in value.items():
        if platform not in PLATFORMS:
            raise ValueError
        _requirements(lines)


def _flag(value: Any) -> None:  # noqa: ANN401
    if not isinstance(value, bool):
        raise TypeError


_PARSE: Mapping[str, Any] = {
    "version": lambda value: Version(_text(value)),
    "date": lambda value: date.fromisoformat(_text(value)),
    "requires_python": _text,
    "wheels": _wheels,
    "sdist": _flag,
    "yanked": lambda value: value is None or _text(value),
    "requires": _requirements,
    "differs": _differs,
}
