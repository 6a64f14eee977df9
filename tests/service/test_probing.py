"""What is tried beside a command: saved files alone in their container, and functions with all of the project."""

import pytest

from service.errors import WrongUse
from service.numbers import Tolerance
from service.probes import Probe, Way
from service.probing import asked, wishes

H5 = b"\x89HDF\r\n\x1a\n"


def with_settings(text: str, **files: bytes) -> dict[str, bytes]:
    return {"pyproject.toml": f"[tool.upflow]\n{text}".encode(), **files}


def test_saved_files_lie_alone_in_their_container():
    (wanted,) = asked({"m.h5": H5, "main.py": b"", "broken.h5": b""}, ("python", "main.py"))
    assert wanted.probes == (Probe(Way.H5, "m.h5"),)
    assert dict(wanted.files) == {"m.h5": H5}


def test_functions_have_the_whole_project():
    files = with_settings('numbers = ["a.b:f", "a.b:C.g", "a.b:f"]', **{"a/b.py": b""})
    (wanted,) = asked(files, ("env", "PYTHONPATH=src", "pytest"))
    assert wanted.probes == (Probe(Way.CALL, "a.b:f"), Probe(Way.CALL, "a.b:C.g"))
    assert (wanted.files, wanted.command[1]) == (files, "PYTHONPATH=src")


def test_without_either_nothing_is_tried():
    assert list(asked({"main.py": b"", "pyproject.toml": b"[project]"}, ())) == []


def test_a_project_says_how_near_its_numbers_have_to_be_and_what_is_left_out():
    files = with_settings('exclude = ["old"]\ntolerance = { rtol = 0.01 }', **{"old/m.h5": H5, "m.h5": H5})
    found = wishes(files)
    assert found.tolerance == Tolerance(rtol=0.01)
    assert [each.path for each in found.artifacts] == ["m.h5"]


@pytest.mark.parametrize(
    "text", ['numbers = ["no colon"]', "numbers = 3", "tolerance = { rtol = -1 }", "tolerance = 1"]
)
def test_what_cannot_be_meant_is_refused_with_its_place(text):
    with pytest.raises(WrongUse, match=r"pyproject.toml:2"):
        wishes(with_settings(text))
