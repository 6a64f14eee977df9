"""The nearest set from the facts: nothing given up that could stay, retired names replaced, causes told."""

from collections.abc import Callable

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.judging import trouble
from matrices.load import load
from matrices.picking import Facts, Place
from matrices.query import is_serious
from service.manifest import Role
from service.nouns import Declared, DeclaredLine
from service.resolve.nearest import Nearest, Refused, nearest
from service.resolve.search import closest
from service.resolve.wish import wish

Declare = Callable[..., Declared]


def found(declared: Declared, to: str, python: str, device: str | None = None) -> Nearest | Refused:
    facts = Facts(load(), Place(python))
    return nearest(wish(declared, query.find(load(), to).version, facts, device), facts)


def sound(declared: Declared, to: str, python: str, device: str | None = None) -> Nearest:
    answer = found(declared, to, python, device)
    assert isinstance(answer, Nearest), answer
    assert not [one for one in trouble(load(), answer.picks, python) if is_serious(one)]
    return answer


def changes(answer: Nearest) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.before, one.after) for one in answer.changes]


def test_what_goes_together_stays_as_it_is(declared: Declare):
    answer = sound(declared("tensorflow==2.15.1", "numpy==1.26.4", "pandas==2.1.0"), "2.15.1", "3.11")
    assert changes(answer) == []
    assert answer.distance == (0, 0)
    assert list(map(str, answer.requirements)) == ["tensorflow==2.15.1", "numpy==1.26.4", "pandas==2.1.0"]


def test_only_the_pins_in_the_way_are_given_up_and_go_to_the_next_version(declared: Declare):
    asked = declared("tensorflow==2.10.1", "protobuf==3.19.6", "numpy==1.23.5", "h5py==3.10.0")
    answer = sound(asked, "2.16", "3.10")
    moved, relaxed = changes(answer)
    assert moved == ("moved", "tensorflow==2.10.1", "tensorflow==2.16.2")
    assert relaxed[:2] == ("relaxed", "protobuf==3.19.6")
    assert relaxed[2].startswith("protobuf==3.20.")
    (change,) = answer.changes[1:]
    assert (change.place, change.source) == ("requirements.txt:2", "pypi-tensorflow@2.16.2")
    assert "tensorflow 2.16.2 wants protobuf" in change.reason


def test_a_pin_that_is_known_to_crash_is_given_up_with_the_measured_reason(declared: Declare):
    answer = sound(declared("tensorflow==2.10.1", "numpy==2.0.2"), "2.11", "3.10")
    (_, change) = answer.changes
    assert (change.before, change.after) == ("numpy==2.0.2", "numpy==1.26.4")
    assert change.source == "trial-numpy-2"


def test_the_reason_names_the_release_that_is_asked_for_although_others_say_the_same(declared: Declare):
    (_, change) = sound(declared("tensorflow==2.4.1", "numpy==1.19.5"), "2.9", "3.8").changes
    assert (change.reason, change.source) == ("tensorflow 2.9.3 wants numpy>=1.20.", "pypi-tensorflow@2.9.3")


def test_many_versions_that_are_left_out_are_told_as_a_span(declared: Declare):
    (_, change) = sound(declared("tensorflow==2.4.1", "protobuf==3.15.0"), "2.16", "3.9").changes
    assert change.reason.endswith("wants protobuf>=3.20.3,<5.0.0dev without 4.21.0 to 4.21.5.")


def test_what_is_pinned_exactly_needs_no_limit(declared: Declare):
    assert sound(declared("tensorflow==2.10.1", "numpy==1.23.5"), "2.10", "3.10").limits == ()
    free = sound(declared("tensorflow==2.10.1", "numpy"), "2.10", "3.10")
    assert [str(limit.requirement) for limit in free.limits] == ["numpy<2"]


def test_what_crashes_without_a_pin_gets_one(declared: Declare):
    answer = sound(declared("tensorflow==2.10.1"), "2.14.0", "3.11")
    assert [str(limit.requirement) for limit in answer.limits] == ["numpy<2"]
    assert answer.picks["numpy"] == Version("1.26.4")


