"""What was tried is known again, by all that decides it and by nothing else."""

import dataclasses
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.nouns import Environment, Kind, Outcome, Reason
from service.sandbox.limits import Limits
from service.sandbox.remembered import DAYS, Remembered, key_of
from service.testing import Ending, PerTest, Suite, Warned

HERE = Environment("key", "/data/environments/key", "3.11", "image")
FILES = {"a.py": b"1", "b.py": b"2"}
COMMAND = ("python", "a.py")
SUITE = Suite(
    ("a", "b"),
    (PerTest("a", Ending.PASSED), PerTest("b", Ending.FAILED, "\udcff\x1b\n", "a.py", 3, 0.5, lacks=True)),
    1,
    "a",
    "",
    (Warned("DeprecationWarning", "old", "a.py", 3),),
)
FAILED = Outcome(Reason.TESTS_FAILED, "b: x", "log \udcff", 1, 2.5, SUITE)
PASSED = Outcome(None, log="fine", exit_code=0, seconds=1.0)


@pytest.fixture
def remembered(tmp_path):
    return Remembered(tmp_path / "results")


def test_outcomes_come_back_as_they_were_in_their_order(remembered):
    remembered.add("k", FAILED)
    remembered.add("k", PASSED)
    assert remembered.runs("k") == (FAILED, PASSED)
    assert remembered.runs("other") == ()


@pytest.mark.parametrize("reason", [each for each in Reason if each.kind is Kind.UNDECIDED])
def test_what_says_nothing_is_tried_again(remembered, reason):
    remembered.add("k", Outcome(reason))
    assert remembered.runs("k") == ()


def test_what_was_asked_to_end_is_tried_again(remembered):
    remembered.add("k", Outcome(Reason.BROKEN_OFF, exit_code=143))
    assert remembered.runs("k") == ()


@pytest.mark.parametrize(
    "other",
    [
        key_of(HERE._replace(key="other"), FILES, COMMAND, Limits()),
        key_of(HERE, {**FILES, "a.py": b"2"}, COMMAND, Limits()),
        key_of(HERE, {**FILES, "c.py": b""}, COMMAND, Limits()),
        key_of(HERE, {"a.py": b"1", "b.py1": b"2"}, COMMAND, Limits()),
        key_of(HERE, FILES, ("python a.py",), Limits()),
        key_of(HERE, FILES, COMMAND, Limits(memory=1 << 30)),
    ],
    ids=["packages", "content", "another file", "name", "command", "limits"],
)
def test_anything_else_has_another_key(other):
    assert key_of(HERE, dict(reversed(FILES.items())), COMMAND, Limits()) != other


def test_the_order_of_the_files_and_where_packages_lie_do_not_matter():
    moved = HERE._replace(path="/elsewhere")
    again = key_of(moved, dict(reversed(FILES.items())), COMMAND, dataclasses.replace(Limits()))
    assert key_of(HERE, FILES, COMMAND, Limits()) == again


@given(st.binary(max_size=50))
def test_a_file_that_cannot_be_read_is_as_none(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("results")
    (folder / "k.json.gz").write_bytes(noise)
    remembered = Remembered(folder)
    assert remembered.runs("k") == ()
    remembered.add("k", PASSED)
    assert remembered.runs("k") == (PASSED,)


def test_what_is_a_month_old_is_forgotten(remembered, tmp_path):
    for key in ("old", "new"):
        remembered.add(key, PASSED)
    long_ago = time.time() - (DAYS + 1) * 86400
    os.utime(tmp_path / "results" / "old.json.gz", (long_ago, long_ago))
    assert (remembered.runs("old"), remembered.runs("new")) == ((), (PASSED,))
    Remembered(tmp_path / "results")
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["new.json.gz"]


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path):
    (tmp_path / "file").write_text("")
    remembered = Remembered(tmp_path / "file" / "results")
    remembered.add("k", PASSED)
    assert remembered.runs("k") == ()
