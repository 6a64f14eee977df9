"""The questions, asked of the real facts, with answers that were looked up elsewhere."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import At, Matrix, Release
from matrices.load import load
from matrices.requirements import interpreters


@pytest.fixture
def matrix():
    return load()


def own_cures(matrix: Matrix, release: Release, product: str = "tensorflow") -> list[str]:
    """The pins against what its own needs admit, on whatever stage it shows."""
    found = query.conflicts(matrix, release, product)
    return [str(one.cure) for one in found if one.other in release.needs and one.at is not At.PART]


# Read by hand on each release's own page: its Linux wheels, its metadata, its upload date.
KNOWN = [
    ("2.0.0", "2019-09-30", ("2.7", "3.5", "3.6", "3.7"), None, "<2.0,>=1.16.0", ["protobuf<3.21"]),
    ("2.2.0", "2020-05-07", ("3.5", "3.6", "3.7", "3.8"), None, "<2.0,>=1.16.0", ["numpy<1.24", "protobuf<3.21"]),
    ("2.10.1", "2022-11-16", ("3.7", "3.8", "3.9", "3.10"), "2.10.0", ">=1.20", ["numpy<2"]),
    ("2.11.1", "2023-03-20", ("3.8", "3.9", "3.10"), "2.11.0", ">=1.20", ["numpy<2"]),
    ("2.12.1", "2023-07-05", ("3.8", "3.9", "3.10", "3.11"), "2.12.0", "<=1.24.3,>=1.22", []),
    ("2.14.0", "2023-09-26", ("3.9", "3.10", "3.11"), "2.14.0", ">=1.23.5", ["numpy<2"]),
    ("2.14.1", "2023-11-14", ("3.9", "3.10", "3.11"), "2.14.0", "<2.0.0,>=1.23.5", []),
    ("2.15.0.post1", "2023-12-05", ("3.9", "3.10", "3.11"), "2.15.0", "<2.0.0,>=1.23.5", []),
    ("2.15.1", "2024-03-08", ("3.9", "3.10", "3.11"), "2.15.0", "<2.0.0,>=1.23.5", []),
    ("2.16.1", "2024-03-09", ("3.9", "3.10", "3.11", "3.12"), "3", "<2.0.0", []),
    ("2.18.1", "2025-03-12", ("3.9", "3.10", "3.11", "3.12"), "3", "<2.1.0,>=1.26.0", []),
    ("2.20.0", "2025-08-13", ("3.9", "3.10", "3.11", "3.12", "3.13"), "3", ">=1.26.0", ["protobuf>=5.28.3"]),
    ("2.21.0", "2026-03-06", ("3.10", "3.11", "3.12", "3.13"), "3", ">=1.26.0", []),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known[0])
def test_known_releases(matrix, known):
    version, date, pythons, keras, numpy, cures = known
    release = query.find(matrix, version)
    assert release.date.isoformat() == date
    assert query.pythons(release) == pythons
    paired = query.keras_of(matrix, release)
    assert (str(paired.major) if paired and paired.major > 2 else paired and str(paired)) == keras
    assert release.needs["numpy"].range == SpecifierSet(numpy)
    assert own_cures(matrix, release) == cures


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.16", "2.16.2"), ("2.16.1", "2.16.1"), ("2.15", "2.15.1"), ("2.15.0", "2.15.0"), ("v2.16.1", "2.16.1"),
        ("2.15.0.post1", "2.15.0.post1"), (" 2.10 ", "2.10.1"), ("2.0", "2.0.4"),
    ],
)  # fmt: skip
def test_find_means_what_a_person_means(matrix, text, version):
    assert query.find(matrix, text).version == Version(version)


@pytest.mark.parametrize("text", ["newest", "latest", "Newest", "2"])
def test_find_the_newest(matrix, text):
    assert query.find(matrix, text) is query.releases(matrix)[0]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("2.16.0", ("2.15.1", "2.16.1")), ("2.15.9", ("2.15.1", "2.16.1")), ("0.12", ("1.0.0",)),
        ("2,16", ("2.16",)), ("2.16.0rc0", ("2.15.1", "2.16.1")),
    ],
)  # fmt: skip
def test_an_unknown_version_names_its_neighbours(matrix, text, nearest):
    with pytest.raises(query.UnknownVersion) as caught:
        query.find(matrix, text)
    assert (caught.value.text, caught.value.nearest) == (text, nearest)
    assert str(caught.value) == f"tensorflow {text} is not a known release; the nearest are {' and '.join(nearest)}"


@pytest.mark.parametrize("text", ["", "banana", ">=2.10"])
def test_what_is_no_version_at_all_is_answered_with_something_to_go_on(matrix, text):
    with pytest.raises(query.UnknownVersion) as caught:
        query.find(matrix, text)
    assert caught.value.nearest


def test_a_product_without_facts_has_no_releases(matrix):
    assert query.releases(matrix, "torch") == ()
    with pytest.raises(query.UnknownVersion, match="torch newest is not a known release; no release of it is known"):
        query.find(matrix, "newest", "torch")


def test_releases_are_newest_first(matrix):
    versions = [release.version for release in query.releases(matrix)]
    assert versions == sorted(versions, reverse=True)
    assert versions[-1] == Version("1.0.0")
    assert len(versions) >= 100
    assert not any(version.is_prerelease for version in versions)


def test_pre_releases_and_withdrawn_ones_are_known_but_not_offered(matrix):
    known = {str(release.version) for release in matrix.products["tensorflow"].releases}
    offered = {str(release.version) for release in query.releases(matrix)}
    assert "2.16.0rc0" in known - offered


def test_newer_minors_are_the_steps_of_an_upgrade(matrix):
    steps = [str(release.version) for release in query.newer_minors(matrix, Version("2.14.1"))]
    assert steps[:6] == ["2.15.1", "2.16.2", "2.17.1", "2.18.1", "2.19.1", "2.20.0"]
    assert query.newer_minors(matrix, query.releases(matrix)[0].version) == ()
    assert str(query.newer_minors(matrix, Version("1.15.5"))[0].version) == "2.0.4"


def test_a_minor_is_two_numbers():
    assert [query.minor(Version(text)) for text in ("2.16.1", "2.15.0.post1", "2.9rc1")] == ["2.16", "2.15", "2.9"]


def test_a_variant_breaks_where_its_code_breaks(matrix):
    cpu = query.find(matrix, "2.10.0", "tensorflow-cpu")
    assert own_cures(matrix, cpu, "tensorflow-cpu") == ["numpy<2"]


# Read by hand on the index: the files of one release each.
FILES = [
    ("tensorflow", "1.0.0", "2017-02-15", ("2.7", "3.3", "3.4", "3.5", "3.6"), "linux_x86_64"),
    ("tensorflow", "2.10.1", "2022-11-16", ("3.7", "3.8", "3.9", "3.10"), "windows_amd64"),
    ("tensorflow-intel", "2.18.0", "2024-10-25", ("3.9", "3.10", "3.11", "3.12"), "windows_amd64"),
    ("tensorflow-macos", "2.16.2", "2024-06-28", ("3.9", "3.10", "3.11", "3.12"), "macos_arm64"),
    ("numpy", "1.26.4", "2024-02-05", ("3.9", "3.10", "3.11", "3.12"), "linux_x86_64"),
]


@pytest.mark.parametrize("known", FILES, ids=lambda known: f"{known[0]}-{known[1]}")
def test_known_files(matrix, known):
    product, version, date, pythons, platform = known
    release = query.find(matrix, version, product)
    held = release.python_on(platform)
    assert release.date.isoformat() == date
    assert held is not None
    assert interpreters(held.range) == pythons


def test_keras_goes_with_its_tensorflow(matrix):
    """From 2.7 to 2.15 one minor belongs to one minor; before 2.6 Keras is inside; from 2.16 on it is Keras 3."""
    for release in query.releases(matrix):
        keras = query.keras_of(matrix, release)
        if release.version < Version("2.6"):
            assert keras is None
        elif release.version < Version("2.16"):
            assert keras is not None
            assert query.minor(keras) == query.minor(release.version)
        else:
            assert keras is not None
            assert keras.major == 3


def test_keras_is_one_that_the_interpreter_can_have(matrix):
    release = query.find(matrix, "2.16.2")
    assert query.keras_of(matrix, release, "3.9") == Version("3.10.0")
    newest = query.keras_of(matrix, release, "3.12")
    assert newest is not None
    assert newest >= Version("3.15.1")


def test_a_keras_that_was_seen_to_break_is_not_paired(matrix):
    release = query.find(matrix, "2.6.0")
    assert Version("2.15.0") in release.needs["keras"].range
    assert query.keras_of(matrix, release) == Version("2.6.0")


def test_exactly_these_releases_crash_beside_numpy_2(matrix):
    concerned = {
        str(release.version)
        for release in query.releases(matrix)
        if any(str(conflict.cure) == "numpy<2" for conflict in query.conflicts(matrix, release))
    }
    minors = {"2.7": 5, "2.8": 5, "2.9": 4, "2.10": 2, "2.11": 2}
    assert concerned == {f"{minor}.{patch}" for minor, n in minors.items() for patch in range(n)} | {"2.14.0"}


def test_exactly_these_releases_crash_beside_protobuf_4(matrix):
    fixed = {"2.6.5", "2.7.3", "2.7.4", "2.8.2", "2.8.3", "2.8.4", "2.9.1", "2.9.2", "2.9.3"}
    for release in query.releases(matrix):
        if release.version < Version("2.0"):
            continue
        cures = [str(conflict.cure) for conflict in query.conflicts(matrix, release) if conflict.other == "protobuf"]
        old = release.version < Version("2.10") and str(release.version) not in fixed
        assert ("protobuf<3.21" in cures) == old, release.version


def test_conflicts_are_asked_of_one_product(matrix):
    assert query.conflicts(matrix, query.find(matrix, "2.15.0", "keras"), "keras") == ()


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("<2.16", "2.15.1"),
        ("==2.10.*", "2.10.1"),
        ("~=2.15.0", "2.15.1"),
        ("==2.15.0", "2.15.0"),
        ("<2", "1.15.5"),
        ("<1", None),
    ],
)
def test_newest_in_a_declared_range(matrix, specifier, version):
    release = query.newest_in(matrix, SpecifierSet(specifier))
    assert (release and str(release.version)) == version
