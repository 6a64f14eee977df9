"""Text from strangers cannot steer a terminal."""

import pytest

from service.plain import first_sentence, one_line, printable


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\rb", "a�b"),
        ("safe\u202eevil", "safe�evil"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\x00\x08\x7f", "���"),
        ("naïve 日本 ✔", "naïve 日本 ✔"),
    ],
)
def test_printable(hostile, shown):
    assert printable(hostile) == shown


def test_one_line_is_one_line_and_is_cut():
    assert one_line("a\n  b\tc") == "a b c"
    assert one_line("x" * 500) == "x" * 399 + "…"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("TensorFlow 2.0 has no tf.Session any more. Write `x`.", "TensorFlow 2.0 has no tf.Session any more."),
        ("`tf.x` is gone. `tf.y` has it.", "`tf.x` is gone."),
        ("One alone", "One alone."),
        ("e.g. this one. And that", "e.g. this one."),
    ],
)
def test_first_sentence(text: str, first: str):
    assert first_sentence(text) == first
