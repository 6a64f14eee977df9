"""Why something cannot be had, in a sentence or two with the source: from the facts, never a resolver's proof. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from matrices import query
from matrices.facts import Conflict, Matrix, Product, Release
from matrices.picking import Ask, Facts, NoSet, Place, installs
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


@dataclass(frozen=True, slots=True)
class Cause:
    """The smallest cause that a set cannot be, and its source."""

    text: str
    source: str


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
    here = [one for one in offered if _pythons(one, place.platform)]
    if not here:
        return _no_platform(product, newest, place)
    pythons = sorted({python for one in here for python in _pythons(one, place.platform)}, key=Version)
    with_python = [one for one in product.offered if one.wheels and _installs(one, place)]
    text = (
        f"{product.name} {_text(offered, requirement)} has no wheel for Python {place.python}"
        f"{_on(product, place)}: it has them for {_list(pythons)}."
    )
    ways = [f"change Python to {_nearest_python(pythons, place.python)}"]
    if with_python:
        near = min(with_python, key=lambda one: _far(one.version, newest.version))
        ways.append(f"change {product.name} to {near.version}, the nearest with a wheel for Python {place.python}")
    return Explanation(Lack.PYTHON, text, tuple(ways), newest.source)


def _installs(release: Release, place: Place) -> bool:
    return place.platform in PLATFORMS and installs(release, place)


def _pythons(release: Release, platform: str) -> tuple[str, ...]:
    held = release.python_on(platform) if platform in PLATFORMS else None
    if held is not None:
        return interpreters(held.range)
    if platform in PLATFORMS and release.sdist and not release.wheels:
        return interpreters(parsed_range(release.requires_python))
    return ()


def _no_platform(product: Product, newest: Release, place: Place) -> Explanation:
    has = [_SYSTEMS[platform] for platform in PLATFORMS if newest.python_on(platform) is not None]
    last = next((one for one in product.offered if _installs(one, place)), None)
    where = _platform_words(place.platform)
    text = (
        f"{product.name} {newest.version} has no wheel for {where}; it has them for {_list(has) or 'no system at all'}."
    )
    ways = []
    if last is not None:
        ways.append(f"change {product.name} to {last.version}, which has one for Python {place.python} there")
    if place.platform == "macos_arm64" and product.name == query.TENSORFLOW and last is None:
        ways.append("take a Python for Intel (Rosetta 2)")
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
    needed = [floor for tag in release.wheels if runs_on(tag, place.platform) and (floor := _floor(tag)) is not None]
    oldest = min(needed, default=None)
    if oldest is None or pip >= oldest:
        return None
    text = f"{product.name} {release.version} has wheels that pip {pip} does not know: their tags need pip {oldest}."
    return Explanation(Lack.OLD_PIP, text, (f'upgrade pip: python -m pip install "pip>={oldest}"',), release.source)


def _floor(tag: str) -> Version | None:
    """The oldest pip that understands one of the tags of a wheel."""
    floors = [Version(pip) for one in tag.split(".") for start, pip in _PIPS if one.startswith(start)]
    return min(floors, default=None)


def cause(error: NoSet, facts: Facts, name: str | None = None) -> Cause:
    """The smallest cause of a contradiction, in one or two sentences; `name` is the package that it is about."""
    own = [ask for ask in error.asks if not ask.by]
    for ask in own:
        asked = Requirement(f"{ask.name}{ask.text}")
        found = unavailable(facts.matrix, asked, facts.place, before=facts.before)
        if found is not None and name is None:
            ways = f" Either {', or '.join(found.ways)}." if found.ways else ""
            return Cause(f"{found.text}{ways}", found.source)
        if found is not None and name == ask.name:
            return Cause(found.text, found.source)
    conflicts = [one for one in error.conflicts if name is None or name in (one.other, one.product)] or error.conflicts
    if conflicts:
        return _conflict(conflicts[0])
    return _contradiction(error, facts, name)


def _conflict(first: Conflict) -> Cause:
    pair = f"{first.product} {range_text(first.range)} breaks with {first.beside}"
    return Cause(f"{pair}: {first.error.rstrip('.')}. {first.reason}", first.source)


def _contradiction(error: NoSet, facts: Facts, name: str | None) -> Cause:
    """Who wants what of one package; releases of one package that all want the like are told of as one."""
    groups: dict[tuple[str, str], list[Ask]] = {}
    for ask in error.asks:
        groups.setdefault((ask.by.partition(" ")[0], ask.name), []).append(ask)
    said = [
        _wants(by, asks, facts, error)
        for (by, about), asks in groups.items()
        if by and _matters(about, by, name, error)
    ]
    asked = [f"{ask.name}{ask.text}" for ask in error.asks if not ask.by and ask.text]
    source = next((ask.source for ask in error.asks if ask.source), "")
    parts = ([f"asked for {'is' if len(asked) == 1 else 'are'} {_list(asked)}"] if asked else []) + said
    return Cause(f"{'; '.join(parts)}." if parts else "nothing satisfies all of it.", source)


def _matters(about: str, by: str, name: str | None, error: NoSet) -> bool:
    if name is None or len(error.asks) <= 4:  # noqa: PLR2004 - so few are told of together
        return True
    return name in (about, by)


def _wants(by: str, asks: Sequence[Ask], facts: Facts, error: NoSet) -> str:
    texts = list(dict.fromkeys(ask.text for ask in asks))
    if len(asks) == 1 or len(texts) == 1:
        versions = [ask.by.partition(" ")[2] for ask in asks]
        which = versions[0] if len(asks) == 1 else f"{min(versions, key=Version)} to {max(versions, key=Version)}"
        return f"{by} {which} wants {asks[0].name}{_ordered(texts[0])}"
    other, python = asks[0].name, facts.place.python
    text = f"no release of {by} that installs on Python {python} goes with it: each wants another {other}"
    return f"{text}{_elsewhere(by, other, facts, error)}"


def _elsewhere(by: str, other: str, facts: Facts, error: NoSet) -> str:
    """The release that would go with what was asked for, where it is only the interpreter that it has no wheel for."""
    missing = [one for one in facts.matrix.products[by].offered if not installs(one, facts.place)]
    held = [parsed_range(ask.text) for ask in error.asks if not ask.by and ask.name == other and ask.text]
    wanted = next((one for one in facts.finals(other) if held and all(one in each for each in held)), None)
    for release in missing:
        pythons = _pythons(release, facts.place.platform)
        need = release.needs_on(pythons[-1], facts.place.platform).get(other) if pythons else None
        if need is not None and wanted is not None and wanted in need.range:
            return f"; {by} {release.version} does, on Python {_list(pythons)}"
    return ""


def _ordered(text: str) -> str:
    return range_text(parsed_range(text.strip("()"))) or " in any version"


def _text(offered: Sequence[Release], requirement: Requirement) -> str:
    return str(offered[0].version) if len(offered) == 1 else range_text(requirement.specifier) or "in any version"


def _on(product: Product, place: Place) -> str:
    return (
        "" if product.name != query.TENSORFLOW and place.platform == PLATFORMS[0] else f" on {_SYSTEMS[place.platform]}"
    )


def _list(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _nearest_python(pythons: Sequence[str], asked: str) -> str:
    return min(pythons, key=lambda python: abs(Version(python).minor - Version(asked).minor))


def _far(one: Version, other: Version) -> tuple[int, ...]:
    here, there = ((*version.release, 0, 0)[:3] for version in (one, other))
    return tuple(abs(a - b) for a, b in zip(here, there, strict=True))
