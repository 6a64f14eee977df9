"""One question put to the laboratory: the plain installation, its stages, and the cure of what fails."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from matrices.facts import Matrix
from matrices.measuring.laboratory import Installed, Laboratory, Refused, Say
from matrices.measuring.search import Attempt, Pins, search
from matrices.measuring.stages import see
from matrices.measuring.suspects import Failure, suspects
from matrices.measuring.trial import CORE, IMPORT, STAGES, Cure, Question, Trial, listing


def measure(
    laboratory: Laboratory, matrix: Matrix, question: Question, day: date, say: Say, *, left: Iterable[str] = ()
) -> Trial:
    """Raises Unsettled where the machine and not the question is at fault. No cure is searched for what is `left`."""
    stages = _stages(question)

    def attempt(pins: Pins) -> Attempt:
        say("with " + " ".join(sorted(pins)) if pins else "as it is")
        what = laboratory.install((*question.requirements, *sorted(pins)), question.python)
        return Attempt(pins, what) if isinstance(what, Refused) else Attempt(pins, what, see(laboratory, stages))

    def suspected(best: Attempt, stage: str) -> tuple[str, ...]:
        installed = best.what.packages if isinstance(best.what, Installed) else {}
        error, trace = best.seen.results.failed[stage], best.seen.traces[stage]
        return suspects(matrix, Failure(stage, error, trace, question.version, installed))

    plain = attempt(frozenset())
    if isinstance(plain.what, Refused):
        return Trial(question, day, question.python, refused=plain.what.why)
    there = plain.what
    trial = Trial(question, day, there.interpreter, listing(there.packages), there.built, results=plain.seen.results)
    searched = plain.failed and not trial.is_doubled
    found = search(plain, stages, attempt, suspected, left) if searched else None
    return trial if found is None else replace(trial, cure=_cure(found, there))


def _stages(question: Question) -> tuple[str, ...]:
    """Beside other packages it is they that are asked about."""
    beside = tuple(canonicalize_name(Requirement(text).name) for text in question.beside)
    return (IMPORT, CORE, *beside) if beside else STAGES


def _cure(found: Attempt, plain: Installed) -> Cure:
    assert isinstance(found.what, Installed)
    return Cure(tuple(sorted(found.pins)), changes(plain.packages, found.what.packages), found.seen.results)


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    names = sorted({*before, *after})
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def is_nowhere(trial: Trial) -> bool:
    """Whether it was refused because the index has no such release, or no wheel of it for this interpreter."""
    pin = re.escape(f"{trial.question.package}=={trial.question.version}")
    return bool(re.search(rf"no version of {pin}|{pin} has no |{trial.question.package} was not found", trial.refused))
