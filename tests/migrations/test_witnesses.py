"""Whole programs that were run on old and new versions: what is said of them, and the patch that was run.

A witness passes before on 2.15 (2.10 for a rule that holds earlier), breaks or changes on the newest version, and
gives the same output on both with the patch.
"""

import re
from pathlib import Path

import pytest
from packaging.version import Version

from migrations.engine import Example, analyse, rules

HERE = Path(__file__).with_name("witnesses")
RULES = {rule.name: rule for rule in rules()}
HEADER = re.compile(r"# effect: (?P<effect>\w+), fix: (?P<fix>\w+)\n")


def witnesses() -> list[tuple[str, Example]]:
    """The programs on disk, as examples of the rules that their folders name."""
    return [
        (path.parent.name, Example(path.read_text("utf-8"), path.with_suffix(".after").read_text("utf-8"), runs=True))
        for path in sorted(HERE.glob("*/*.before"))
    ]


PROGRAMS = [
    pytest.param(*each, id=path.stem) for path, each in zip(sorted(HERE.glob("*/*.before")), witnesses(), strict=True)
]


@pytest.mark.parametrize(("name", "witness"), PROGRAMS)
def test_says_and_does_what_was_seen(name: str, witness: Example):
    files = {"program.py": witness.before.encode()}
    analysis = analyse(files, baseline=Version("2.15"))
    header = HEADER.match(witness.before)
    assert header is not None
    assert {(f.rule, f.effect, f.fix) for f in analysis.findings} == {(name, header["effect"], header["fix"])}
    assert analysis.patched(Version("2.21")).get("program.py", files["program.py"]) == witness.after.encode()


@pytest.mark.parametrize(("name", "witness"), PROGRAMS)
def test_nothing_is_found_again(name: str, witness: Example):
    assert analyse({"program.py": witness.after.encode()}, baseline=Version("2.15"), select=[name]).findings == ()


def test_every_folder_is_a_rule():
    assert {path.name for path in HERE.iterdir()} <= set(RULES)
    assert len(PROGRAMS) >= 10
