"""Where the tested builds of the documentation and the wheels say different things; computed, never stored."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from packaging.version import Version

from matrices.facts import Release
from matrices.gpu import query
from matrices.gpu.facts import Build, Gpu, Row
from matrices.requirements import interpreters
from matrices.wheels import LINUX

_COMPILERS = (
    ("clang", re.compile(r"llvm-(\d+)|clang (\d+)|^clang$")),
    ("gcc", re.compile(r"gcc-(\d+)|/dt(\d+)/")),
    ("msvc", re.compile(r"Visual Studio/(\d{4})")),
)
_NUMBER = re.compile(r"\d+")


class About(StrEnum):
    """What the two sides differ in."""

    ROW = "row"
    PYTHON = "python"
    CUDA = "cuda"
    CUDNN = "cudnn"
    COMPILER = "compiler"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One difference in words, with the sources of both sides."""

    version: Version
    platform: str
    about: About
    text: str
    sources: tuple[str, ...]


def disagreements(gpu: Gpu, release: Release, platform: str = LINUX) -> tuple[Disagreement, ...]:
    """Everything that the row for a release and its wheel say differently; without a row, that there is none."""
    wheel = query.build(gpu, release.version, platform)
    rows = [one for one in gpu.tested.get(release.version.release[:2], ()) if one.platform == platform]
    held = release.python_on(platform)
    if not rows:
        return (_missing(release, platform),) if held is not None else ()
    found = [*_python(release, platform, rows[0]), *_repeated(release, platform, rows)]
    for row in rows:
        if wheel is not None and row.gpu == wheel.gpu:
            found += [*_versions(wheel, row), *_compiler(wheel, row)]
    return tuple(found)


def without_release(gpu: Gpu, released: Collection[Version]) -> Iterator[Disagreement]:
    """Rows for releases that nobody released."""
    for row in gpu.rows:
        if row.version not in released:
            text = f"the table lists {row.package} {row.version}, which was never released"
            yield Disagreement(row.version, row.platform, About.ROW, text, (row.source,))


def _missing(release: Release, platform: str) -> Disagreement:
    text = f"there are wheels of {release.version}, but no tested build of its minor is listed"
    return Disagreement(release.version, platform, About.ROW, text, (release.source,))


def _repeated(release: Release, platform: str, rows: list[Row]) -> Iterator[Disagreement]:
    for gpu in (False, True):
        same = [one for one in rows if one.gpu is gpu and one.version == release.version]
        if len(same) > 1:
            text = f"the table lists it {len(same)} times: " + " and ".join(
                f"{one.python}, {one.tools}" for one in same
            )
            yield Disagreement(release.version, platform, About.ROW, text, (same[0].source,))


def _python(release: Release, platform: str, row: Row) -> Iterator[Disagreement]:
    held = release.python_on(platform)
    wheels = () if held is None else interpreters(held.range)
    listed = pythons(row.python)
    if not wheels:
        text = f"the table lists {row.version}, but {release.version} has no wheel here"
        yield Disagreement(release.version, platform, About.PYTHON, text, (row.source, release.source))
        return
    absent = [name for name in listed if name not in wheels]
    more = [name for name in wheels if name not in listed]
    if absent or more:
        parts = [f"no wheel for {', '.join(absent)}"] * bool(absent) + [f"wheels for {', '.join(more)} too"] * bool(
            more
        )
        text = f"the table says Python {row.python} for {row.version}; {release.version} has {' and '.join(parts)}"
        yield Disagreement(release.version, platform, About.PYTHON, text, (row.source, release.source))


def pythons(text: str) -> tuple[str, ...]:
    """The interpreters of "2.7, 3.3-3.7"."""
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        major, _, minor = first.partition(".")
        final = int((last or first).partition(".")[2])
        found += [f"{major}.{number}" for number in range(int(minor), final + 1)]
    return tuple(found)


def _versions(wheel: Build, row: Row) -> Iterator[Disagreement]:
    pinned = query.pinned_cudnn(wheel)
    for about, said, built in ((About.CUDA, row.cuda, wheel.cuda), (About.CUDNN, row.cudnn, pinned or wheel.cudnn)):
        if said is None or built is None or said == built:
            continue
        short = min(len(said.release), len(built.release))
        agree = said.release[:short] == built.release[:short]
        if agree and len(said.release) >= len(built.release):
            continue  # an old wheel names the major version alone: the table adds to it
        how = "gives fewer digits" if agree else "differs"
        text = f"the table says {about} {said}, the wheel {built}: the table {how}"
        yield Disagreement(wheel.version, wheel.platform, about, text, (row.source, wheel.source))


def _compiler(wheel: Build, row: Row) -> Iterator[Disagreement]:
    """Both name a compiler in words of their own; the name and the first number are compared."""
    listed = _NUMBER.search(row.compiler)
    for name, pattern in _COMPILERS:
        match = pattern.search(wheel.compiler or "")
        if match is None or listed is None:
            continue
        number = next((group for group in match.groups() if group), None)
        if name not in row.compiler.lower() or (number is not None and number != listed[0]):
            text = f"the table says {row.compiler}, the wheel {wheel.compiler}"
            yield Disagreement(wheel.version, wheel.platform, About.COMPILER, text, (row.source, wheel.source))
        return
