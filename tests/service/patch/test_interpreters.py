"""Pythons and images that a release does not fit any more."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.manifest import Format, Image, Interpreter, Notation, PythonRange, Span
from service.nouns import Declared
from service.patch.interpreters import Pythons, narrowed
from service.patch.rewriting import Target, rewrite

PYTHONS = Pythons(("3.9", "3.10", "3.11", "3.12"), "3.11")
TARGET = Target(Version("2.18.1"), PYTHONS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">=3.7", ">=3.9"),
        (">=3.6,<3.13", ">=3.9,<3.13"),
        (">=3.7,!=3.8.*,!=3.10.1", ">=3.9,!=3.10.1"),
        (">=3.7,<3.9", ">=3.11,<3.12"),
        ("==3.7.*", ">=3.11"),
        ("~=3.7", ">=3.9"),
        (">=3.9", ">=3.9"),
        (">=3.10,<4", ">=3.10,<4"),
        ("", ""),
    ],
)
def test_a_range_begins_where_the_release_does(old, new):
    assert narrowed(SpecifierSet(old), PYTHONS) == SpecifierSet(new)


@pytest.mark.parametrize(
    ("old", "new", "notation", "specifier"),
    [
        (">=3.7", ">=3.9", Notation.PEP440, ">=3.7"),
        (">=3.7, <3.12", ">=3.9, <3.12", Notation.PEP440, ">=3.7,<3.12"),
        ("^3.7", "^3.9", Notation.POETRY, ">=3.7,<4"),
        (">=3.10", ">=3.10", Notation.PEP440, ">=3.10"),
    ],
)
def test_it_is_written_as_it_was(old, new, notation, specifier):
    content = f'python = "{old}"  # here\r\n'.encode()
    span = Span(10, 10 + len(old))
    found = PythonRange(SpecifierSet(specifier), "f", 1, "", span, notation)
    made = rewrite({"f": content}, Declared(python_ranges=(found,)), (), target=TARGET)
    assert made.files.get("f", content) == f'python = "{new}"  # here\r\n'.encode()


def named(content: bytes, *versions: str, form: Format) -> Declared:
    found, at = [], 0
    for version in versions:
        at = content.index(version.encode(), at)
        number = content.count(b"\n", 0, at) + 1
        found.append(Interpreter(version, "f", number, "", form, Span(at, at + len(version))))
        at += len(version)
    return Declared(pythons=tuple(found))


@pytest.mark.parametrize(
    ("form", "content", "versions", "wanted"),
    [
        (Format.RUNTIME, b"3.7.12\n", ["3.7.12"], b"3.11\n"),
        (Format.RUNTIME, b"3.10\n", ["3.10"], b"3.10\n"),
        (Format.WORKFLOW, b"python: [3.6, 3.7, 3.9]\n", ["3.6", "3.7", "3.9"], b'python: ["3.11", "3.12", 3.9]\n'),
        (Format.WORKFLOW, b"python-version: '3.8'\n", ["3.8"], b"python-version: '3.11'\n"),
        (Format.WORKFLOW, b"- 3.7\n- 3.8\n", ["3.7", "3.8"], b'- "3.11"\n- "3.12"\n'),
        (Format.WORKFLOW, b"a: 3.7\n\nb: 3.8\n", ["3.7", "3.8"], b'a: "3.11"\n\nb: "3.11"\n'),
    ],
)
def test_interpreters_are_replaced(form, content, versions, wanted):
    made = rewrite({"f": content}, named(content, *versions, form=form), (), target=TARGET)
    assert made.files.get("f", content) == wanted


def test_what_has_no_place_is_told():
    found = Declared(
        python_ranges=(PythonRange(SpecifierSet(">=3.6"), "setup.py", 4, ""),),
        pythons=(Interpreter("3.7", "tox.ini", 2, "", Format.TOX),),
        images=(Image("tensorflow/tensorflow:1.15.0-gpu", "Dockerfile", 1, "", tensorflow="1.15.0"),),
    )
    made = rewrite({"tox.ini": b"", "setup.py": b""}, found, (), target=TARGET)
    assert not made.files
    assert [(note.path, note.line) for note in made.notes] == [("setup.py", 4), ("tox.ini", 2), ("Dockerfile", 1)]
    assert all("by hand" in note.message for note in made.notes)


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("tensorflow/tensorflow:1.15.0-gpu-py3", "tensorflow/tensorflow:2.18.1-gpu", {"tensorflow": "1.15.0"}),
        (
            "me.io/tensorflow/tensorflow:2.3.0-jupyter",
            "me.io/tensorflow/tensorflow:2.18.1-jupyter",
            {"tensorflow": "2.3.0"},
        ),
        ("tensorflow/tensorflow:2.18.0-gpu", "tensorflow/tensorflow:2.18.0-gpu", {"tensorflow": "2.18.0"}),
        ("tensorflow/tensorflow:latest-gpu", "tensorflow/tensorflow:latest-gpu", {}),
        ("python:3.7-slim-buster", "python:3.11-slim-bookworm", {"python": "3.7"}),
        ("python:3.7.4", "python:3.11", {"python": "3.7"}),
        ("python:3.10-slim", "python:3.10-slim", {"python": "3.10"}),
        ("nvidia/cuda:10.0-cudnn7-runtime", "nvidia/cuda:10.0-cudnn7-runtime", {"cuda": "10.0"}),
    ],
)
def test_images_are_replaced(old, new, fields):
    content = f"FROM {old} AS base\nRUN x\n".encode()
    image = Image(old, "f", 1, "", Span(5, 5 + len(old)), **fields)
    made = rewrite({"f": content}, Declared(images=(image,)), (), target=TARGET)
    assert made.files.get("f", content) == f"FROM {new} AS base\nRUN x\n".encode()
