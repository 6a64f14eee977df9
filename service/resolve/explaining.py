"""Why something cannot be had, in a sentence or two with the source: from the facts, never a resolver's proof. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from matrices import query
from matrices.facts import Matrix, Product, Release
from matrices.picking import Place, installs
from matrices.requirements import interpreters, parsed_range, range_text
from matrices.wheels import PLATFORMS, runs_on

_SYSTEMS = {
    "linux_x86_64": "Linux on x86-64",
    "linux_aarch64": "Linux on ARM (aarch64)",
    "windows_amd64": "Windows",
    "macos_arm64": "macOS on Apple silicon",
    "macos_x86_64": "macOS on Intel",
}
_PIPS = (("manylinux_2_", "20.3"), ("manylinux2014", "19.3"), ("manylinux2010", "19.0"), ("manylinux1", "8.1"))
"""From which pip on the tag of a wheel is understood, newest first."""


class Lack(StrEnum):
    """Why no release can be had."""

    NEVER_EXISTED = "never-existed"
    YANKED = "yanked"
    PRE_RELEASE = "pre-release"
    TOO_NEW = "excluded-by-date"
    PLATFORM = "no-wheel-for-platform"
    PYTHON = "no-wheel-for-python"
    OLD_PIP = "old-pip"
    SOURCE_ONLY = "source-only"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is missing and why (`text`), the ways out, and where that stands."""

    lack: Lack
    text: str
    ways: tuple[str, ...]
    source: str


ELSEWHERE = ("linux_i686", "linux_armv7l", "windows_win32", "musl_x86_64")
"""Platforms that people have and nobody makes wheels of TensorFlow for."""


def unavailable(
    matrix: Matrix, requirement: Requirement, place: Place, *, before: date | None = None, pip: Version | None = None
) -> Explanation | None:
    """Why an installer says "could not find a version that satisfies the requirement". None: it would find one.

    `place.platform` may be one that nobody makes wheels for, such as "linux_i686" or "musl_x86_64".
    """
    product = matrix.products.get(canonicalize_name(requirement.name))
    if product is None:
        return None
    named = [one for one in product.releases if requirement.specifier.contains(one.version, prereleases=True)]
    found = (
        _never(product, requirement, named)
        or _after(product, requirement, named, before)
        or _yanked(product, requirement, named)
        or _early(product, requirement, named)
    )
    if found is not None:
        return found
    offered = [one for one in named if one.yanked is None and (before is None or one.date <= before)]
    return _no_wheel(product, requirement, offered, place) or _old_pip(product, offered, place, pip)


def _never(product: Product, requirement: Requirement, named: Sequence[Release]) -> Explanation | None:
    if named:
        return None
    near = _near(product, requirement)
    known = product.offered
    text = f"no release of {product.name} is {range_text(requirement.specifier)}"
    text += f"; there are {known[-1].version} to {known[0].version}." if known else "; none is known."
    ways = (f"take {' or '.join(near)}",) if near else ()
    return Explanation(Lack.NEVER_EXISTED, text, ways, product.source)


def _near(product: Product, requirement: Requirement) -> list[str]:
    """The releases on both sides of what was named."""
    for one in requirement.specifier:
        try:
            asked = Version(one.version.removesuffix(".*"))
        except InvalidVersion:
            continue
        below = next((str(release.version) for release in product.offered if release.version < asked), None)
        above = next((str(release.version) for release in reversed(product.offered) if release.version > asked), None)
        return [version for version in (below, above) if version]
    return []


def _after(
    product: Product, requirement: Requirement, named: Sequence[Release], before: date | None
) -> Explanation | None:
    if before is None or any(one.date <= before for one in named):
        return None
    first = min(named, key=lambda one: one.date)
    older = next((str(one.version) for one in product.offered if one.date <= before), None)
    text = f"{product.name} {first.version}, the first that {requirement} admits, is of {first.date}, after {before}."
    ways = (f"allow {first.date} or later with --exclude-newer", *([f"take {older}"] if older else []))
    return Explanation(Lack.TOO_NEW, text, ways, first.source)


def _yanked(product: Product, requirement: Requirement, named: Sequence[Release]) -> Explanation | None:
    if any(one.yanked is None for one in named):
        return None
    reason = f': "{named[0].yanked}"' if named[0].yanked else ""
    near = _near(product, requirement)
    text = f"{product.name} {named[0].version} was withdrawn from the index by its makers{reason}."
    return Explanation(Lack.YANKED, text, (f"take {' or '.join(near)}",) if near else (), named[0].source)


def _early(product: Product, requirement: Requirement, named: Sequence[Release]) -> Explanation | None:
    offered = [one for one in named if one.yanked is None]
    if any(not one.version.is_prerelease for one in offered) or requirement.specifier.prereleases:
        return None
    asked = range_text(requirement.specifier)
    text = f"only pre-releases of {product.name} are {asked}, and installers take none unasked."
    ways = [f"name it exactly: {product.name}=={offered[0].version}"]
    ways += [f"take {version}" for version in _near(product, requirement)[:1]]
    return Explanation(Lack.PRE_RELEASE, text, tuple(ways), offered[0].source)


