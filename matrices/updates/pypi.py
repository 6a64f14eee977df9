"""The package index: which releases there are, since when, for which interpreters, and what they ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import attrgetter

import requests
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import parse_wheel_filename
from packaging.version import InvalidVersion, Version
from pypi_simple import DistributionPackage, PyPISimple
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from matrices.facts import How, Matrix, Need, Product, Release
from matrices.query import interpreters
from matrices.requirements import needs, python_range, runs_on_linux
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import requires_dist

AT_ONCE = 4  # the index is a shared good
Files = Sequence[DistributionPackage]


def jobs(matrix: Matrix) -> Mapping[str, Job]:
    return {name: partial(rebuild, product) for name, product in matrix.products.items()}


update = Update("pypi", "releases with dates, interpreters and needs, from the Linux x86-64 wheels", jobs)


def rebuild(known: Product, say: Say) -> Product:
    """The product from scratch: every final release since its floor that was not yanked."""
    with requests.Session() as session, ThreadPoolExecutor(AT_ONCE) as pool:
        session.mount("https:", HTTPAdapter(max_retries=Retry(3, backoff_factor=1, status_forcelist=[502, 503, 504])))
        listed = PyPISimple(session=session).get_project_page(known.name).packages
        found = finals(listed, known.since)
        if not found:
            raise UpstreamChanged(f"the index lists no wheel of {known.name} from {known.since} on")
        say(f"{known.name}: {len(found)} releases")
        read = pool.map(partial(release, session, known.source), found.keys(), found.values())
        releases = sorted(read, key=attrgetter("version"), reverse=True)
    return Product(known.name, known.source, tuple(releases), known.since)


def finals(listed: Iterable[DistributionPackage], since: Version) -> dict[Version, Files]:
    """The wheels for Linux x86-64 of every final release; what the index withdrew is not among them."""
    found: defaultdict[Version, list[DistributionPackage]] = defaultdict(list)
    for file in listed:
        version = _version(file)
        usable = file.package_type == "wheel" and not file.is_yanked and any(map(runs_on_linux, _tags(file)))
        if usable and version is not None and version >= since and not version.is_prerelease:
            found[version].append(file)
    return dict(found)


def release(session: requests.Session, source: str, version: Version, files: Files) -> Release:
    """One release: its day is that of its first wheel, its needs are those of the wheel for its newest interpreter."""
    tags = [tag for file in files for tag in _tags(file)]
    held = python_range(tags, SpecifierSet(files[0].requires_python or ""))
    days = [file.upload_time.date() for file in files if file.upload_time]
    pythons = interpreters(held)
    if not days or not pythons:
        raise UpstreamChanged(f"{files[0].filename}: no upload time, or no interpreter that it runs on")
    lines = requires_dist(session, _newest(files).url)
    cited = f"{source}@{version}"
    stated = {name: Need(asked, cited, How.STATED) for name, asked in needs(lines, pythons).items()}
    return Release(version, min(days), Need(held, cited, How.STATED), stated)


def _newest(files: Files) -> DistributionPackage:
    return max(files, key=lambda file: max(_minor(tag) for tag in _tags(file)))


def _minor(tag: Tag) -> tuple[int, int]:
    name = tag.interpreter
    return int(name[2]), int(name[3:] or 0)


def _version(file: DistributionPackage) -> Version | None:
    try:
        return Version(file.version or "")
    except InvalidVersion:
        return None


def _tags(file: DistributionPackage) -> frozenset[Tag]:
    return parse_wheel_filename(file.filename)[3]
