"""What the tags of wheels mean: on which platforms, and for which interpreters, a release installs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from packaging.specifiers import SpecifierSet

LINUX = "linux_x86_64"
PLATFORMS = (LINUX, "linux_aarch64", "windows_amd64", "macos_arm64", "macos_x86_64")
"""The platforms that people ask about, the one that speaks for a release first."""

_SYSTEMS = {"linux": ("manylinux", "musllinux", "linux"), "windows": ("win",), "macos": ("macosx",)}
_FAT = {"x86_64": ("universal2", "universal", "intel"), "arm64": ("universal2",)}
Minor = tuple[int, int]


@cache
def runs_on(tag: str, platform: str) -> bool:
    """Whether a wheel with this platform tag (a compressed set of them too) installs on a platform."""
    system, _, machine = platform.partition("_")
    return any(_one_runs_on(one, system, machine) for one in tag.split("."))


def _one_runs_on(tag: str, system: str, machine: str) -> bool:
    if tag == "any":
        return True
    endings = (machine, *_FAT.get(machine, ())) if system == "macos" else (machine,)
    return tag.startswith(_SYSTEMS[system]) and tag.endswith(tuple(f"_{ending}" for ending in endings))


def installing(wheels: Mapping[str, str], platform: str) -> tuple[str, ...]:
    """The names, without platforms, of the wheels that install on a platform."""
    return tuple(names for tag, names in wheels.items() if runs_on(tag, platform))


def python_range(names: Iterable[str], requires: SpecifierSet) -> SpecifierSet | None:
    """The interpreters that wheels of these names are tagged for, less those that the metadata refuses."""
    return _held(frozenset(_pairs(names)), str(requires))


def _pairs(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Interpreter and ABI tag of every wheel; free-threaded ones are other interpreters."""
    for name in " ".join(names).split():
        pythons, _, abis = name.partition("-")
        every = ((python, abi) for python in pythons.split(".") for abi in abis.split("."))
        yield from (pair for pair in every if not pair[1].endswith("t"))


@cache
def _held(named: frozenset[tuple[str, str]], requires: str) -> SpecifierSet | None:
    stated = SpecifierSet(requires)
    floors = sorted(_floors(named))
    if floors and floors[-1].startswith("2"):
        return SpecifierSet("==2.7.*") if "2.7" in stated else None  # Python 3 is no later Python 2
    if floors:
        tagged = SpecifierSet(f">={floors[0]}")
        return stated if stated.is_subset(tagged) and len(stated) else tagged & stated
    exact = sorted({minor for python, _ in named if (minor := _minor(python)) is not None})
    allowed = [minor for minor in exact if _text(minor) in stated or f"{_text(minor)}.99" in stated]
    return _span(allowed) if allowed else None


def _floors(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Pure wheels, and those for the stable ABI, install on their interpreter and on all later ones."""
    for python, abi in named:
        if python.startswith("py") and python[2:].isdigit():
            yield python[2:] if len(python) == len("py3") else f"{python[2]}.{python[3:]}"
        elif abi == "abi3" and (minor := _minor(python)) is not None:
            yield _text(minor)


def _minor(python: str) -> Minor | None:
    return (int(python[2]), int(python[3:])) if python.startswith("cp") and python[3:].isdigit() else None


def _text(minor: Minor) -> str:
    return f"{minor[0]}.{minor[1]}"


def _span(minors: Sequence[Minor]) -> SpecifierSet:
    """From the first to the last, with the gaps cut out."""
    first, (major, last) = minors[0], minors[-1]
    start = first[1] if first[0] == major else 0
    gaps = [f"!={major}.{minor}.*" for minor in range(start, last) if (major, minor) not in minors]
    return SpecifierSet(",".join([f">={_text(first)}", f"<{major}.{last + 1}", *gaps]))
