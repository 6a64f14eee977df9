"""Trials are about what exists, and agree with the conflicts: a failure has a reason, a success has no objection."""

from collections.abc import Iterator

from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from matrices.check import Check, Scope
from matrices.facts import At, Conflict, Matrix, Release
from matrices.judging import trouble
from matrices.load import TRIALS, Reading
from matrices.measuring.trial import CORE, FUNCTION, IMPORT, KERAS, Trial
from matrices.problems import Problem
from matrices.query import code_of
from matrices.requirements import interpreters


def run(reading: Reading) -> Iterator[Problem]:
    matrix = reading.matrix
    for trial in matrix.trials:
        release = _release(matrix, trial)
        if release is None:
            yield _problem(matrix, trial, "version", str(trial.question.version), "a release that exists")
        elif trial.question.python not in interpreters(release.python.range):
            expected = f"one of {', '.join(interpreters(release.python.range))}"
            yield _problem(matrix, trial, "python", trial.question.python, expected)
        elif not trial.is_doubled:  # two TensorFlows over each other: what they show is luck
            yield from _agreement(matrix, trial)


def _release(matrix: Matrix, trial: Trial) -> Release | None:
    product = matrix.products.get(trial.question.package)
    return product.by_version.get(trial.question.version) if product else None


def _agreement(matrix: Matrix, trial: Trial) -> Iterator[Problem]:
    """What was installed holds the reason of what failed; what passed holds no conflict of that stage."""
    found = trouble(matrix, _versions(trial), trial.question.python)
    for stages, kinds in ((IMPORT,), (At.IMPORT,)), ((CORE, FUNCTION, KERAS), (At.IMPORT, At.USE)):
        failed = [stage for stage in stages if stage in trial.results.failed]
        if failed and not any(conflict.at in kinds for conflict in found):
            error = trial.results.failed[failed[0]]
            expected = "a conflict among what was installed that explains it"
            yield _problem(matrix, trial, f"failed.{failed[0]}", repr(error), expected)
    objections = [conflict for conflict in found if conflict.at is At.IMPORT and _is_own(matrix, conflict)]
    if IMPORT in trial.results.passed and objections and not trial.question.beside:
        expected = f"a failure, as {objections[0].id} says; or a narrower conflict"
        yield _problem(matrix, trial, "passed", IMPORT, expected)


def _is_own(matrix: Matrix, conflict: Conflict) -> bool:
    """A conflict of TensorFlow itself: one of a companion that is only installed does not show."""
    return code_of(matrix, conflict.product) == "tensorflow"


def _versions(trial: Trial) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for name, version in trial.installed.items():
        try:
            found[canonicalize_name(name, validate=True)] = Version(version)
        except (InvalidName, InvalidVersion):  # what cannot be named cannot be the reason
            continue
    return found


def _problem(matrix: Matrix, trial: Trial, key: str, found: str, expected: str) -> Problem:
    file = f"{TRIALS}/{code_of(matrix, trial.question.package)}.json"
    return Problem(file, f"trial[{trial.question}].{key}", found, expected)


check = Check("trials", "trials are about what exists, and every failure has its conflict", Scope.MATRIX, run)
