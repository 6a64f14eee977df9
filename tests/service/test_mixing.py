"""Between two sets: what differs, what has to move together, and what is suspected."""

from service.mixing import PYTHON, Mix, Side
from service.nouns import Outcome, Package, Reason
from service.testing import Ending, PerTest

OLD = {
    "tensorflow": Package("2.15.1", ("keras<2.16,>=2.15", "numpy<2", "estimator"), frozenset({"tensorflow"})),
    "keras": Package("2.15.0", (), frozenset({"keras"})),
    "numpy": Package("1.26.4", (), frozenset({"numpy"})),
    "estimator": Package("2.15.0", ("six<2",)),
    "six": Package("1.16.0"),
    "same": Package("1.0"),
}
NEW = {
    "tensorflow": Package("2.18.0", ("keras>=3", "numpy>=1.26", 'six>=2; python_version < "3"', "not a name!")),
    "keras": Package("3.3.3", ("namex",), frozenset({"keras"})),
    "numpy": Package("2.0.2", (), frozenset({"numpy"})),
    "namex": Package("0.1", ("six>=1.17",)),
    "six": Package("2.0"),
    "same": Package("1.0"),
}
MIX = Mix(Side(OLD, "3.11"), Side(NEW, "3.11"))
TRACEBACK = """Traceback (most recent call last):
  File "/work/a.py", line 1, in <module>
  File "/env/lib/python3.11/site-packages/tensorflow/x.py", line 1, in f
  File "/env/lib/python3.11/site-packages/keras/src/y.py", line 1, in g
ValueError: no
"""


def test_what_differs_on_both_sides():
    assert MIX.moves == {
        "keras": "2.15.0 -> 3.3.3",
        "numpy": "1.26.4 -> 2.0.2",
        "six": "1.16.0 -> 2.0",
        "tensorflow": "2.15.1 -> 2.18.0",
    }


def test_what_the_new_asks_for_and_what_the_old_forbids_tie_them_also_through_what_one_side_has_alone():
    assert MIX.ties == {
        "tensorflow": {"keras"},  # the old NumPy is enough for it
        "keras": {"tensorflow", "six"},  # the old TensorFlow forbids it, and namex comes with it
        "numpy": {"tensorflow"},
        "six": {"tensorflow"},  # the estimator that came with the old one forbids it
    }


def test_the_pins_of_a_set_are_exact_and_name_what_comes_and_goes():
    pins = {str(pin) for pin in MIX.pins(frozenset({"numpy"}))}
    assert pins == {
        "tensorflow==2.15.1",
        "keras==2.15.0",
        "numpy==2.0.2",
        "estimator==2.15.0",
        "six==1.16.0",
        "namex==0.1",
        "same==1.0",
    }


def test_the_interpreter_moves_with_all_that_is_compiled_for_one():
    old = {name: package._replace(asks=(), compiled=name == "numpy") for name, package in OLD.items()}
    new = {name: package._replace(asks=(), compiled=name == "tensorflow") for name, package in NEW.items()}
    mix = Mix(Side(old, "3.10"), Side(new, "3.12"))
    tied = {name: set(others) for name, others in mix.ties.items() if others}
    assert tied == {PYTHON: {"numpy", "tensorflow"}, "numpy": {PYTHON}, "tensorflow": {PYTHON}}
    assert (mix.python(frozenset()), mix.python(frozenset({PYTHON}))) == ("3.10", "3.12")
    assert PYTHON not in {pin.name for pin in mix.pins(frozenset({PYTHON}))}


def weighed(log: str = "", message: str = "", pins: str = "", lost: tuple[PerTest, ...] = ()) -> list[str]:
    """The most suspicious first."""
    weights = MIX.weights(Outcome(Reason.EXCEPTION, message, log), lost, pins)
    return sorted(weights, key=lambda name: -weights[name])


def test_suspected_is_what_raised_what_is_named_and_what_a_known_mend_pins():
    assert weighed(TRACEBACK)[0] == "keras"
    assert weighed(TRACEBACK, pins="numpy<2")[0] == "numpy"
    assert weighed(message="AttributeError: module 'numpy' has no attribute 'bool'")[0] == "numpy"
    assert weighed(lost=(PerTest("t", Ending.FAILED, "six is wrong"),))[0] == "six"
