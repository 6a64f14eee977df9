"""Files and tests with names that a terminal, a shell or a report could trip over."""

import os

import pytest


@pytest.mark.parametrize("name", ["a\nb", "\x1b[31mred", "</code><script>alert(1)</script>", "\u202eabc"])
def test_name(name):
    assert "red" not in name


def test_files():
    there = {name for name in os.listdir() if name not in {"test_names.py", "__pycache__", ".pytest_cache"}}
    assert there == {"a\nb.py", "\x1b[31mred.txt", "-rf", "$(touch owned)", "\u202etxt.exe"}
