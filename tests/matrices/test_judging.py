"""Whether a set works: the bare pins and the pairs that were installed by hand, and sets made for one rule each."""

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from matrices.facts import At
from matrices.judging import Judgement, judge, pythons, trouble
from matrices.load import load
from matrices.picking import Facts, Place
from matrices.query import is_serious


def judged(python: str, *asked: str) -> Judgement:
    return judge(Facts(load(), Place(python)), map(Requirement, asked))


# Each was installed by itself and imported on that interpreter, and again with the pins.
BARE = [
    ("2.7.0", "3.9", {"numpy<2", "protobuf<3.21"}), ("2.8.0", "3.10", {"numpy<2", "protobuf<3.21"}),
    ("2.9.0", "3.10", {"numpy<2", "protobuf<3.21"}), ("2.10.0", "3.10", {"numpy<2"}),
    ("2.11.0", "3.10", {"numpy<2"}), ("2.14.0", "3.11", {"numpy<2"}),
    ("2.12.0", "3.11", set()), ("2.13.0", "3.11", set()), ("2.15.0", "3.11", set()), ("2.16.1", "3.11", set()),
    ("2.17.0", "3.11", set()), ("2.18.0", "3.11", set()), ("2.19.0", "3.11", set()), ("2.20.0", "3.11", set()),
]  # fmt: skip


@pytest.mark.parametrize(("version", "python", "cures"), BARE)
def test_a_bare_pin(version, python, cures):
    found = judged(python, f"tensorflow-cpu=={version}")
    assert found.at == (At.IMPORT if cures else None)
    assert found.cures is not None
    assert {str(cure) for cure in found.cures} == cures
    assert not any(is_serious(conflict) for conflict in trouble(load(), found.cured, python))


def test_a_pin_that_somebody_has_already_is_not_asked_for_again():
    assert judged("3.10", "tensorflow-cpu==2.10.0", "numpy<2").broken == ()


def test_what_does_not_install_says_who_wants_what():
    found = judged("3.12", "tensorflow==2.15.0")
    assert (found.at, found.picks, found.cures) == (At.INSTALL, {}, None)
    assert "tensorflow==2.15.0" in found.why


def test_a_cure_that_contradicts_what_is_asked_is_none():
    found = judged("3.10", "tensorflow-cpu==2.10.0", "numpy>=2")
    assert found.at == At.IMPORT
    assert found.cures is None


def test_trouble_of_what_is_installed():
    there = {"tensorflow-cpu": Version("2.14.0"), "numpy": Version("2.0.2")}
    assert [conflict.id for conflict in trouble(load(), there, "3.11")] == ["numpy-2-abi-tensorflow-2.14.0"]
    assert trouble(load(), {**there, "numpy": Version("1.26.4")}, "3.11") == ()


def test_on_which_interpreters_something_installs():
    assert pythons(load(), [Requirement("tensorflow==2.15.*"), Requirement("tf-keras")]) == ("3.9", "3.10", "3.11")
    assert pythons(load(), [Requirement("mine")]) == ()
