"""A set is picked from the facts as an installer would pick it; expected versions were read off `pip` and `uv`."""

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, NoSet, Place, installs, pick
from matrices.query import find


def picked(python: str, *asked: str, platform: str = "linux_x86_64") -> dict[str, str]:
    found = pick(Facts(load(), Place(python, platform)), map(Requirement, asked))
    return {name: str(version) for name, version in found.items()}


def test_the_newest_of_everything_that_metadata_allows():
    found = picked("3.10", "tensorflow-cpu==2.10.0")
    assert (found["numpy"], found["keras"], found["protobuf"]) == ("2.2.6", "2.10.0", "3.19.6")
    assert "tensorflow" not in found


def test_a_companion_that_is_bound_to_its_tensorflow_follows_it():
    assert picked("3.11", "tensorflow==2.16.1", "tensorflow-text")["tensorflow-text"] == "2.16.1"
    assert picked("3.11", "tensorflow-text")["tensorflow"].startswith("2.")


def test_a_companion_that_is_not_bound_comes_in_its_newest():
    newest = load().products["tensorflow-addons"].offered[0].version
    assert Version(picked("3.11", "tensorflow==2.16.1", "tensorflow-addons")["tensorflow-addons"]) == newest


def test_the_source_of_a_pure_package_installs_where_its_wheel_does_not():
    clang, h5py = (load().products[name].by_version for name in ("clang", "h5py"))
    only_for_python_2 = clang[Version("5.0")]
    assert not only_for_python_2.has_wheel("3.9", "linux_x86_64")
    assert installs(only_for_python_2, Place("3.9"))
    assert picked("3.9", "tensorflow-cpu==2.6.5")["clang"] == "5.0"
    assert not installs(h5py[Version("2.10.0")], Place("3.9"))


def test_an_extra_brings_what_it_asks_for():
    assert "tf-keras" not in picked("3.12", "tensorflow==2.19.0", "tensorflow-probability==0.25.0")
    assert "tf-keras" in picked("3.12", "tensorflow==2.19.0", "tensorflow-probability[tf]==0.25.0")


def test_both_names_of_one_package_come_together_when_a_companion_wants_the_other():
    found = picked("3.11", "tensorflow-cpu==2.19.0", "tensorflow-hub")
    assert (found["tensorflow-cpu"], found["tensorflow"]) == ("2.19.0", "2.19.1")


def test_a_pre_release_comes_only_when_it_is_pinned():
    assert picked("3.12", "tensorflow==2.16.0rc0")["tensorflow"] == "2.16.0rc0"
    assert picked("3.12", "tensorflow>=2.15,<2.16.2")["tensorflow"] == "2.16.1"


def test_the_platform_decides_too():
    assert "tensorflow-intel" in picked("3.11", "tensorflow==2.15.1", platform="windows_amd64")
    with pytest.raises(NoSet):
        picked("3.11", "tensorflow==2.17.0", platform="macos_x86_64")


def test_packages_that_the_facts_do_not_know_stand_in_nobodys_way():
    assert "mine" not in picked("3.11", "mine<2", "tensorflow==2.16.1")


@pytest.mark.parametrize(
    ("python", "asked", "words"),
    [
        ("3.12", ["tensorflow==2.15.0"], "what was asked for wants tensorflow==2.15.0"),
        ("3.11", ["tensorflow==2.15.0", "numpy>=2"], "wants numpy"),
        ("3.11", ["tensorflow==2.15.0", "keras>=3"], "wants keras"),
    ],
)
def test_what_nobody_can_satisfy_names_who_wants_what(python, asked, words):
    with pytest.raises(NoSet, match=words):
        picked(python, *asked)


@pytest.mark.parametrize(
    ("product", "version", "python", "there"),
    [
        ("tensorflow", "2.15.1", "3.11", True), ("tensorflow", "2.15.1", "3.12", False),
        ("horovod", "0.28.1", "3.11", True), ("tf-keras", "2.16.0", "3.12", True), ("protobuf", "4.25.3", "3.13", True),
    ],
)  # fmt: skip
def test_what_installs(product, version, python, there):
    assert installs(find(load(), version, product), Place(python)) == there
