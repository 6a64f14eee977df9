"""What a plain install gives: `pip install tensorflow==X` and nothing else, on one interpreter, imported and used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from packaging.requirements import Requirement

from matrices.facts import At, How, Matrix, Release
from matrices.grades import Verdict
from matrices.judging import judge
from matrices.measuring.trial import CORE, FUNCTION, IMPORT, KERAS, Trial
from matrices.picking import Facts, Place
from matrices.query import TENSORFLOW, code_of, minor
from matrices.wheels import LINUX

ESSENTIAL = (IMPORT, CORE, FUNCTION, KERAS)
"""What must work for an install to be called working; the other stages are parts that a program may do without."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The verdict, where it comes from, the stage at which it breaks, and the pins that were seen to mend it.

    `sources` are what it rests on: the trial, or the conflicts that hold, or the trial of another patch. `without` are
    parts that fail although the rest works, with their errors: TensorBoard, H5 files.
    """

    python: str
    verdict: Verdict
    how: How | None
    sources: tuple[str, ...]
    at: At | None = None
    error: str = ""
    cures: tuple[str, ...] = ()
    picks: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)


def plain(matrix: Matrix, release: Release, python: str, product: str = TENSORFLOW) -> Plain:
    """What is known of one release on one interpreter (Linux x86-64): measured, else inferred, else unknown."""
    if (measured := known_plain(matrix, release, python, product)) is not None:
        return measured
    judged = judge(Facts(matrix, Place(python, LINUX)), [Requirement(f"{product}=={release.version}")])
    picks = {name: str(version) for name, version in judged.picks.items()}
    if (at := judged.at) is not None:
        error = judged.why or next(conflict.error for conflict in judged.broken if conflict.at is at)
        sources = tuple(dict.fromkeys(conflict.source for conflict in judged.broken)) or (release.source,)
        cures = tuple(map(str, judged.cures or ()))
        return Plain(python, Verdict.BREAKS, How.INFERRED, sources, at, error, cures, picks)
    near = [one for one in _trials(matrix, product, python) if minor(one.question.version) == minor(release.version)]
    works = next((found for one in near if (found := _measured(one)).verdict is Verdict.WORKS), None)
    if works is None:
        return Plain(python, Verdict.UNKNOWN, None, (), picks=picks)
    return replace(works, how=How.INFERRED, picks=picks)


def known_plain(matrix: Matrix, release: Release, python: str, product: str = TENSORFLOW) -> Plain | None:
    """What was measured of exactly this release; None: nothing was."""
    own = [one for one in _trials(matrix, product, python) if one.question.version == release.version]
    return _measured(own[-1]) if own else None


def _trials(matrix: Matrix, product: str, python: str) -> Iterator[Trial]:
    """The trials of this code with nothing beside it; of the package itself rather than of a variant."""
    code = code_of(matrix, product)
    plain = [one for one in matrix.trials if not one.question.beside and one.question.python == python]
    fitting = [one for one in plain if code_of(matrix, one.question.package) == code]
    yield from sorted(fitting, key=lambda one: one.question.package == product)


def _measured(trial: Trial) -> Plain:
    failed = trial.results.failed
    at, error = _end(trial)
    return Plain(
        trial.question.python,
        Verdict.WORKS if at is None else Verdict.BREAKS,
        How.MEASURED,
        (trial.source,),
        at,
        error,
        trial.cure.pins if trial.cure else (),
        trial.installed,
        {stage: text for stage, text in failed.items() if stage not in ESSENTIAL},
    )


def _end(trial: Trial) -> tuple[At | None, str]:
    """The stage at which it ends, and its error; none where everything essential passes."""
    if trial.refused:
        return At.INSTALL, trial.refused
    failed = next(((stage, text) for stage, text in trial.results.failed.items() if stage in ESSENTIAL), None)
    if failed is None:
        return None, ""
    return (At.IMPORT if failed[0] == IMPORT else At.USE), failed[1]
