"""Pythons that a TensorFlow has no wheel for, replaced where a project names them. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from service.manifest import Format, Interpreter, Notation, PythonRange
from service.nouns import Declared, Note
from service.patch.notation import plain
from service.patch.splice import TextEdit

_LOWER, _UPPER = frozenset({">=", ">", "~=", "=="}), frozenset({"<", "<="})
_YAML = frozenset({Format.WORKFLOW})


@dataclass(frozen=True, slots=True)
class Pythons:
    """The interpreters that a release has wheels for, oldest first, and the one that is chosen among them."""

    all: tuple[str, ...]
    chosen: str

    @property
    def oldest(self) -> str:
        return self.all[0]

    @property
    def preferred(self) -> tuple[str, ...]:
        """The chosen one first, then those after it, then those before it, the nearest first."""
        at = self.all.index(self.chosen)
        return (*self.all[at:], *reversed(self.all[:at]))


def edits(files: Mapping[str, bytes], declared: Declared, pythons: Pythons) -> Iterator[TextEdit | Note]:
    """What must be said otherwise, and a note where the place does not hold it as such."""
    for found in declared.python_ranges:
        yield from _range(files, found, pythons)
    images = {(one.path, one.line) for one in declared.images}  # those change as a whole
    named = (one for one in declared.pythons if (one.path, one.line) not in images)
    for together in _lists(sorted(named, key=lambda one: (one.path, one.line))):
        yield from _named(files[together[0].path], together, pythons)


def _lists(named: Iterable[Interpreter]) -> Iterator[list[Interpreter]]:
    """Those that stand on one line, or on lines that follow each other: a matrix of tests."""
    found: list[Interpreter] = []
    for one in named:
        if found and (one.path != found[-1].path or one.line > found[-1].line + 1):
            yield found
            found = []
        found.append(one)
    if found:
        yield found


def _range(files: Mapping[str, bytes], found: PythonRange, pythons: Pythons) -> Iterator[TextEdit | Note]:
    specifier = narrowed(found.specifier, pythons)
    if specifier == found.specifier:
        return
    if found.span is None:
        yield Note(found.path, found.line, f"the range of Pythons must become {plain(specifier)}: change it by hand")
        return
    old = files[found.path][found.span.start : found.span.end].decode("utf-8", errors="replace")
    yield TextEdit(found.path, found.span, _written(specifier, old, found.notation))


def narrowed(specifier: SpecifierSet, pythons: Pythons) -> SpecifierSet:
    """The same range from the oldest interpreter of the release on, and up to where it has one."""
    minors = [Version(python) for python in pythons.all]
    old = [minor for minor in _minors() if minor < minors[0] and _admits(specifier, minor)]
    none = not any(_admits(specifier, minor) for minor in minors)
    if not specifier or not (old or none):
        return specifier
    kept = [one for one in specifier if one.operator not in _LOWER and not (none and one.operator in _UPPER)]
    kept = [one for one in kept if one.operator != "!=" or _floor(one.version) >= minors[0]]
    upper = [f"<{_next(pythons.chosen)}"] if none and any(one.operator in _UPPER for one in specifier) else []
    floor = pythons.chosen if none else pythons.oldest
    return SpecifierSet(",".join([f">={floor}", *map(str, kept), *upper]))


def _minors() -> Iterator[Version]:
    yield Version("2.7")
    yield from (Version(f"3.{minor}") for minor in range(3, 20))


def _admits(specifier: SpecifierSet, minor: Version) -> bool:
    return any(specifier.contains(f"{minor}.{patch}") for patch in range(30))


def _floor(text: str) -> Version:
    return Version(text.removesuffix(".*"))


def _next(python: str) -> str:
    major, minor = python.split(".")
    return f"{major}.{int(minor) + 1}"


def _written(specifier: SpecifierSet, old: str, notation: Notation) -> str:
    """A caret stays one: `^3.7` becomes `^3.10`; a tilde would forbid every other minor, as it did before."""
    floor = next((one.version for one in specifier if one.operator == ">="), None)
    if notation is Notation.POETRY and floor and re.fullmatch(r"\^\s*[\d.]+", old.strip()):
        return f"^{floor}"
    return plain(specifier, ", " if re.search(r",\s", old) else ",")


def _named(content: bytes, named: Sequence[Interpreter], pythons: Pythons) -> Iterator[TextEdit | Note]:
    """In a list of several, each one that goes makes room for one that is not there yet; the rest is told."""
    there = {minor_of(one.version) for one in named} & set(pythons.all)
    free = [each for each in pythons.preferred if each not in there]
    places: dict[str, str | None] = {}
    for one in named:
        minor = minor_of(one.version)
        if minor is None or minor in pythons.all:
            continue
        if minor not in places:
            places[minor] = free.pop(0) if free else None
        new = places[minor]
        if new is None or one.span is None:
            words = f"TensorFlow has no wheel for Python {one.version} there, it has for {', '.join(pythons.all)}"
            yield Note(one.path, one.line, f"{words}: change it by hand")
            continue
        old = content[one.span.start : one.span.end].decode("utf-8", errors="replace")
        yield TextEdit(one.path, one.span, renamed(old, minor, new, quote=_is_bare_yaml(content, one)))


def minor_of(version: str) -> str | None:
    try:
        known = Version(version.removesuffix("-dev"))
    except InvalidVersion:
        return None
    return f"{known.major}.{known.minor}" if len(known.release) > 1 else None


def renamed(old: str, minor: str, new: str, *, quote: bool = False) -> str:
    """The text with another Python in it, as long as it was: 3.7.12 becomes 3.10, py37 becomes py310."""
    dotted = re.compile(rf"(?<!\d){re.escape(minor)}(\.\d+)?(?!\d)")
    glued = re.compile(rf"(?<!\d){minor.replace('.', '')}(?!\d)")
    if dotted.search(old):
        text = dotted.sub(new, old, count=1)
        return f'"{text}"' if quote else text
    return glued.sub(new.replace(".", ""), old, count=1)


def _is_bare_yaml(content: bytes, one: Interpreter) -> bool:
    """YAML reads 3.10 without quotes as the number 3.1."""
    if one.format not in _YAML or one.span is None:
        return False
    whole = re.fullmatch(rb"[\d.]+", content[one.span.start : one.span.end])
    return whole is not None and content[one.span.start - 1 : one.span.start] not in {b'"', b"'"}
