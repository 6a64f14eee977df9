"""What a wheel asks for and runs on, as ranges that hold on every interpreter it is made for."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import canonicalize_name

LINUX = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def runs_on_linux(tag: Tag) -> bool:
    """Whether a wheel with this tag installs on Linux x86-64."""
    return tag.platform == "any" or (tag.platform.endswith("_x86_64") and "linux" in tag.platform)


def python_range(tags: Iterable[Tag], requires: SpecifierSet) -> SpecifierSet:
    """The interpreters of a release: those its wheels are tagged for, less those its metadata refuses."""
    names = {tag.interpreter for tag in tags if runs_on_linux(tag)}
    if generic := sorted(name for name in names if name.startswith("py")):
        tagged = SpecifierSet(f">={generic[0][2:]}")
        return requires if requires.is_subset(tagged) and len(requires) else tagged & requires
    minors = sorted((int(name[2]), int(name[3:])) for name in names if name.startswith("cp") and name[3:])
    return _span([minor for minor in minors if _text(minor) in requires or f"{_text(minor)}.99" in requires])


def _text(minor: tuple[int, int]) -> str:
    return f"{minor[0]}.{minor[1]}"


def _span(minors: Sequence[tuple[int, int]]) -> SpecifierSet:
    """From the first to the last, with the gaps cut out."""
    if not minors:
        return SpecifierSet("<0")
    first, (major, last) = minors[0], minors[-1]
    start = first[1] if first[0] == major else 0
    gaps = [f"!={major}.{minor}.*" for minor in range(start, last) if (major, minor) not in minors]
    return SpecifierSet(",".join([f">={_text(first)}", f"<{major}.{last + 1}", *gaps]))


def needs(lines: Collection[str], pythons: Sequence[str]) -> dict[str, SpecifierSet]:
    """The ranges that hold on each of these interpreters: clauses that only some of them have are left out."""
    asked = [dict(_asked(lines, python)) for python in pythons]
    everywhere = set.intersection(*(set(ranges) for ranges in asked)) if asked else set()
    return {name: _common([ranges[name] for ranges in asked]) for name in sorted(everywhere)}


def _asked(lines: Collection[str], python: str) -> Iterator[tuple[str, SpecifierSet]]:
    environment = {**LINUX, "python_version": python, "python_full_version": f"{python}.0"}
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield canonicalize_name(requirement.name), requirement.specifier


def _common(ranges: Sequence[SpecifierSet]) -> SpecifierSet:
    return SpecifierSet(",".join(map(str, set.intersection(*map(set, ranges)))))
