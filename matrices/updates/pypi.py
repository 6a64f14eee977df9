"""The package index: which releases there are, since when, for which interpreters, and what they ask for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import requests
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion, Version
from pypi_simple import DistributionPackage, PyPISimple

from matrices import releases
from matrices.facts import Matrix, Product, Release
from matrices.load import RELEASES
from matrices.query import TENSORFLOW
from matrices.requirements import parsed_range
from matrices.sources import exact
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import patient_session, requires_dist
from matrices.wheels import PLATFORMS, installing, python_range, runs_on

AT_ONCE = 8  # the index is a shared good
Files = Sequence[DistributionPackage]
Lines = tuple[str, ...]
Asked = tuple[Lines | None, Mapping[str, Lines]]  # as `requires` and `differs` of a release


def jobs(matrix: Matrix) -> Mapping[str, Job]:
    return {name: partial(rebuild, product) for name, product in matrix.products.items()}


update = Update("pypi", "releases with dates, files and needs, from the index and the metadata of wheels", jobs)


def rebuild(known: Product, say: Say) -> Mapping[str, str]:
    """The releases of a product since its floor, pre-releases and withdrawn ones too.

    A file of the index never changes, so a release whose files are those known already keeps what its wheels say.
    """
    with patient_session() as session, ThreadPoolExecutor(AT_ONCE) as pool:
        listed = PyPISimple(session=session).get_project_page(known.name).packages
        found = by_version(listed, known.since)
        if not found:
            raise UpstreamChanged(f"the index lists no release of {known.name} from {known.since} on")
        read = pool.map(partial(Reader(session, known, say).release), found.keys(), found.values())
        rows = sorted(read, key=attrgetter("version"), reverse=True)
    say(f"{known.name}: {len(rows)} releases")
    return {f"{RELEASES}/{known.name}.json": releases.dump(rows)}


def by_version(listed: Iterable[DistributionPackage], since: Version) -> dict[Version, Files]:
    """The wheels and source distributions of every release; eggs, installers and nightly builds have no say."""
    found: defaultdict[Version, list[DistributionPackage]] = defaultdict(list)
    for file in listed:
        version = _version(file)
        if version is None or version < since or version.is_devrelease:
            continue
        if _is_wheel(file) or file.package_type == "sdist":
            found[version].append(file)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the wheels of one product where nobody has read them before."""

    session: requests.Session
    product: Product
    say: Say

    def release(self, version: Version, files: Files) -> Release:
        """One release: its day is that of its first file, its needs are those of its newest interpreter's wheel."""
        wheels = _tags(file for file in files if _is_wheel(file))
        days = [file.upload_time.date() for file in files if file.upload_time]
        if not days:
            raise UpstreamChanged(f"{files[0].filename}: no upload time")
        stated = next((file.requires_python for file in files if file.requires_python), "") or ""
        asked = self._kept(version, wheels) or self._asked(files, wheels)
        return Release(
            version,
            min(days),
            exact(self.product.source, version),
            stated,
            wheels,
            any(file.package_type == "sdist" for file in files),
            _yanked(files),
            asked[0],
            asked[1],
        )

    def _kept(self, version: Version, wheels: Mapping[str, str]) -> Asked | None:
        same = (one for one in self.product.releases if one.version == version and dict(one.wheels) == dict(wheels))
        return next(((one.requires, one.differs) for one in same), None)

    def _asked(self, files: Files, wheels: Mapping[str, str]) -> Asked:
        """What the wheel of the platform that speaks asks for, and what those of the other platforms say otherwise."""
        chosen = {
            platform: _newest(files, platform)
            for platform in PLATFORMS
            if python_range(installing(wheels, platform), parsed_range("")) is not None
        }
        if not chosen:
            return None, {}
        first = self._lines(next(iter(chosen.values())))
        if first is None or TENSORFLOW not in (self.product.name, self.product.variant_of):
            return first, {}
        others = {platform: self._lines(file) for platform, file in chosen.items()}
        return first, {platform: lines for platform, lines in others.items() if lines is not None and lines != first}

    def _lines(self, file: DistributionPackage) -> Lines | None:
        """None where a line cannot be read: installers refuse such a wheel, so that nobody knows what it needs."""
        lines = tuple(" ".join(line.split()) for line in requires_dist(self.session, file.url))
        try:
            asked = [(line, Requirement(line)) for line in lines]
        except InvalidRequirement as error:
            self.say(f"{file.filename}: its needs are left unknown: {error}".partition("\n")[0])
            return None
        return tuple(line for line, requirement in asked if _is_known(requirement, self.product.extras))


def _is_known(requirement: Requirement, extras: Lines | None) -> bool:
    """Whether a line holds without an extra, or with one of those that facts are kept of."""
    if extras is None or requirement.marker is None:
        return True
    named = re.findall(r"""\bextra\s*==\s*['"]([^'"]+)['"]""", str(requirement.marker))
    return not named or any(name in extras for name in named)


def _newest(files: Files, platform: str) -> DistributionPackage:
    fitting = [file for file in files if _is_wheel(file) and runs_on(_parts(file)[2], platform)]
    return max(fitting, key=lambda file: max(_minor(python) for python in _parts(file)[0].split(".")))


def _minor(python: str) -> tuple[int, int]:
    digits = python.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits[:1] or 0), int(digits[1:] or 0)


def _tags(files: Iterable[DistributionPackage]) -> Mapping[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in files:
        python, abi, platform = _parts(file)
        found[platform].add(f"{python}-{abi}")
    return {platform: " ".join(sorted(names, key=_order)) for platform, names in sorted(found.items())}


def _order(name: str) -> tuple[tuple[int, int], str]:
    return _minor(name.partition("-")[0].partition(".")[0]), name


def _parts(file: DistributionPackage) -> tuple[str, str, str]:
    """Interpreter, ABI and platform tag, as the name of the file has them."""
    python, abi, platform = file.filename.removesuffix(".whl").rsplit("-", 3)[1:]
    return python, abi, platform


def _is_wheel(file: DistributionPackage) -> bool:
    if file.package_type != "wheel":
        return False
    try:
        parse_wheel_filename(file.filename)
    except InvalidWheelFilename:
        return False
    return True


def _yanked(files: Files) -> str | None:
    """A release is withdrawn when all of its files are."""
    return (files[0].yanked_reason or "no reason given") if all(file.is_yanked for file in files) else None


def _version(file: DistributionPackage) -> Version | None:
    try:
        return Version(file.version or "")
    except InvalidVersion:
        return None