def test_what_is_given_up_is_chosen_before_what_could_stand_in_its_way(declared: Declare):
    asked = declared("tensorflow-cpu==2.12.1", "tensorflow-hub==0.13.0", "setuptools>=80")
    answer = sound(asked, "2.19", "3.11")
    assert ("relaxed", "tensorflow-hub==0.13.0", "tensorflow-hub==0.16.1") in changes(answer)
    assert str(answer.picks["setuptools"]) == "81.0.0"


def test_a_package_that_is_missing_is_added(declared: Declare):
    answer = sound(declared("tensorflow==2.16.2", "tensorflow-probability==0.24.0"), "2.16", "3.11")
    assert ("added", "", "tf-keras") in changes(answer)
    assert "tf-keras" in map(str, answer.requirements)


@pytest.mark.parametrize(
    ("line", "after"),
    [("tensorflow-gpu==2.4.1", "tensorflow==2.15.1"), ("tensorflow-macos", "tensorflow==2.15.1")],
)
def test_retired_names_of_tensorflow_are_replaced(declared: Declare, line: str, after: str):
    answer = sound(declared(line), "2.15", "3.11")
    assert changes(answer) == [("replaced", line, after)]
    assert answer.changes[0].source
    assert answer.changes[0].reason


def test_other_retired_names_go_where_they_cannot_be_had(declared: Declare):
    asked = declared("tensorflow==2.15.1", "tflite-runtime==2.14.0", "keras-nightly")
    assert ("replaced", "tflite-runtime==2.14.0", "ai-edge-litert") in changes(sound(asked, "2.18", "3.12"))
    kept = changes(sound(asked, "2.15", "3.11"))
    assert [one for one in kept if "tflite-runtime" in one[1]] == []
    assert ("replaced", "keras-nightly", "keras") in kept


def test_two_packages_that_bring_tensorflow_become_one(declared: Declare):
    answer = sound(declared("tensorflow==2.10.1", "tensorflow-cpu==2.10.1"), "2.15", "3.11")
    assert ("merged", "tensorflow-cpu==2.10.1", "tensorflow==2.15.1") in changes(answer)
    assert list(map(str, answer.requirements)) == ["tensorflow==2.15.1"]


def test_the_variant_for_a_device(declared: Declare):
    assert str(sound(declared("tensorflow==2.10"), "2.15", "3.11", "cpu").requirements[0]) == "tensorflow-cpu==2.15.1"
    with_cuda = sound(declared("tensorflow==2.10"), "2.15", "3.11", "gpu").requirements[0]
    assert str(with_cuda) == "tensorflow[and-cuda]==2.15.1"
    assert str(sound(declared("tensorflow-gpu"), "1.15", "3.7").requirements[0]) == "tensorflow-gpu==1.15.5"


def test_a_variant_gives_way_where_another_package_brings_tensorflow_itself(declared: Declare):
    answer = sound(declared("tensorflow-cpu==2.10.1", "tensorflow-text"), "2.15", "3.11")
    assert "tensorflow-cpu" not in answer.picks
    assert ("merged", "tensorflow-cpu==2.15.1", "tensorflow==2.15.1") in changes(answer)


def test_a_companion_without_any_way_is_refused_with_its_cause(declared: Declare):
    answer = found(declared("tensorflow==2.10.1", "tensorflow-addons==0.18.0", "numpy==1.23.5"), "2.16", "3.11")
    assert isinstance(answer, Refused)
    assert answer.blockers == ("tensorflow-addons",)
    assert answer.source in {"trial-addons-keras-3", "trial-addons-abstract-rnn"}
    assert "stay below 2.16, or replace it" in answer.sentences[0]
    assert "we can conclude" not in answer.sentences[0]


def test_a_companion_that_has_a_wheel_elsewhere_says_where(declared: Declare):
    answer = found(declared("tensorflow", "tensorflow-text"), "2.13.1", "3.11")
    assert isinstance(answer, Refused)
    assert answer.sentences[0] == (
        "no release of tensorflow-text that installs on Python 3.11 goes with tensorflow==2.13.1: each wants another "
        "tensorflow; tensorflow-text 2.13.0 does, on Python 3.8, 3.9 and 3.10."
    )


