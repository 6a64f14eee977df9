"""Text from strangers cannot steer a terminal."""

import pytest

from service.plain import one_line, printable


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
