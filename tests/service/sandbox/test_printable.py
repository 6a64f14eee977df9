import time

import pytest

from service.sandbox.printable import last_line, printable


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice\x1b\\after", "after"),
        ("\x9b2Jscreen", "screen"),
        ("\x1bcreset", "reset"),
        ("bell\x07 null\x00 back\x08", "bell null back"),
        ("abc\u202edef", "abcdef"),
        ("10%\r50%\r100%", "100%"),
        ("line\r\nnext\r\n", "line\nnext\n"),
        ("tab\tstays\n", "tab\tstays\n"),
        ("naïve 日本", "naïve 日本"),
    ],
)
def test_only_text_is_left(hostile, harmless):
    assert printable(hostile) == harmless


@pytest.mark.parametrize("unit", ["\x1b", "\x1bP", "\x1b[", "\x1b]0;", "\x9b1;", "\r", "\x1b[1;" + "1" * 100])
def test_a_hostile_text_costs_no_more_than_its_length(unit):
    started = time.process_time()
    printable(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("text", "line"), [("", ""), ("a\nb\n\n \n", "b"), ("a\n\x1b[0m\n", "a"), ("1\r2\r", "2")])
def test_the_last_line_says_something(text, line):
    assert last_line(text) == line
