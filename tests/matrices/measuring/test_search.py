import pytest

from matrices.measuring.search import Attempt, Pins, search
from matrices.measuring.stages import see
from tests.matrices.measuring.world import DESCRIPTORS, HANDLE, NO_PKG_RESOURCES, Rule

STAGES = ("import", "core", "tensorboard")
PINS = ("setuptools<82", "numpy<2", "protobuf<3.21", "protobuf<3.20")


@pytest.fixture
def found(world):
    """The pins that the search ends with; None where it finds nothing."""

    def attempt(pins: Pins) -> Attempt:
        what = world.install(["tensorflow==2.8.0", *pins], "3.9")
        return Attempt(pins, what, see(world, STAGES))

    def run(*rules, pins=PINS, left=()):
        if rules:
            world.rules = list(rules)
        best = search(attempt(frozenset()), STAGES, attempt, lambda *_: pins, left)
        return best and set(best.pins)

    return run


def test_one_pin_is_enough(found, world):
    assert found(Rule("import", "numpy>=2", HANDLE)) == {"numpy<2"}
    assert len(world.asked) == 3


def test_two_errors_behind_each_other_need_two_pins(found):
    assert found() == {"numpy<2", "protobuf<3.21"}


def test_the_widest_pin_that_works_is_taken(found):
    assert found(Rule("import", "protobuf>=3.20", DESCRIPTORS)) == {"protobuf<3.20"}


def test_a_pin_that_only_changed_the_words_is_left_out_again(found):
    """The first pin leads to another error, the second cures both: it alone is the answer."""
    rules = [
        Rule("import", "protobuf>=4", DESCRIPTORS),
        Rule("import", "setuptools<82", "TypeError: a setuptools that is too old"),
        Rule("core", "protobuf==3.19.6", "TypeError: a protobuf that is too old"),
    ]
    assert found(*rules, pins=("setuptools<82", "protobuf<3.21")) == {"protobuf<3.21"}


def test_stages_are_cured_one_after_the_other(found):
    rules = [Rule("import", "numpy>=2", HANDLE), Rule("tensorboard", "setuptools", NO_PKG_RESOURCES, absent=True)]
    assert found(*rules) == {"numpy<2", "setuptools<82"}


def test_what_can_be_cured_is_cured_although_something_else_cannot(found):
    rules = [Rule("import", "numpy>=2", HANDLE), Rule("core", "numpy", "ValueError: for ever")]
    assert found(*rules) == {"numpy<2"}


def test_an_earlier_stage_is_worth_a_later_one(found):
    """An older protobuf brings a tensorboard that does not work: a TensorFlow that imports is worth it."""
    rules = [Rule("import", "protobuf>=4", DESCRIPTORS), Rule("tensorboard", "protobuf<4", "ImportError: too old")]
    assert found(*rules, pins=("protobuf<3.21",)) == {"protobuf<3.21"}


def test_a_later_stage_is_not_worth_an_earlier_one(found):
    rules = [Rule("tensorboard", "numpy>=2", HANDLE), Rule("core", "numpy<2", "ImportError: too old")]
    assert found(*rules, pins=("numpy<2",)) is None


def test_what_is_left_is_not_searched_for(found):
    rules = [Rule("import", "numpy>=2", HANDLE), Rule("tensorboard", "setuptools", NO_PKG_RESOURCES, absent=True)]
    assert found(*rules, left=["tensorboard"]) == {"numpy<2"}
    assert found(rules[1], left=["tensorboard"]) is None


def test_no_pin_helps(found):
    assert found(Rule("import", "numpy", "ValueError: for ever")) is None


def test_a_pin_that_cannot_be_installed_helps_nothing(found):
    assert found(Rule("import", "numpy>=2", HANDLE), pins=("numpy<1",)) is None


def test_numbers_do_not_make_another_error(found, world):
    rules = [
        Rule("import", "numpy>=2", "RuntimeError: at 0x7f01"),
        Rule("import", "numpy<2", "RuntimeError: at 0x7f02"),
    ]
    assert found(*rules, pins=("numpy<2", "protobuf<4")) is None
    assert len(world.asked) == 3


def test_a_second_tensorflow_over_the_first_is_no_cure(found):
    rules = [Rule("core", "tensorflow-cpu", "ValueError: only alone", absent=True)]
    assert found(*rules, pins=("tensorflow-cpu",)) is None
