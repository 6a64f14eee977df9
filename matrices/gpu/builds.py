"""The file of builds: package, release, platform, and what the wheel says of itself; one wheel a line."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu import kinds
from matrices.gpu.facts import Build
from matrices.reading import TEXT, Kind, Table
from matrices.sources import Sources, exact
from matrices.wheels import PLATFORMS

SOURCE = "wheel-{package}"  # one document a release: `wheel-tensorflow@2.15.0`


def read(table: Table, sources: Sources) -> tuple[Build, ...]:
    """The records of a file, newest first; what is wrong is noted and left out."""
    return tuple(build for inner in table.every_table().values() for build in _package(inner, sources))


def _package(table: Table, sources: Sources) -> Iterator[Build]:
    package, source = table.key, SOURCE.format(package=table.key)
    if source not in sources:
        table.note("", repr(package), f"a package with a source {source} in sources.toml")
        return
    for release, wheels in table.every_table().items():
        try:
            version, cited = kinds.version(release), exact(source, release)
        except ValueError:
            wheels.note("", repr(release), "a version")
            continue
        for platform in PLATFORMS:
            wheel = wheels.maybe(platform, WHEEL)
            if wheel is not None:
                yield Build(package, version, platform, *wheel, cited)
        wheels.close()


Said = tuple[bool, Version | None, Version | None, tuple[str, ...], bool | None, str | None, Mapping[str, SpecifierSet]]


def _said(value: object) -> Said:
    """The values of one wheel, all at once: a Table for each of 300 would take longer than all other facts."""
    if not isinstance(value, dict) or not isinstance(gpu := value.get("gpu"), bool) or value.keys() - KEYS:
        raise ValueError
    cuda, cudnn = (kinds.NUMBER.parse(value[name]) if name in value else None for name in ("cuda", "cudnn"))
    code = kinds.CODE.parse(value["code"]) if "code" in value else ()
    tensorrt = kinds.BOOL.parse(value["tensorrt"]) if "tensorrt" in value else None
    compiler = TEXT.parse(value["compiler"]) if "compiler" in value else None
    return gpu, cuda, cudnn, code, tensorrt, compiler, kinds.PINS.parse(value.get("extra", {}))


KEYS = {"gpu", "cuda", "cudnn", "code", "tensorrt", "compiler", "extra"}
WHEEL = Kind(
    'what a wheel says: { gpu = true } and, where it says so, cuda, cudnn, code ("sm_80 compute_90"), tensorrt, '
    "compiler, extra (ranges by package)",
    _said,
)


def dump(builds: Iterable[Build]) -> str:
    """The one text: packages by name, releases newest first, platforms in the order of `PLATFORMS`."""
    every = sorted(builds, key=lambda build: (build.package, PLATFORMS.index(build.platform)))
    every.sort(key=lambda build: build.version, reverse=True)
    every.sort(key=lambda build: build.package)
    packages: dict[str, dict[str, list[str]]] = {}
    for build in every:
        line = f"   {json.dumps(build.platform)}: {json.dumps(_row(build))}"
        packages.setdefault(build.package, {}).setdefault(str(build.version), []).append(line)
    return _nested({package: _releases(releases) for package, releases in packages.items()}, " ") + "\n"


def _releases(releases: Mapping[str, Sequence[str]]) -> str:
    return _nested({version: "{\n" + ",\n".join(lines) + "\n  }" for version, lines in releases.items()}, "  ")


def _nested(parts: Mapping[str, str], indent: str) -> str:
    inner = ",\n".join(f"{indent}{json.dumps(name)}: {text}" for name, text in parts.items())
    return "{\n" + inner + "\n" + indent[1:] + "}"


def _row(build: Build) -> dict[str, Any]:
    full = {
        "gpu": build.gpu,
        "cuda": None if build.cuda is None else str(build.cuda),
        "cudnn": None if build.cudnn is None else str(build.cudnn),
        "code": " ".join(build.code) or None,
        "tensorrt": build.tensorrt,
        "compiler": build.compiler,
        "extra": {name: str(held) for name, held in sorted(build.extra.items())} or None,
    }
    return {key: value for key, value in full.items() if value is not None}