def test_what_only_limits_is_given_up_too_and_brings_nothing(declared: Declare):
    limit = DeclaredLine(Requirement("numpy<1.20"), "limits.txt", 1, "numpy<1.20", Role.CONSTRAINT)
    asked = declared("tensorflow==2.10.1")
    answer = sound(asked._replace(lines=(*asked.lines, limit)), "2.16", "3.11")
    assert [one.before for one in answer.changes if one.kind == "relaxed"] == ["numpy<1.20"]
    assert list(map(str, answer.requirements)) == ["tensorflow==2.16.2"]


def test_a_line_for_another_interpreter_is_none_here(declared: Declare):
    answer = sound(declared("tensorflow==2.15.1", 'numpy==1.19.5; python_version < "3.9"'), "2.15", "3.11")
    assert changes(answer) == []


@pytest.mark.parametrize(
    ("pinned", "left", "expected"),
    [
        ("==1.19.5", ["1.23.4", "1.23.5", "1.26.4", "2.0.0"], "1.23.5"),
        ("==1.26.4", ["2.0.0", "2.1.0", "2.1.3"], "2.1.3"),
        ("==2.2.0", ["1.25.0", "1.26.3", "1.26.4"], "1.26.4"),
        ("<1.20", ["1.19.5", "1.26.4"], "1.19.5"),
        (">=1,<1.20", ["1.23.5", "1.26.4"], "1.23.5"),
        ("==1.0", ["1.1rc1"], "1.1rc1"),
    ],
)
def test_the_nearest_version(pinned: str, left: list[str], expected: str):
    assert closest(SpecifierSet(pinned), list(map(Version, left))) == Version(expected)


def test_a_source_that_no_longer_builds_moves_to_the_next_that_does(declared: Declare):
    answer = sound(declared("tensorflow==2.10.1", "gym==0.21.0"), "2.10.1", "3.9")
    (change,) = answer.changes
    assert change.after == "gym==0.22.0"
    assert change.reason.startswith("gym >=0.18,<0.22 does not install on Python >=3.7: error in gym setup command")
    assert changes(sound(declared("tensorflow==1.14.0", "gym==0.21.0"), "1.14.0", "3.6")) == []


def test_what_a_package_imports_and_does_not_ask_for_is_added(declared: Declare):
    answer = sound(declared("tensorflow-cpu==2.17.1", "xgboost==1.6.2"), "2.17.1", "3.10")
    assert changes(answer) == [("added", "", "setuptools<82")]
    answer = sound(declared("tensorflow-cpu==2.17.1", "xgboost==1.6.2", "setuptools==80.9.0"), "2.17.1", "3.10")
    assert changes(answer) == []


def test_transformers_that_reach_into_keras_move_with_it(declared: Declare):
    asked = declared("tensorflow-cpu==2.10.0", "transformers==4.26.1")
    assert changes(sound(asked, "2.12", "3.10"))[1:] == []
    assert changes(sound(asked, "2.15", "3.10"))[1:] == [("relaxed", "transformers==4.26.1", "transformers==4.30.2")]
    assert changes(sound(asked, "2.16", "3.10"))[1:] == [("relaxed", "transformers==4.26.1", "transformers==4.31.0")]


def test_what_is_needed_beside_keras_3_alone_is_added_there_alone(declared: Declare):
    asked = declared("tensorflow==2.12.0", "transformers==4.40.2")
    assert changes(sound(asked, "2.13", "3.10"))[1:] == []
    assert changes(sound(asked, "2.17", "3.10"))[1:] == [("added", "", "tf-keras")]
    has = declared("tensorflow==2.12.0", "transformers==4.40.2", "tf-keras")
    assert changes(sound(has, "2.17", "3.10"))[1:] == []


def test_modules_that_an_old_protoc_generated_stay_below_protobuf_4(declared: Declare):
    """The metadata of both admits it, and the import raises."""
    answer = sound(declared("tensorflow-cpu==2.15.1", "tensorflow-datasets==4.6.0"), "2.15.1", "3.10")
    assert str(answer.picks["protobuf"]) == "3.20.3"
    assert changes(answer) == []
