"""The index as it lists files, and the releases that come out of it."""

from datetime import UTC, datetime

import pytest
import requests
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pypi_simple import DistributionPackage, ProjectPage, PyPISimple

from matrices.facts import How, Product
from matrices.load import load, read
from matrices.updates import pypi
from matrices.upstream import UpstreamChanged

LINUX = "manylinux2014_x86_64"


def file(
    name: str, version: str, *, day: int = 1, yanked: bool = False, requires: str = ">=3.9"
) -> DistributionPackage:
    return DistributionPackage(
        filename=name,
        url=f"https://files.invalid/{name}",
        project="tool",
        version=version,
        package_type="wheel" if name.endswith(".whl") else "sdist",
        digests={},
        requires_python=requires,
        has_sig=None,
        is_yanked=yanked,
        upload_time=datetime(2024, 1, day, 23, 59, tzinfo=UTC),
    )


LISTED = [
    file("tool-0.9-py3-none-any.whl", "0.9"),
    file(f"tool-1.0-cp39-cp39-{LINUX}.whl", "1.0", day=3),
    file(f"tool-1.0-cp310-cp310-{LINUX}.whl", "1.0", day=2),
    file("tool-1.0-cp311-cp311-win_amd64.whl", "1.0", day=1),
    file("tool-1.0.tar.gz", "1.0"),
    file(f"tool-1.1rc0-cp39-cp39-{LINUX}.whl", "1.1rc0"),
    file(f"tool-1.1-cp39-cp39-{LINUX}.whl", "1.1", yanked=True),
    file("tool-1.2-cp39-cp39-macosx_12_0_arm64.whl", "1.2"),
    file(f"tool-1.2.post1-cp312-cp312-{LINUX}.whl", "1.2.post1", day=9),
    file("tool-2.0.tar.gz", "2.0"),
]
KNOWN = Product("tool", "pypi-tool", (), Version("1.0"))


@pytest.fixture
def index(monkeypatch):
    """An index that lists what it is told to; wheels for newer interpreters ask for a newer numpy."""

    def lists(files):
        page = ProjectPage("tool", files, repository_version=None, last_serial=None)
        monkeypatch.setattr(PyPISimple, "get_project_page", lambda _self, _name: page)

    monkeypatch.setattr(
        pypi, "requires_dist", lambda _session, url: ("numpy>=2" if "cp310" in url else "numpy>=1", "six")
    )
    return lists


def test_final_releases_with_a_linux_wheel_that_were_not_withdrawn():
    found = pypi.finals(LISTED, Version("1.0"))
    assert {str(version): len(files) for version, files in found.items()} == {"1.0": 2, "1.2.post1": 1}


def test_a_release_has_its_first_day_its_interpreters_and_the_needs_of_its_newest_wheel(index):
    index(LISTED)
    said: list[str] = []
    product = pypi.rebuild(KNOWN, said.append)
    assert said == ["tool: 2 releases"]
    assert [str(release.version) for release in product.releases] == ["1.2.post1", "1.0"]
    old = product.releases[1]
    assert old.date.isoformat() == "2024-01-02"
    assert old.python.range == SpecifierSet(">=3.9,<3.11")
    assert old.needs["numpy"].range == SpecifierSet(">=2")
    assert {(need.source, need.how) for need in (old.python, *old.needs.values())} == {("pypi-tool@1.0", How.STATED)}


def test_an_index_that_lists_nothing_usable_is_an_error(index):
    index([file("tool-2.0.tar.gz", "2.0")])
    with pytest.raises(UpstreamChanged, match=r"the index lists no wheel of tool from 1\.0 on"):
        pypi.rebuild(KNOWN, print)


def test_a_wheel_without_any_interpreter_is_an_error(index):
    index([file(f"tool-1.0-cp39-cp39-{LINUX}.whl", "1.0", requires=">=3.10")])
    with pytest.raises(UpstreamChanged, match="no interpreter that it runs on"):
        pypi.rebuild(KNOWN, print)


def test_every_product_is_a_job():
    assert set(pypi.update.jobs(load())) == set(load().products)


@pytest.mark.network
def test_the_newest_tensorflow_of_the_index_is_in_the_facts():
    known = load().products["tf-keras"]
    assert pypi.rebuild(known, print) == known


@pytest.mark.network
def test_the_wheel_of_a_known_release_still_says_what_the_facts_say():
    product = load().products["tensorflow"]
    known = next(release for release in product.releases if release.version == Version("2.14.1"))
    with requests.Session() as session:
        listed = PyPISimple(session=session).get_project_page("tensorflow").packages
        files = pypi.finals(listed, product.since)[known.version]
        assert pypi.release(session, product.source, known.version, files) == known
    assert known.needs["keras"].source in read().matrix.sources
