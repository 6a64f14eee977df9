"""A whole set is judged from the facts: pins that it needs today, packages that it lacks, and what no pin mends."""

from packaging.requirements import Requirement
from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Candidate, Constraint
from service.resolve.settle import settle


def settled(tensorflow: str, python: str, *wanted: str, constraints: tuple[Constraint, ...] = ()) -> Candidate:
    candidate = Candidate(Version(tensorflow), python, None, constraints)
    asked = [Requirement(f"tensorflow=={tensorflow}"), *map(Requirement, wanted)]
    return settle(candidate, asked, Facts(load(), Place(python)))


def pins(candidate: Candidate) -> dict[str, tuple[bool, bool]]:
    return {str(one.requirement): (one.needed, one.brings) for one in candidate.constraints}


def test_a_set_that_nothing_is_known_against_stays_as_it_was():
    assert settled("2.18.1", "3.12") == Candidate(Version("2.18.1"), "3.12", None)


def test_a_pin_that_is_needed_today_has_its_reason_and_source():
    (pin,) = settled("2.14.0", "3.11").constraints
    assert (str(pin.requirement), pin.needed, pin.brings) == ("numpy<2", True, False)
    assert pin.reason.startswith("tensorflow was compiled against NumPy 1")
    assert load().sources[pin.source].url.startswith("trial:")


def test_a_precaution_that_is_needed_says_so_and_another_stays_one():
    known = tuple(Constraint(Requirement(text), "known", "trial-numpy-2") for text in ("numpy<2", "wrapt<9"))
    assert pins(settled("2.14.0", "3.11", constraints=known)) == {"numpy<2": (True, False), "wrapt<9": (False, False)}


def test_a_package_that_is_missing_is_brought():
    assert pins(settled("2.16.1", "3.11", "tensorflow-probability==0.24.0")) == {"tf-keras": (True, True)}


def test_a_companion_that_works_with_no_pin_is_trouble():
    found = settled("2.16.1", "3.11", "tensorflow-addons")
    (trouble,) = found.troubles
    assert "tensorflow-addons" in trouble.packages
    assert "keras.src.engine" in trouble.error
    assert found.constraints == ()


def test_a_pin_of_the_project_that_is_enough_is_left_alone():
    assert settled("2.14.0", "3.11", "numpy==1.26.4").constraints == ()
