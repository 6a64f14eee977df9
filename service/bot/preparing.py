"""What is asked about a pull request: the files of base and head, the versions that it moves, and the question."""

import io
import tarfile
from collections.abc import Mapping
from typing import NamedTuple

from packaging.version import Version

from matrices import query
from matrices.facts import Matrix
from service.bot.advising import Ways
from service.bot.bumps import Bump, bumps
from service.bot.configuring import of_base
from service.bot.errors import Refused
from service.bot.forge import Forge, Pull
from service.bot.solving import solve
from service.case import Case
from service.config.reading import read
from service.errors import WrongUse
from service.nouns import Checkout
from service.patch.diff import unified
from service.project.archive import read_archive
from service.project.declared import read_declared
from service.reading import Question, Reading
from service.report import PatchPart
from service.reporting import build

MIB = 1 << 20
FOLDER = "project"
NEWEST = ("newest",)
TOO_LARGE = "keep large data out of the repository, or ask the operator to raise UPFLOW_MAX_UPLOAD"


class Sides(NamedTuple):
    """Base and head as they are to be checked: both by the configuration of the base."""

    name: str
    base: Mapping[str, bytes]
    head: Mapping[str, bytes]
    base_commit: str
    configured: bool


class Asked(NamedTuple):
    """One question for both sides; `moved` are the versions that lie between them.

    `solved` is how they can be had together where they clash. `keeps`: no version is to move, only code to change.
    """

    question: Question
    moved: tuple[Bump, ...]
    solved: Ways
    keeps: bool = False


def fetch(forge: Forge, pull: Pull, name: str, most: int) -> Sides:
    """Raises WrongUse where an archive is none, or too large."""
    base_commit = forge.common_base(pull)
    sides = [read_files(forge, commit, name, most) for commit in (base_commit, pull.head)]
    head, configured = of_base(*sides)
    return Sides(name, sides[0], head, base_commit, configured)


def read_files(forge: Forge, commit: str, name: str, most: int) -> Mapping[str, bytes]:
    """The files of a commit. Raises WrongUse."""
    try:
        content = forge.archive(commit, most * MIB)
    except Refused as error:
        raise WrongUse(f"{name} at {commit[:7]} cannot be fetched: {error}", TOO_LARGE) from None
    return read_archive(content, f"{name}.tar").files


def ask(sides: Sides, matrix: Matrix, targets: tuple[str, ...], ignored: tuple[str, ...]) -> Asked:
    """Of a new TensorFlow, from the old to the new one; of versions that clash, the one that takes them.

    Else what the project names, else the newest.
    """
    base, head = (Checkout(sides.name, files) for files in (sides.base, sides.head))
    moved = bumps(*(read_declared(each, imports=False) for each in (base, head)))
    solved = solve(head, moved, matrix)
    old, new = (_baseline(each, matrix) for each in (base, head))
    if old is not None and new is not None and new > old and any(one.of_tensorflow for one in moved):
        return Asked(Question(baseline=str(old), targets=targets or (str(new),), skip=ignored), moved, solved)
    if targets:
        return Asked(Question(targets=targets, skip=ignored), moved, solved)
    if solved.back and solved.version:
        return Asked(Question(targets=(solved.version,), skip=ignored), moved, solved)
    named = read(sides.head).configuration.to
    return Asked(Question(targets=() if named else NEWEST, skip=ignored), moved, solved, keeps=True)


def kept(sides: Sides, asked: Asked, matrix: Matrix) -> PatchPart | None:
    """The patch of the code alone, with which it runs on the version of today and on the newest that is asked about."""
    case = Case.read(Checkout(sides.name, sides.head), asked.question, matrix)
    if not case.choice.candidates:
        return None
    target = case.choice.candidates[-1].tensorflow
    patch = case.analysis.patch(target, both=True)
    files, left = {**sides.head, **patch.files}, build(case, {}).patch
    diff = unified(sides.head, files)
    return PatchPart(str(target), diff, len(patch.files), patch.edits, left.left if left else ()) if diff else None


def packed(files: Mapping[str, bytes]) -> bytes:
    """As an upload, in one folder that is taken off again: a project may itself be one folder."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", errors="surrogateescape") as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(f"{FOLDER}/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


def _baseline(checkout: Checkout, matrix: Matrix) -> Version | None:
    """None where a side cannot be read: its own run says why."""
    known = [release.version for release in query.releases(matrix)]
    try:
        return Reading.of(checkout, Question(), known).versions.baseline
    except WrongUse:
        return None
