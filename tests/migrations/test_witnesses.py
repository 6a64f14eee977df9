"""Whole programs that were run on old and new versions: what is said of them, and the patch that was run.

The first line of a witness says what is expected of the rule that its folder names, and where it was run, if that is
not 2.15 and 2.21: `# effect: breaks, fix: safe, from: 1.15, to: 2.16`. It passes before on the old version, breaks or
changes on the new one, and with the patch gives there what it gave before. Without a file `.after` no patch is made.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.version import Version

from migrations.engine import analyse, rules

HERE = Path(__file__).with_name("witnesses")
RULES = {rule.name: rule for rule in rules()}
HEADER = re.compile(
    r"# effect: (?P<effect>\w+), fix: (?P<fix>\w+)(?:, from: (?P<old>[\d.]+))?(?:, to: (?P<new>[\d.]+))?\n"
)


@dataclass(frozen=True)
class Witness:
    """A program, what is said of it, and what becomes of it."""

    rule: str
    effect: str
    fix: str
    old: Version
    new: Version
    before: bytes
    after: bytes


def witness(path: Path) -> Witness:
    before = path.read_bytes()
    header = HEADER.match(before.decode())
    assert header is not None, path
    after = path.with_suffix(".after")
    return Witness(
        path.parent.name,
        header["effect"],
        header["fix"],
        Version(header["old"] or "2.15"),
        Version(header["new"] or "2.21"),
        before,
        after.read_bytes() if after.exists() else before,
    )


PROGRAMS = [
    pytest.param(witness(path), id=f"{path.parent.name}-{path.stem}") for path in sorted(HERE.glob("*/*.before"))
]


@pytest.mark.parametrize("witness", PROGRAMS)
def test_says_and_does_what_was_seen(witness: Witness):
    analysis = analyse({"program.py": witness.before}, baseline=witness.old)
    assert analysis.problems == ()
    found = {(finding.rule, finding.effect, finding.fix) for finding in analysis.concerning(witness.new)}
    assert (witness.rule, witness.effect, witness.fix) in found
    patch = analysis.patch(witness.new)
    assert patch.problems == ()
    assert patch.files.get("program.py", witness.before) == witness.after


@pytest.mark.parametrize("witness", PROGRAMS)
def test_nothing_is_changed_again(witness: Witness):
    analysis = analyse({"program.py": witness.after}, baseline=witness.old)
    assert analysis.patch(witness.new).files.get("program.py", witness.after) == witness.after


def test_every_folder_is_a_rule():
    assert {path.name for path in HERE.iterdir()} <= set(RULES)
    assert len(PROGRAMS) >= 10
