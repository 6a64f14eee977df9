"""Values are written so that they read back as the same values, in one form."""

import tomllib
from datetime import date

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.toml import HEAD, WIDTH, lines, quoted, table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a text", '"a text"'), (True, "true"), (date(2026, 11, 23), "2026-11-23"), (Version("2.15.0"), '"2.15.0"'),
        (SpecifierSet("<2,>=1"), '">=1,<2"'), (Requirement("numpy<2"), '"numpy<2"'), (("a", "b"), '["a", "b"]'),
    ],
)  # fmt: skip
def test_each_kind_of_value(value, text):
    assert lines(key=value) == f"key = {text}\n"


def test_what_is_none_is_not_written():
    assert lines(a=None, b="x") == 'b = "x"\n'


def test_a_long_list_is_wrapped_and_reads_back():
    names = tuple(f"NVIDIA Card {number}" for number in range(40))
    text = HEAD + table("cards", names=names)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert tomllib.loads(text) == {"cards": [{"names": list(names)}]}


def test_hostile_text_reads_back():
    hostile = 'a "quoted" \\ back\tslash, a new\nline and ümläuts'
    assert tomllib.loads(f"x = {quoted(hostile)}") == {"x": hostile}
