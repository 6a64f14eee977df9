"""A saved file or a function, old against new: what breaks, what changes, and what nobody can tell."""

import pytest

from service.loading_calls import Calls
from service.nouns import Reason, Verdict
from service.numbers import Tolerance
from service.probe_comparing import Beside, Comparing
from service.probes import Array, Level, Probe, Probed, Run, Way

H5, CALL = Probe(Way.H5, "m.h5"), Probe(Way.CALL, "m:f")
KERAS_FOLDER = Probe(Way.SAVED_MODEL_KERAS, "saved")
FAILS = Run(Reason.EXCEPTION, "ValueError: no")
KILLED = Run(Reason.OUT_OF_MEMORY, "needed more memory than a trial may use")


def loaded(
    value: float = 1.0,
    *,
    level: Level = Level.LOADED,
    unrun: tuple[tuple[str, str], ...] = (),
    path: str = "",
    whole: str = "",
) -> Run:
    arrays = () if unrun else (Array(path, "float32", (), str(value), (), (value,)),)
    return Run(None, "", level, whole, arrays, unrun)


Runs = Run | list[Run] | None


def beside(old: Runs, new: Runs, probe: Probe = H5, calls: Calls = Calls(), *, untried: str = "") -> Beside:  # noqa: B008 - it is frozen
    """Of one run each both are the same."""
    runs = [
        Probed(probe, tuple(each) if isinstance(each, list) else (each, each)) if each else None for each in (old, new)
    ]
    return Comparing(Tolerance(), calls).beside(probe, *runs, untried=untried)


@pytest.mark.parametrize(
    ("old", "new", "verdict", "message"),
    [
        (loaded(), loaded(), Verdict.WORKS, ""),
        (loaded(), FAILS, Verdict.BREAKS, "ValueError: no"),
        (FAILS, FAILS, Verdict.UNKNOWN, "it fails on the baseline, too, which is no regression: ValueError: no"),
        (FAILS, loaded(), Verdict.WORKS, "on the baseline it fails: ValueError: no"),
        (loaded(), KILLED, Verdict.UNKNOWN, f"nobody can tell: {KILLED.message}"),
        (KILLED, loaded(), Verdict.UNKNOWN, f"nothing to compare it with: {KILLED.message}"),
        (KILLED, FAILS, Verdict.UNKNOWN, None),
        (None, loaded(), Verdict.UNKNOWN, "nothing to compare it with: the baseline was not tried"),
        (loaded(), [loaded(), FAILS], Verdict.UNKNOWN, None),
        (loaded(), Run(Reason.CRASHED, "crashed with SIGSEGV"), Verdict.BREAKS, "crashed with SIGSEGV"),
    ],
)
def test_a_file_that_loaded_and_no_longer_loads_breaks_and_nothing_else_does(old, new, verdict, message):
    found = beside(old, new)
    assert found.verdict is verdict
    assert message is None or found.message == message


def test_a_candidate_that_could_not_be_tried_says_why():
    assert beside(loaded(), None, untried="it does not install").message == "it was not tried: it does not install"


def test_other_numbers_change_and_say_by_how_much():
    found = beside(loaded(1.0), loaded(1.5))
    assert found.verdict is Verdict.CHANGES
    assert found.message.startswith("other numbers: what comes out is 1.5, and was 1, by 0.5 (allowed: rtol")
    assert [each.by for each in found.differences] == [0.5]


def test_what_loads_without_its_compilation_only_breaks_code_that_wants_it():
    less = loaded(level=Level.UNCOMPILED, whole="TypeError: mse")
    assert beside(loaded(), less).message == "it loads with compile=False only: TypeError: mse"
    assert beside(loaded(), less, calls=Calls(loads=True, compiled=False)).verdict is Verdict.WORKS
    assert beside(less, less).verdict is Verdict.WORKS


def test_what_loads_and_does_not_run_any_more_breaks():
    found = beside(loaded(), loaded(unrun=(("", "TypeError: None"),)))
    assert (found.verdict, found.message) == (Verdict.BREAKS, "it loads, and does not run any more: TypeError: None")
    both = loaded(unrun=(("", "the file does not say what its inputs are"),))
    assert beside(both, both).verdict is Verdict.WORKS


def test_what_differs_between_two_runs_of_the_same_is_not_a_change():
    found = beside([loaded(1.0), loaded(2.0)], loaded(3.0), CALL)
    assert (found.verdict, found.unstable) == (Verdict.WORKS, ("",))
    assert found.message == "its numbers are not the same in two runs of the same: nothing is said of them"
    assert beside(loaded(1.0), [loaded(2.0), loaded(3.0)], CALL).verdict is Verdict.WORKS


def test_numbers_that_come_from_the_seed_change_and_it_is_said_where_from():
    found = beside([loaded(1.0), loaded(1.0), loaded(2.0)], [loaded(3.0), loaded(3.0), loaded(4.0)], CALL)
    assert found.verdict is Verdict.CHANGES
    assert "fix the weights" in found.message


def test_a_call_that_the_code_does_not_make_does_not_count():
    assert not beside(loaded(), FAILS, KERAS_FOLDER).counts
    assert beside(loaded(), FAILS, KERAS_FOLDER, Calls(loads=True)).counts
