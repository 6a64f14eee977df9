"""What every wheel of TensorFlow says of itself: CUDA, cuDNN, the GPUs it has code for, and what brings CUDA along."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import requests
from packaging.metadata import parse_email
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version
from pypi_simple import DistributionPackage, PyPISimple

from matrices.facts import Matrix
from matrices.gpu import build_info, builds
from matrices.gpu.facts import Build
from matrices.gpu.load import BUILDS
from matrices.sources import exact
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import PIECE, RangeFile, patient_session
from matrices.wheels import runs_on

PACKAGES = ("tensorflow", "tensorflow-gpu")
PLATFORMS = ("linux_x86_64", "linux_aarch64", "windows_amd64")  # no wheel for macOS since 1.2 was built for a GPU
FIRST = Version("1.4")  # older wheels do not say what they were built for
AT_ONCE = 4  # the index is a shared good
MEMBER, METADATA = "/python/platform/build_info.py", ".dist-info/METADATA"


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel that speaks for a release on a platform."""

    package: str
    version: Version
    platform: str
    url: str


def jobs(_: Matrix) -> Mapping[str, Job]:
    return {"builds": rebuild}


update = Update(
    "builds",
    "CUDA, cuDNN and compute capabilities as the wheels themselves state them",
    jobs,
    tuple(builds.SOURCE.format(package=package) for package in PACKAGES),
)


def rebuild(say: Say) -> Mapping[str, str | bytes]:
    """The whole file from scratch; a wheel that cannot be read stops it."""
    with patient_session() as session, ThreadPoolExecutor(AT_ONCE) as pool:
        index = PyPISimple(session=session)
        listed = {package: index.get_project_page(package).packages for package in PACKAGES}
        found = [wheel for package, files in listed.items() for wheel in wheels(package, files)]
        say(f"builds: {len(found)} wheels to look into")
        read = [build for build in pool.map(partial(look, session), found) if build is not None]
    if not any(build.gpu for build in read):
        raise UpstreamChanged(
            f"none of {len(found)} wheels of {' and '.join(PACKAGES)} says that it was built for CUDA"
        )
    return {BUILDS: builds.dump(read)}


def wheels(package: str, files: Iterable[DistributionPackage]) -> Iterator[Wheel]:
    """For every final release that was not withdrawn, the wheel of its newest interpreter on each platform."""
    newest: dict[tuple[Version, str], tuple[tuple[int, int], str]] = {}
    for file in files:
        for version, platform, python in () if file.is_yanked else _what(file.filename):
            newest[version, platform] = max(newest.get((version, platform), ((0, 0), "")), (python, file.url))
    for (version, platform), (_, url) in sorted(newest.items()):
        if not version.is_prerelease and version >= FIRST:
            yield Wheel(package, version, platform, url)


def _what(filename: str) -> Iterator[tuple[Version, str, tuple[int, int]]]:
    """Release, platform and interpreter of a wheel."""
    try:
        _, version, _, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return
    for tag in tags:
        python = (int(tag.interpreter[2]), int(tag.interpreter[3:] or 0))
        yield from ((version, platform, python) for platform in PLATFORMS if runs_on(tag.platform, platform))


def look(session: requests.Session, wheel: Wheel) -> Build | None:
    """What a wheel says; None for an empty shell, which asks for another package instead."""
    with zipfile.ZipFile(io.BufferedReader(RangeFile(session, wheel.url), PIECE)) as archive:
        names = archive.namelist()
        member = next((name for name in names if name.endswith(MEMBER)), None)
        if member is None:
            if any(name.endswith("/python/__init__.py") for name in names):
                raise UpstreamChanged(f"{_name(wheel)} holds TensorFlow, but no file that ends with {MEMBER}")
            return None
        text = archive.read(member).decode()
        metadata, _ = parse_email(archive.read(next(name for name in names if name.endswith(METADATA))))
    source = exact(builds.SOURCE.format(package=wheel.package), wheel.version)
    build = build_info.build(
        text,
        metadata.get("requires_dist", ()),
        package=wheel.package,
        version=wheel.version,
        platform=wheel.platform,
        source=source,
    )
    if build is None:
        raise UpstreamChanged(f"{_name(wheel)}: build_info.py does not say is_cuda_build, expected True or False")
    return build


def _name(wheel: Wheel) -> str:
    return wheel.url.rpartition("/")[2].partition("#")[0]
