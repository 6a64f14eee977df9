"""The index as it lists files, and the releases that come out of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pypi_simple import DistributionPackage, ProjectPage, PyPISimple

from matrices import releases
from matrices.facts import How, Product, Release
from matrices.load import load
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


def rebuilt(product: Product, said: list[str]) -> tuple[Release, ...]:
    files = pypi.rebuild(product, said.append)
    return releases.build(json.loads(files[f"releases/{product.name}.json"]), product.source)


def test_wheels_and_source_distributions_of_every_release_but_nightly_builds():
    found = pypi.by_version(LISTED, Version("1.0"))
    assert {str(version): len(files) for version, files in found.items()} == {
        "1.0": 4, "1.1rc0": 1, "1.1": 1, "1.2": 1, "1.2.post1": 1, "2.0": 1,
    }  # fmt: skip


def test_a_release_has_its_first_day_its_files_and_the_needs_of_its_newest_wheel(index):
    index(LISTED)
    said: list[str] = []
    found = {str(release.version): release for release in rebuilt(KNOWN, said)}
    assert said == ["tool: 6 releases"]
    assert list(found) == ["2.0", "1.2.post1", "1.2", "1.1", "1.1rc0", "1.0"]
    old = found["1.0"]
    assert old.date.isoformat() == "2024-01-01"
    assert old.wheels == {LINUX: "cp39-cp39 cp310-cp310", "win_amd64": "cp311-cp311"}
    assert (old.python.range, old.sdist, old.yanked) == (SpecifierSet(">=3.9,<3.11"), True, None)
    assert old.needs["numpy"].range == SpecifierSet(">=2")
    assert {(need.source, need.how) for need in (old.python, *old.needs.values())} == {("pypi-tool@1.0", How.STATED)}
    assert found["1.1"].yanked == "no reason given"
    assert (found["2.0"].requires, found["2.0"].python.how) == (None, How.INFERRED)
    assert found["1.2"].platform == "macos_arm64"


def test_a_release_whose_files_are_known_keeps_what_its_wheels_say(index, monkeypatch):
    index(LISTED)
    known = replace(KNOWN, releases=rebuilt(KNOWN, []))
    monkeypatch.setattr(pypi, "requires_dist", lambda _session, url: pytest.fail(url))
    assert rebuilt(known, []) == known.releases
    newer = replace(known, releases=known.releases[1:])
    with pytest.raises(pytest.fail.Exception):
        rebuilt(replace(newer, releases=()), [])


def test_platforms_whose_wheels_say_otherwise_are_noted_for_tensorflow(index, monkeypatch):
    index(LISTED)
    said = {"win_amd64": ("tool-intel==1.0",), LINUX: ("numpy",)}
    monkeypatch.setattr(pypi, "requires_dist", lambda _session, url: said.get(url[:-4].rsplit("-", 1)[1], ()))
    variant = replace(KNOWN, variant_of="tensorflow")
    old = rebuilt(variant, [])[-1]
    assert (old.requires, old.differs) == (("numpy",), {"windows_amd64": ("tool-intel==1.0",)})
    assert rebuilt(KNOWN, [])[-1].differs == {}


def test_a_requirement_that_nobody_can_read_leaves_the_needs_unknown(index, monkeypatch):
    index(LISTED)
    monkeypatch.setattr(pypi, "requires_dist", lambda _session, _url: ("numpy (>=1.0<2)",))
    said: list[str] = []
    assert {release.requires for release in rebuilt(KNOWN, said)} == {None}
    assert any("its needs are left unknown" in text for text in said)


def test_an_index_that_lists_nothing_usable_is_an_error(index):
    index([file("tool-0.1.tar.gz", "0.1")])
    with pytest.raises(UpstreamChanged, match=r"the index lists no release of tool from 1\.0 on"):
        rebuilt(KNOWN, [])


def test_every_product_is_a_job():
    assert set(pypi.update.jobs(load())) == set(load().products)


@pytest.mark.network
def test_the_index_still_lists_what_the_facts_list():
    known = load().products["tf-keras"]
    listed = {release.version: release for release in rebuilt(known, [])}
    assert {release.version: release for release in known.releases}.items() <= listed.items()


@pytest.mark.network
def test_the_wheels_of_a_known_release_still_say_what_the_facts_say():
    product = load().products["tensorflow"]
    known = next(release for release in product.releases if release.version == Version("2.14.1"))
    with requests.Session() as session:
        listed = PyPISimple(session=session).get_project_page("tensorflow").packages
        files = pypi.by_version(listed, product.since)[known.version]
        assert pypi.Reader(session, replace(product, releases=()), print).release(known.version, files) == known
    assert known.needs["keras"].source == "pypi-tensorflow@2.14.1"


def test_of_what_extras_ask_for_that_of_the_extras_that_matter_is_kept(index, monkeypatch):
    lines = ("six", 'torch; extra == "torch"', 'tensorflow<2.16; python_version >= "3.9" and extra == "tf"')
    monkeypatch.setattr(pypi, "requires_dist", lambda _session, _url: lines)
    index([file("tool-1.0-py3-none-any.whl", "1.0")])
    assert [one.requires for one in rebuilt(KNOWN, [])] == [lines]
    assert [one.requires for one in rebuilt(replace(KNOWN, extras=("tf",)), [])] == [(lines[0], lines[2])]
    assert [one.requires for one in rebuilt(replace(KNOWN, extras=()), [])] == [lines[:1]]
