"""The public API of every minor of TensorFlow and Keras, read from the text of the wheels and never imported."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import requests
from packaging.version import InvalidVersion, Version
from pypi_simple import DistributionPackage, PyPISimple

from matrices import query
from matrices.facts import Matrix
from matrices.index.beside import keras_minors
from matrices.index.build import build
from matrices.surface import archive, plan
from matrices.surface.facts import Surface
from matrices.surface.plan import Reading, Wheel
from matrices.surface.read import read
from matrices.updates.pypi import Files
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import patient_session
from matrices.wheels import LINUX, runs_on

HELD = 6  # archives in memory: what lies beside one version often lies beside the next


def jobs(matrix: Matrix) -> Mapping[str, Job]:
    return {"symbols": lambda say: rebuild(matrix, say)}


update = Update(
    "symbols",
    "the public API of every minor, from the text of its wheel",
    jobs,
    tuple(f"pypi-{package}" for package in sorted(plan.FIRST)),
)


def rebuild(matrix: Matrix, say: Say) -> Mapping[str, str | bytes]:
    """The whole index from scratch; a wheel that cannot be read stops it."""
    with patient_session() as session:
        shelf = Shelf(session, PyPISimple(session=session), say)
        return dict(build(surfaces(matrix, shelf), keras_minors(matrix)))


def surfaces(matrix: Matrix, shelf: "Shelf") -> Iterator[Surface]:
    """One after the other, each made when it is asked for."""
    known = {
        package: plan.newest([release.version for release in query.releases(matrix, package)]) for package in plan.FIRST
    }
    known |= {package: plan.newest(shelf.versions(package)) for package in plan.BESIDE}
    for reading in plan.plan(known):
        yield shelf.surface(reading)


@dataclass(slots=True)
class Shelf:
    """The wheels of the index: listed once a package, and a few of them held."""

    session: requests.Session
    index: PyPISimple
    say: Say
    listed: dict[str, Files] = field(default_factory=dict)
    held: dict[Wheel, zipfile.ZipFile] = field(default_factory=dict)

    def surface(self, reading: Reading) -> Surface:
        wheel = self.texts(reading.wheel)
        beside = [self.texts(one) for one in reading.beside]
        made = read(reading.wheel.package, str(reading.wheel.version), wheel, beside, map(self.texts, reading.stubs))
        self.say(f"symbols: {reading.wheel.package} {reading.wheel.version}: {len(made.names)} names")
        if not made.names:
            raise UpstreamChanged(f"{reading.wheel.package} {reading.wheel.version} has no public name")
        return made

    def texts(self, wheel: Wheel) -> zipfile.ZipFile:
        found = self.held.pop(wheel, None) or archive.fetch(self.session, self.url(wheel))
        self.held[wheel] = found  # the last one asked for stands last
        while len(self.held) > HELD:
            self.held.pop(next(iter(self.held))).close()
        return found

    def versions(self, package: str) -> list[Version]:
        known = (_version(file) for file in self.files(package) if not file.is_yanked and _fits(file))
        return [one for one in known if one is not None and not one.is_prerelease]

    def url(self, wheel: Wheel) -> str:
        fitting = [file for file in self.files(wheel.package) if _version(file) == wheel.version and _fits(file)]
        if not fitting:
            raise UpstreamChanged(f"no wheel of {wheel.package} {wheel.version} runs on {LINUX}")
        return max(fitting, key=lambda file: (_interpreter(file), file.filename)).url

    def files(self, package: str) -> Files:
        if package not in self.listed:
            self.listed[package] = self.index.get_project_page(package).packages
        return self.listed[package]


def _fits(file: DistributionPackage) -> bool:
    """Whether it is a wheel for Linux and Python 3."""
    if file.package_type != "wheel":
        return False
    _, python, _, platform = file.filename.removesuffix(".whl").rsplit("-", 3)
    return "3" in python and runs_on(platform, LINUX)


def _interpreter(file: DistributionPackage) -> int:
    """The newest interpreter first: it has the newest text where they differ."""
    python = file.filename.removesuffix(".whl").rsplit("-", 3)[1]
    return max((int(one[3:] or 0) for one in python.split(".") if one[2:3] == "3" and one[3:].isdigit()), default=0)


def _version(file: DistributionPackage) -> Version | None:
    try:
        return Version(file.version or "")
    except InvalidVersion:
        return None
