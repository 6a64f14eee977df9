"""The sets of the bench are well made, and a set that does not import is told."""

import sys
from pathlib import Path

from packaging.requirements import Requirement

from bench.proving.sets import bare, companions
from bench.proving.trying import End, Tried, tried
from matrices import query
from matrices.load import load


def test_every_set_has_a_name_of_its_own_and_lines_that_can_be_read():
    found = companions()
    assert len({one.name for one in found}) == len(found) >= 50
    for one in found:
        assert any(Requirement(line).name.startswith("tensorflow") for line in one.lines), one.name
        query.find(load(), one.to)


def test_every_minor_since_1_13_is_asked_for_as_a_bare_pin():
    names = [one.name for one in bare(load())]
    assert names[0] == "tensorflow 1.13.2"
    minors = {name.split()[1].rpartition(".")[0] for name in names if name.startswith("tensorflow ")}
    assert {"1.13", "1.14", "1.15", *(f"2.{minor}" for minor in range(22))} <= minors
    assert "tensorflow-cpu 2.21.0" in names


def test_a_refusal_is_no_wrong_answer_and_a_crash_is(tmp_path: Path):
    asked = companions()[0]
    answers = tmp_path / "upflow"
    answers.write_text(f"#!{sys.executable}\nimport sys\nsys.stderr.write('no set: the cause')\nsys.exit(1)\n")
    answers.chmod(0o755)
    found = tried(asked, tmp_path, answers)
    assert (found.end, found.said, found.is_right) == (End.REFUSED, "no set: the cause", True)
    assert not Tried(asked, End.CRASHES, 1.0).is_right
