"""What really happened to programs, and the questions that follow from it. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packaging.version import Version

from service.project.checkout import read_folder

BREAKS, CHANGES, WORKS, UNKNOWN = "breaks", "changes", "works", "unknown"
UNSAFE = frozenset({BREAKS, CHANGES})


@dataclass(frozen=True, slots=True)
class Happened:
    """One run of a program: whether it passed, and what it printed or how it failed."""

    passed: bool
    output: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and what happened to it on each TensorFlow minor; `changes` are the minors from which it differs.

    One of several files has them in `files`, and no `source`.
    """

    name: str
    source: bytes
    on: Mapping[str, Happened]
    changes: Mapping[str, str] = field(default_factory=dict)
    is_random: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def baseline(self) -> str | None:
        """The oldest minor on which it passes: what its author ran it on."""
        return min((minor for minor, run in self.on.items() if run.passed), key=Version, default=None)

    def right(self, minor: str) -> str:
        """The right answer for a minor, and nothing but it."""
        if not self.on[minor].passed:
            return BREAKS
        changed = [since for since in self.changes if Version(since) <= Version(minor)]
        return CHANGES if changed else WORKS

    def why(self, minor: str) -> str:
        """What happened there, in one line."""
        if not self.on[minor].passed:
            return self.on[minor].error
        changed = [since for since in self.changes if Version(since) <= Version(minor)]
        return self.changes[max(changed, key=Version)] if changed else "passed"


@dataclass(frozen=True, slots=True)
class Question:
    """The move of a program from its baseline to one later minor, and the right answer."""

    program: Program
    baseline: str
    minor: str

    @property
    def right(self) -> str:
        return self.program.right(self.minor)


def questions(program: Program) -> Iterator[Question]:
    """Every later minor that was observed is one."""
    baseline = program.baseline
    if baseline is None:
        return
    for minor in sorted(program.on, key=Version):
        if Version(minor) > Version(baseline):
            yield Question(program, baseline, minor)


def read(folder: Path, observed: Path) -> list[Program]:
    """The programs of a folder, NAME.py or NAME/, with what was recorded. A record without its program is an error."""
    records = json.loads(observed.read_text("utf-8"))
    return [_program(name, folder, record) for name, record in sorted(records.items())]


def _program(name: str, folder: Path, record: Mapping[str, object]) -> Program:
    files = read_folder(folder / name).files if (folder / name).is_dir() else {}
    source = b"" if files else (folder / f"{name}.py").read_bytes()
    runs, changes = record["on"], record.get("changes") or {}
    assert isinstance(runs, dict)
    assert isinstance(changes, dict)
    on = {
        minor: Happened(run["outcome"] == "pass", run.get("output") or "", run.get("error") or "")
        for minor, run in runs.items()
    }
    return Program(name, source, on, changes, bool(record.get("output_is_random")), files)
