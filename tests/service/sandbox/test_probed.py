"""What was told of things tried alone: believed as far as it is signed, whole and of known kinds."""

import hmac
import json
import signal
from collections.abc import Sequence
from typing import Any

import pytest

from service.nouns import Reason
from service.probes import Array, Level, Run
from service.sandbox.probed import read

KEY = b"k" * 32
BEGUN = json.dumps([KEY.hex(), "begun", "alone"]).encode() + b"\n"


def told(*records: list[Any], key: bytes = KEY, first: int = 0) -> bytes:
    """Signed lines, numbered from `first` on."""
    lines = []
    for number, record in enumerate(records, first):
        text = json.dumps([number, *record])
        lines.append(json.dumps([hmac.new(key, text.encode(), "sha256").hexdigest(), text]).encode() + b"\n")
    return b"".join(lines)


def ran(*said: object, thing: int = 0, run: int = 0, status: int = 0, late: bool = False) -> list[list[Any]]:
    words = [["said", thing, run, json.dumps(each)] for each in said]
    return [["started", thing, run], *words, ["ended", thing, run, status, late, 0.5]]


def one(*said: object, **how: Any) -> Run:
    """The one run of one thing."""
    found = read(BEGUN + told(*ran(*said, **how)), 1, 1)
    assert found.doubt == ""
    return found.runs[0][0]


def array(
    path: object = "y",
    dtype: object = "float32",
    *,
    shape: Sequence[object] = (2,),
    digest: object = "d",
    about: Sequence[object] = (0, 1.0, 2.0, 1.5),
    values: Sequence[object] = (1.0, 2.0),
) -> list[Any]:
    return ["array", path, dtype, list(shape), digest, list(about), list(values)]


def test_a_file_that_loaded_has_its_level_and_its_arrays():
    run = one(["level", "uncompiled", "ValueError: mse"], array(), ["unrun", "serve", "TypeError: x"], ["done"])
    assert (run.reason, run.level, run.whole) == (None, Level.UNCOMPILED, "ValueError: mse")
    assert run.arrays == (Array("y", "float32", (2,), "d", (0, 1.0, 2.0, 1.5), (1.0, 2.0)),)
    assert run.unrun == (("serve", "TypeError: x"),)


@pytest.mark.parametrize(
    ("said", "how", "reason", "message"),
    [
        ([["raised", "ValueError: no /work/m.h5"]], {}, Reason.EXCEPTION, "ValueError: no m.h5"),
        ([["raised", "OSError: No space left on device"]], {}, Reason.DISK_FULL, None),
        ([["raised", "MemoryError: x"]], {}, Reason.OUT_OF_MEMORY, None),
        ([["done"]], {"status": int(signal.SIGSEGV)}, Reason.CRASHED, "crashed with SIGSEGV"),
        ([], {"status": int(signal.SIGABRT) | 0x80}, Reason.CRASHED, "crashed with SIGABRT"),
        ([], {"status": int(signal.SIGKILL)}, Reason.OUT_OF_MEMORY, None),
        ([["done"]], {"status": int(signal.SIGKILL), "late": True}, Reason.TIMED_OUT, None),
        ([["level", "loaded", ""]], {}, Reason.BROKEN_OFF, "its process ended without a word"),
        ([], {"status": 256}, Reason.BROKEN_OFF, None),
    ],
)
def test_how_a_process_ended_counts_more_than_what_it_said(said, how, reason, message):
    run = one(*said, **how)
    assert run.reason is reason
    assert message is None or run.message == message


@pytest.mark.parametrize(
    "bad",
    [
        array(shape=(3.5,)),
        array(shape=(-1,)),
        array(shape=(1,), values=(1.0, 2.0)),
        array(values=()),
        array(shape=(0,)),
        array(values=("one", "two")),
        array(values=(None, 1.0)),
        array(values=([1], 2.0)),
        array(dtype="string", values=(1.0, 2.0)),
        array(about=(1.0,)),
        array(about=("x", 1, 2, 3)),
        array()[:-1],
        ["array", 1, "float32", [], "d", [], [1.0]],
        ["level", "owned", ""],
        ["unrun", 1, 2],
        [],
        "text",
    ],
)
def test_what_is_not_said_as_agreed_is_as_if_not_said(bad):
    run = one(bad, ["done"])
    assert (run.reason, run.level, run.arrays, run.unrun) == (None, None, (), ())


def test_what_is_not_finite_comes_as_text():
    assert one(array(values=("nan", "-inf")), ["done"]).arrays[0].values == ("nan", "-inf")


def test_an_array_is_said_once_and_there_is_an_end_of_room():
    many = [array(f"y{number}", shape=(3000,), values=[1.0] * 3000) for number in range(60)]
    run = one(array("y0"), *many, ["done"])
    assert run.arrays[0].shape == (2,)
    assert sum(len(each.values) for each in run.arrays) <= 1 << 17


def test_text_is_one_line_without_escape_codes():
    assert one(["raised", "Error: \x1b[31mred\nnext"]).message == "Error: red next"


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (b"anything\n", "something else wrote into what was told"),
        (b'["00", "[3, \\"ended\\", 1, 0, 0, false, 1.0]"]\n', "something else wrote into what was told"),
        (told(["ended", 1, 0, 0, False, 1.0], key=b"z" * 32, first=3), "something else wrote into what was told"),
        (told(["ended", 1, 0, 0, False, 1.0], first=4), "a part of what was told is missing"),
        (told(["ended", 0, 0, 0, False, 1.0], first=2), "a part of what was told is missing"),
        (told(["ended", 0, 0, 0, False, 1.0], first=3), "it tells of what was not asked"),
        (told(["ended", 9, 0, 0, False, 1.0], first=3), "it tells of what was not asked"),
    ],
)
def test_nothing_is_believed_after_a_line_that_is_not_the_next_one(after, why):
    data = BEGUN + told(*ran(["done"])) + after + told(*ran(["done"], thing=1), first=4)
    found = read(data, 2, 1)
    assert found.doubt == why
    assert [len(runs) for runs in found.runs] == [1, 0]


def test_half_a_line_at_the_end_and_words_before_the_begin_are_no_doubt():
    data = b"a word of the engine\n" + BEGUN + told(*ran(["done"])) + b'["half'
    found = read(data, 1, 1)
    assert (found.doubt, len(found.runs[0])) == ("", 1)


@pytest.mark.parametrize("data", [b"", b"tar: error\n", b'["x", "begun", "9.0.0"]\n', b"[" * 100_000 + b"\n"])
def test_without_a_begin_nothing_was_told(data):
    assert read(data, 1, 1).runs == ()


def test_a_key_that_is_none_signs_nothing():
    assert read(b'["no hex", "begun", "alone"]\n' + told(*ran(["done"])), 1, 1).doubt
