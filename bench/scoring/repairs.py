"""Patches, really run: whether the patch alone brings a program to a version, with the output that it had."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from bench.scoring.machines import PROGRAM, Machine, Undecided
from bench.scoring.outputs import same
from bench.scoring.questions import WORKS, Happened, Program, Question, questions
from matrices.facts import Matrix
from service.case import Case
from service.nouns import Candidate, Checkout
from service.reading import Question as Asked


class Ending(StrEnum):
    """What a patch did to a program on one minor."""

    REPAIRED = "repaired"
    STILL_FAILS = "still fails"
    OTHER_OUTPUT = "runs, with another output"
    NO_PATCH = "no patch"
    UNTOUCHED = "untouched"
    STILL_RUNS = "still runs"
    BROKEN = "broken by the patch"
    CHANGED = "changed by the patch"
    UNDECIDED = "could not be run"


HARM = frozenset({Ending.BROKEN, Ending.CHANGED})


@dataclass(frozen=True, slots=True)
class Repair:
    """One patch and how it ended; `source` is the patched program."""

    question: Question
    ending: Ending
    message: str = ""
    source: bytes = b""


def repairs(programs: Iterable[Program], minors: Sequence[str], matrix: Matrix, where: Machine) -> Iterator[Repair]:
    """Every question about one of the minors, tried. Two at a time: most of a run is one processor's work.

    Programs of several files have no output of their own: they are asked about their verdict alone.
    """
    alone = [program for program in programs if not program.files]
    asked = [question for program in alone for question in questions(program) if question.minor in minors]
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(lambda question: repair(question, matrix, where), asked)


def repair(question: Question, matrix: Matrix, where: Machine) -> Repair:
    """Patches a copy as `upflow migrate FILE --from BASE --to MINOR --write` does, and runs it on that minor."""
    program = question.program
    checkout = Checkout(PROGRAM, {PROGRAM: program.source})
    case = Case.read(checkout, Asked(baseline=question.baseline, targets=(question.minor,)), matrix)
    (candidate,) = case.choice.candidates
    source = case.patched_files(candidate).get(PROGRAM)
    if source is None or source == program.source:
        return Repair(question, Ending.UNTOUCHED if question.right == WORKS else Ending.NO_PATCH)
    return _tried(question, case, candidate, source, where)


def _tried(question: Question, case: Case, candidate: Candidate, source: bytes, where: Machine) -> Repair:
    try:
        now = where.run(case, candidate, source)
    except Undecided as error:
        return Repair(question, Ending.UNDECIDED, str(error), source)
    worked = question.right == WORKS
    if not now.passed:
        return Repair(question, Ending.BROKEN if worked else Ending.STILL_FAILS, now.error, source)
    if not _as_before(question, now):
        before = question.program.on[question.baseline].output
        message = f"was {before!r}, is {now.output!r}"
        return Repair(question, Ending.CHANGED if worked else Ending.OTHER_OUTPUT, message, source)
    return Repair(question, Ending.STILL_RUNS if worked else Ending.REPAIRED, "", source)


def _as_before(question: Question, now: Happened) -> bool:
    """As on the baseline; for a program that runs unchanged, as it runs there without the patch is right, too."""
    program = question.program
    if program.is_random:
        return True
    known = [program.on[question.baseline]]
    if question.right == WORKS:
        known.append(program.on[question.minor])
    return any(not one.output or same(one.output, now.output) for one in known)