def _no_wheel(
    product: Product, requirement: Requirement, offered: Sequence[Release], place: Place
) -> Explanation | None:
    if any(_installs(one, place) for one in offered):
        return None
    newest = next((one for one in offered if not one.version.is_prerelease), offered[0])
    here = [one for one in offered if pythons_of(one, place.platform)]
    if not here:
        return _no_platform(product, newest, place)
    pythons = sorted({python for one in here for python in pythons_of(one, place.platform)}, key=Version)
    with_python = [one for one in product.offered if one.wheels and _installs(one, place)]
    text = (
        f"{product.name} {_text(offered, requirement)} has no wheel for Python {place.python}"
        f"{_on(product, place)}: it has them for {listed(pythons)}."
    )
    ways = [f"change Python to {_nearest_python(pythons, place.python)}"]
    if with_python:
        near = min(with_python, key=lambda one: _far(one.version, newest.version))
        ways.append(f"change {product.name} to {near.version}, the nearest with a wheel for Python {place.python}")
    return Explanation(Lack.PYTHON, text, tuple(ways), newest.source)


def _installs(release: Release, place: Place) -> bool:
    return place.platform in PLATFORMS and installs(release, place)


def pythons_of(release: Release, platform: str) -> tuple[str, ...]:
    """The interpreters on which a release installs somewhere."""
    held = release.python_on(platform) if platform in PLATFORMS else None
    if held is not None:
        return interpreters(held.range)
    if platform in PLATFORMS and release.sdist and not release.wheels:
        return interpreters(parsed_range(release.requires_python))
    return ()


def _no_platform(product: Product, newest: Release, place: Place) -> Explanation:
    has = [_SYSTEMS[platform] for platform in PLATFORMS if newest.python_on(platform) is not None]
    there = [one for one in product.offered if _installs(one, place)]
    there = there or [one for one in product.offered if pythons_of(one, place.platform)]
    where, systems = _platform_words(place.platform), listed(has) or "no system at all"
    text = f"{product.name} {newest.version} has no wheel for {where}; it has them for {systems}."
    ways = []
    if there:
        near = min(there, key=lambda one: _far(one.version, newest.version)[:2])  # of a minor the newest patch is first
        pythons = [place.python] if _installs(near, place) else pythons_of(near, place.platform)
        ways.append(f"change {product.name} to {near.version}, which has one for Python {listed(pythons)} there")
    elif place.platform == "macos_arm64":
        ways.append("take a Python for Intel (Rosetta 2)")
    if place.platform.endswith(("_i686", "_win32")):
        ways.append("install a 64-bit Python")
    if place.platform.startswith("musl"):
        ways.append("take an image with glibc, such as python:slim")
    ways.append(f"run it on {has[0]}, in a container for example" if has else "take another package")
    return Explanation(Lack.PLATFORM, text, tuple(ways), newest.source)


def _platform_words(platform: str) -> str:
    system, _, machine = platform.partition("_")
    if system == "musl":
        return "a Linux with musl (Alpine), as its wheels are manylinux ones, for glibc"
    if machine in ("i686", "x86", "win32", "armv7l"):
        return f"a 32-bit Python on {system.capitalize()}"
    return _SYSTEMS.get(platform, platform.replace("_", " on "))


def _old_pip(product: Product, offered: Sequence[Release], place: Place, pip: Version | None) -> Explanation | None:
    """A pip that does not know the tag of a wheel behaves as if the wheel were not there."""
    if pip is None or not offered or not place.platform.startswith("linux"):
        return None
    release = next(one for one in offered if _installs(one, place))
    oldest = oldest_pip(release, place.platform)
    if oldest is None or pip >= oldest:
        return None
    text = f"{product.name} {release.version} has wheels that pip {pip} does not know: their tags need pip {oldest}."
    return Explanation(Lack.OLD_PIP, text, (f'upgrade pip: python -m pip install "pip>={oldest}"',), release.source)


def oldest_pip(release: Release, platform: str) -> Version | None:
    """The oldest pip that knows the tag of one of the wheels of a release for a platform."""
    tags = (tag for tag in release.wheels if runs_on(tag, platform))
    return min((floor for tag in tags if (floor := _floor(tag)) is not None), default=None)


def _floor(tag: str) -> Version | None:
    """The oldest pip that understands one of the tags of a wheel."""
    floors = [Version(pip) for one in tag.split(".") for start, pip in _PIPS if one.startswith(start)]
    return min(floors, default=None)


def _text(offered: Sequence[Release], requirement: Requirement) -> str:
    return str(offered[0].version) if len(offered) == 1 else range_text(requirement.specifier) or "in any version"


def _on(product: Product, place: Place) -> str:
    return (
        "" if product.name != query.TENSORFLOW and place.platform == PLATFORMS[0] else f" on {_SYSTEMS[place.platform]}"
    )


def out_of(found: Explanation) -> str:
    """The ways out as the sentence that follows the text; nothing where none is known."""
    if len(found.ways) == 1:
        return f" {found.ways[0][0].upper()}{found.ways[0][1:]}."
    return f" Either {', or '.join(found.ways)}." if found.ways else ""


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _nearest_python(pythons: Sequence[str], asked: str) -> str:
    return min(pythons, key=lambda python: _far(Version(python), Version(asked)))


def _far(one: Version, other: Version) -> tuple[int, ...]:
    """How far a version is away; of another major, the first minors above and the last below are the nearest."""
    here, there = ((*version.release, 0, 0)[:3] for version in (one, other))
    if here[0] != there[0]:
        side = 1 if here[0] > there[0] else -1
        return abs(here[0] - there[0]), side * here[1], side * here[2]
    return tuple(abs(a - b) for a, b in zip(here, there, strict=True))
