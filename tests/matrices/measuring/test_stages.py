import pytest

from matrices.measuring.laboratory import Ran
from matrices.measuring.stages import LONGEST, see
from matrices.measuring.trial import STAGES, Results
from tests.matrices.measuring.world import DESCRIPTORS, Rule


@pytest.fixture
def old(world):
    """An environment in which everything works."""
    world.install(["tensorflow==2.8.0", "numpy<2", "protobuf<4"], "3.9")
    return world


def test_all_stages_pass(old):
    assert see(old, STAGES).results == Results(STAGES)


def test_an_import_that_fails_leaves_the_rest_unknown(world):
    world.install(["tensorflow==2.8.0"], "3.9")
    assert see(world, STAGES).results == Results((), {"import": DESCRIPTORS})


def test_a_crash_ends_one_stage_only(old):
    old.rules.append(Rule("keras", "numpy<2", "crashed with SIGSEGV", crash=True))
    seen = see(old, STAGES)
    assert seen.results == Results(
        ("import", "core", "function", "h5", "tensorboard"), {"keras": "crashed with SIGSEGV"}
    )
    assert old.runs == 2


def test_a_crash_of_the_last_stage_needs_no_second_run(old):
    old.rules.append(Rule("tensorboard", "numpy<2", "crashed", crash=True))
    assert set(see(old, STAGES).results.failed) == {"tensorboard"}
    assert old.runs == 1


def test_a_crash_of_the_import_ends_all(old):
    old.rules.append(Rule("import", "numpy<2", "crashed with SIGILL", crash=True))
    assert see(old, STAGES).results == Results((), {"import": "crashed with SIGILL"})
    assert old.runs == 1


def test_long_errors_are_cut(old):
    old.rules.append(Rule("core", "numpy<2", "x" * 2 * LONGEST))
    seen = see(old, STAGES)
    assert len(seen.results.failed["core"]) == LONGEST
    assert seen.traces["core"] == "x" * 2 * LONGEST


def test_a_program_that_says_nothing_is_no_answer(old):
    old.run = lambda *_: Ran("no such file", "exit code 2")
    with pytest.raises(RuntimeError, match="said nothing: exit code 2"):
        see(old, STAGES)
