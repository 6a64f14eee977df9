"""A set is proven by real resolutions against an index on disk: what only that knows is relaxed; misses are told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Declared
from service.resolve.full import Proven, Unproven, prove
from service.resolve.nearest import Nearest, Refused, nearest
from service.resolve.reasons import lines
from service.resolve.resolver import Resolver
from service.resolve.wish import Wish, wish
from tests.service.small_index import SmallIndex

Declare = Callable[..., Declared]
FACTS = Facts(load(), Place("3.11"))


def asked(declared: Declared, version: str = "2.16.2") -> tuple[Wish, Nearest]:
    wanted = wish(declared, Version(version), FACTS)
    found = nearest(wanted, FACTS)
    assert isinstance(found, Nearest), found
    return wanted, found


def proven(tmp_path: Path, declared: Declared, **options: object) -> Proven | Refused | Unproven:
    wanted, found = asked(declared)
    prefer = options.pop("prefer", ())
    with Resolver(tmp_path / "cache") as resolver:
        return prove(found, wanted, FACTS, resolver, lambda _: None, prefer=prefer)  # type: ignore[arg-type]  # of a test


def works(tmp_path: Path, declared: Declared, **options: object) -> Proven:
    answer = proven(tmp_path, declared, **options)
    assert isinstance(answer, Proven), answer
    return answer


def relaxed(answer: Proven) -> list[tuple[str, str]]:
    return [(one.before, one.after) for one in answer.changes if one.kind == "relaxed"]


def test_what_resolves_is_taken_with_all_that_it_brings(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0", ["helper>=2"])
    index.wheel("helper", "2.1")
    answer = works(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert answer.pins.lines() == ("helper==2.1", "mine==1.0", "numpy==1.26.4", "tensorflow==2.16.2")
    assert relaxed(answer) == []
    reasons = {line.name: line.reason for line in lines(answer, asked(declared("tensorflow", "mine==1.0"))[0], FACTS)}
    assert reasons["mine"] == "requirements.txt:2 asks for mine==1.0"
    assert reasons["helper"] == "asked for by mine"
    assert reasons["numpy"] == "tensorflow 2.16.2 wants numpy>=1.23.5,<2.0.0"


def test_one_pin_of_an_unknown_package_moves_to_the_nearest_version(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.wheel("mine", "1.0", ["numpy<1.20"])
    index.wheel("mine", "1.1.0", ["numpy<1.20"])
    index.wheel("mine", "1.2.0", ["numpy>=1.21"])
    index.wheel("mine", "1.2.3", ["numpy>=1.21"])
    index.wheel("mine", "3.0", ["numpy>=1.21"])
    index.wheel("other", "1.0", [])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0", "other==1.0", "numpy==1.23.5"))
    assert relaxed(answer) == [("mine==1.0", "mine==1.2.3")]
    assert answer.pins.versions["numpy"] == "1.23.5"
    (change,) = [one for one in answer.changes if one.kind == "relaxed"]
    assert change.place == "requirements.txt:2"
    assert "mine==1.0" in change.reason
    assert "conclude" not in change.reason


def test_of_two_pins_that_would_do_the_one_that_need_not_go_back_moves(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.wheel("mine", "0.8")
    index.wheel("mine", "0.9", ["helper==3.7"])
    index.wheel("helper", "3.1")
    index.wheel("helper", "3.7")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==0.9", "helper==3.1"))
    assert relaxed(answer) == [("helper==3.1", "helper==3.7")]


def test_two_pins_that_are_both_in_the_way(tmp_path: Path, index: SmallIndex, declared: Declare):
    for name in ("mine", "yours"):
        index.wheel(name, "1.0", ["numpy<1.20"])
        index.wheel(name, "1.1", ["numpy>=1.21"])
    index.wheel("free", "1.0")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0", "yours==1.0", "free==1.0"))
    assert sorted(relaxed(answer)) == [("mine==1.0", "mine==1.1"), ("yours==1.0", "yours==1.1")]


def test_only_an_older_version_goes(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0")
    index.wheel("mine", "1.1")
    index.wheel("mine", "2.0", ["numpy>=2"])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==2.0"))
    assert relaxed(answer) == [("mine==2.0", "mine==1.1")]


def test_a_version_without_a_wheel_here_moves(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0", tags="cp37-cp37m-manylinux2014_x86_64")
    index.wheel("mine", "1.1", tags="cp311-cp311-manylinux2014_x86_64")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert relaxed(answer) == [("mine==1.0", "mine==1.1")]


def test_a_package_of_which_there_is_only_source_is_said_to_be_built(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.source("mine", "1.0")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert "mine==1.0" in answer.pins.lines()
    assert answer.sources == ("mine==1.0",)
    assert "mine 1.0 has no wheel" in answer.notes[0]
    assert relaxed(answer) == []


def test_a_release_without_a_wheel_is_built_where_its_others_need_no_compiler(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.source("mine", "1.0")
    index.wheel("mine", "2.0", ["helper"])
    index.wheel("helper", "2.1")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert {"mine==1.0", "helper==2.1"} <= set(answer.pins.lines())
    assert answer.sources == ("mine==1.0",)
    assert relaxed(answer) == []
    index.source("native", "1.0")
    index.wheel("native", "1.1", tags="cp311-cp311-manylinux2014_x86_64")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "native==1.0"))
    assert relaxed(answer) == [("native==1.0", "native==1.1")]


def test_what_others_bring_is_built_where_no_release_that_they_admit_has_a_wheel(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.source("brought", "1.0")
    index.wheel("brought", "2.0")
    index.wheel("mine", "1.0", ["brought>=1.0,<1.1"])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert {"brought==1.0", "mine==1.0"} <= set(answer.pins.lines())
    assert answer.sources == ("brought==1.0",)
    assert relaxed(answer) == []


def test_what_others_bring_is_built_where_no_release_at_all_has_a_wheel(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.source("brought", "1.0")
    index.source("brought", "1.2")
    index.wheel("mine", "1.0", ["brought"])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert {"brought==1.2", "mine==1.0"} <= set(answer.pins.lines())
    assert answer.sources == ("brought==1.2",)
    assert relaxed(answer) == []


def test_what_others_bring_and_cannot_agree_on_is_not_built(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.source("brought", "1.0")
    index.wheel("brought", "2.0")
    index.wheel("mine", "1.0", ["brought>=1.0,<1.1"])
    index.wheel("mine", "1.1")
    index.wheel("other", "1.0", ["brought>=2.0"])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0", "other==1.0"))
    assert relaxed(answer) == [("mine==1.0", "mine==1.1")]


def test_packages_that_bring_one_module_get_one_version(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("imgaug", "0.4.0", ["opencv-python"])
    for name in ("opencv-python", "opencv-python-headless"):
        index.wheel(name, "4.5.3.56")
    index.wheel("opencv-python", "4.13.0.92")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "opencv-python-headless==4.5.3.56", "imgaug"))
    assert answer.pins.versions["opencv-python"] == "4.5.3.56"
    (limit,) = [one for one in answer.limits if one.requirement.name == "opencv-python"]
    assert "both bring the module cv2" in limit.reason
    index.wheel("opencv-python-headless", "4.13.0.92")
    index.wheel("strict", "1.0", ["opencv-python>=4.13"])
    answer = works(tmp_path, declared("tensorflow==2.15.1", "opencv-python-headless==4.5.3.56", "strict"))
    assert "the set leaves no room for opencv-python==4.5.3.56" in answer.notes[0]


def test_a_package_that_does_not_exist(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0")
    answer = proven(tmp_path, declared("tensorflow==2.15.1", "mine==1.0", "tensorflow-probabilty"))
    assert isinstance(answer, Refused)
    assert answer.sentences[0] == "requirements.txt:3: the package index has no package tensorflow-probabilty."
    assert "tensorflow-probability" in answer.sentences[1]
    assert answer.blockers == ("tensorflow-probabilty",)


def test_what_needs_a_package_that_nobody_has_is_refused_in_one_sentence(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.wheel("mine", "1.0", ["numpy<1.20"])
    answer = proven(tmp_path, declared("tensorflow==2.15.1", "mine"))
    assert isinstance(answer, Refused)
    assert "conclude" not in " ".join(answer.sentences)


def test_what_a_lock_has_is_kept(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0")
    index.wheel("mine", "2.0")
    assert "mine==2.0" in works(tmp_path, declared("tensorflow", "mine")).pins.lines()
    assert "mine==1.0" in works(tmp_path, declared("tensorflow", "mine"), prefer=("mine==1.0",)).pins.lines()


def test_an_index_that_is_away_leaves_what_the_facts_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declared: Declare
):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://me:hunter2@127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    answer = proven(tmp_path, declared("tensorflow==2.15.1", "numpy==1.26.4"))
    assert isinstance(answer, Unproven)
    assert answer.why == "the package index does not answer, asked twice"
    assert answer.nearest.picks["numpy"] == Version("1.26.4")


def test_what_others_bring_is_never_built_where_it_has_a_wheel(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0", ["helper", "numpy<1.20"])
    index.wheel("mine", "1.1", ["helper"])
    index.wheel("helper", "2.1")
    index.source("helper", "2.2")
    answer = works(tmp_path, declared("tensorflow==2.15.1", "mine==1.0"))
    assert answer.sources == ()
    assert answer.pins.versions["helper"] == "2.1"
