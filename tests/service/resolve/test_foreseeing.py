"""Cliffs of known packages are seen from the facts; a pin for which the set has no room is not foreseen."""

from collections.abc import Callable
from pathlib import Path

from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Declared
from service.resolve.foreseeing import foreseen
from service.resolve.full import Proven, prove
from service.resolve.nearest import Nearest, nearest
from service.resolve.resolver import Resolver
from service.resolve.wish import Wish, wish
from tests.service.small_index import SmallIndex

Declare = Callable[..., Declared]
FACTS = Facts(load(), Place("3.10"))


def asked(declared: Declared, version: str) -> tuple[Wish, Nearest]:
    wanted = wish(declared, Version(version), FACTS)
    found = nearest(wanted, FACTS)
    assert isinstance(found, Nearest), found
    return wanted, found


def limits(declared: Declared, version: str) -> list[str]:
    return sorted(str(limit.requirement) for limit in foreseen(asked(declared, version)[1], FACTS))


def known(index: SmallIndex) -> None:
    """What the old TensorFlow and its tensorboard ask for, as far as it matters here."""
    index.wheel("tensorflow", "2.8.4", ["tensorboard>=2.8,<2.9"])
    index.wheel("tensorboard", "2.8.0", ["werkzeug>=0.11.15", "setuptools>=41.0.0"])
    index.wheel("setuptools", "81.0.0")
    index.wheel("setuptools", "82.0.0")


def test_an_old_tensorboard_and_what_it_takes_from_others(declared: Declare):
    assert limits(declared("tensorflow==2.8.4"), "2.8.4") == ["numpy<1.24", "setuptools<82", "werkzeug<3"]
    assert limits(declared("tensorflow==2.18.1"), "2.18.1") == ["setuptools<82"]


def test_what_leaves_no_room_for_it_is_not_foreseen(declared: Declare):
    assert limits(declared("tensorflow==2.8.4", "werkzeug==3.0.1"), "2.8.4") == []


def test_no_run_is_spent_on_what_was_foreseen(tmp_path: Path, index: SmallIndex, declared: Declare):
    known(index)
    for version in ("2.3.8", "3.0.1"):
        index.wheel("werkzeug", version)
    index.wheel("mine", "1.0", ["werkzeug"])
    wanted, found = asked(declared("tensorflow==2.8.4", "mine==1.0"), "2.8.4")
    said: list[str] = []
    with Resolver(tmp_path / "cache") as resolver:
        answer = prove(found, wanted, FACTS, resolver, said.append)
    assert isinstance(answer, Proven)
    assert (answer.pins.versions["werkzeug"], said) == ("2.3.8", [])


def test_what_only_the_index_knows_to_be_without_room_is_given_up_first(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    known(index)
    index.wheel("werkzeug", "3.0.1")
    index.wheel("mine", "1.0", ["werkzeug>=3"])
    wanted, found = asked(declared("tensorflow==2.8.4", "mine==1.0"), "2.8.4")
    with Resolver(tmp_path / "cache") as resolver:
        answer = prove(found, wanted, FACTS, resolver, lambda _: None)
    assert isinstance(answer, Proven)
    assert (answer.pins.versions["mine"], answer.pins.versions["werkzeug"]) == ("1.0", "3.0.1")
    assert not [change for change in answer.changes if change.kind == "relaxed"]
