"""`python -m matrices measure TF...`: which questions are asked, in which order, and where the answers go."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from packaging.version import Version

from matrices import files, query
from matrices.facts import Matrix, Release
from matrices.load import load
from matrices.measuring import records
from matrices.measuring.laboratory import Laboratory, NoLaboratory, Say, Unsettled, find
from matrices.measuring.measure import is_nowhere, measure
from matrices.measuring.trial import STAGES, Question, Trial

PRODUCT = "tensorflow"
PACKAGES = ("tensorflow-cpu", "tensorflow")
"""The same TensorFlow, the smaller one first: it is not there for every release."""

OLDEST = Version("1.13")
OLDEST_PYTHON = Version("3.6")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("versions", nargs="*", metavar="TF", help="releases to measure: 2.14.0, 2.14, newest")
    parser.add_argument("--all", action="store_true", help="the first and the newest patch of every minor from 1.13 on")
    parser.add_argument("--python", metavar="X.Y", help="one interpreter (default: every one that it has a wheel for)")
    parser.add_argument(
        "--with", nargs="+", default=[], dest="beside", metavar="REQUIREMENT", help="install and import these beside it"
    )
    parser.add_argument(
        "--each", nargs="+", default=[], metavar="REQUIREMENT", help="the same, but each of these by itself"
    )
    parser.add_argument("--package", choices=PACKAGES, help="one of its packages (default: the first that exists)")
    parser.add_argument(
        "--leave", nargs="+", default=[], choices=STAGES, help="search no cure for these stages: that saves hours"
    )
    parser.add_argument("--again", action="store_true", help="measure again what was measured today")


def run(asked: argparse.Namespace, say: Say) -> int:
    """0: everything asked is recorded; 1: something was not settled, and said; 2: wrong use."""
    matrix = load(asked.data)
    try:
        questions = tuple(_questions(matrix, asked))
        opening = find()
    except (query.UnknownVersion, NoLaboratory) as error:
        say(str(error))
        return 2
    packages = (asked.package,) if asked.package else PACKAGES
    try:
        with opening(say) as laboratory:
            file = records.path(asked.data, PRODUCT)
            campaign = Campaign(laboratory, matrix, file, packages, say, tuple(asked.leave))
            return campaign.run(questions, again=asked.again)
    except Unsettled as error:
        say(str(error))
        return 2


def _questions(matrix: Matrix, asked: argparse.Namespace) -> Iterator[Question]:
    """Without an interpreter: first every release on its newest, so that a campaign that ends early says most."""
    releases = [query.find(matrix, text, PRODUCT) for text in asked.versions]
    if asked.all:
        releases += ends(matrix)
    rounds = [[asked.python] if asked.python else _pythons(release) for release in releases]
    beside = [(*asked.beside, each) for each in asked.each] or [tuple(asked.beside)]
    for turn in range(max(map(len, rounds), default=0)):
        for release, pythons in zip(releases, rounds, strict=True):
            if turn < len(pythons):
                yield from (Question(PRODUCT, release.version, pythons[turn], others) for others in beside)


def ends(matrix: Matrix) -> list[Release]:
    """The newest patch of every minor, then the first one of each, newest minor first."""
    minors: dict[str, list[Release]] = {}
    for release in query.releases(matrix, PRODUCT):
        if release.version >= OLDEST:
            minors.setdefault(query.minor(release.version), []).append(release)
    newest = [patches[0] for patches in minors.values()]
    return newest + [patches[-1] for patches in minors.values() if len(patches) > 1]


def _pythons(release: Release) -> list[str]:
    return [python for python in reversed(query.pythons(release)) if Version(python) >= OLDEST_PYTHON]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Questions asked one after the other; each answer is written before the next is asked."""

    laboratory: Laboratory
    matrix: Matrix
    file: Path
    packages: Sequence[str]
    say: Say
    leave: Sequence[str] = ()
    measured: list[Trial] = field(default_factory=list)

    def run(self, questions: Sequence[Question], *, again: bool) -> int:
        unsettled = 0
        for number, question in enumerate(questions, 1):
            head = f"[{number}/{len(questions)}] {question}"
            if number > 1 and not _like(question, questions[number - 2]):
                self.laboratory.discard()
            today = datetime.now(tz=UTC).date()
            if not again and (known := self._known(question, today)):
                self.say(f"{head}: {known.outcome} (measured today)")
                continue
            try:
                self.say(f"{head}: {self._measured(question, today)}")
            except Unsettled as error:
                unsettled += 1
                self.say(f"{head}: not settled: {error}")
        return 1 if unsettled else 0

    def _known(self, question: Question, today: date) -> Trial | None:
        asked = {replace(question, package=package) for package in self.packages}
        known = records.load(self.file)
        return next((trial for trial in known if trial.question in asked and trial.day == today), None)

    def _measured(self, question: Question, today: date) -> str:
        for package in self.packages:
            asked = replace(question, package=package)
            trial = measure(self.laboratory, self.matrix, asked, today, self.say, left=self.leave)
            if not is_nowhere(trial):
                self._write(trial)
                return in_words(trial)
        return "no wheel of it for this interpreter: nothing to record"

    def _write(self, trial: Trial) -> None:
        self.measured.append(trial)
        trials = records.load(self.file)
        for each in self.measured:  # all of ours: whoever rewrote the file meanwhile may have read it before
            trials = records.replaced(trials, each)
        files.replace(self.file, records.dump(trials))


def _like(one: Question, two: Question) -> bool:
    """Whether one is made of the other by installing little: the same TensorFlow, and other packages beside it."""
    return (one.version, one.python) == (two.version, two.python)


def in_words(trial: Trial) -> str:
    """One line for whoever watches."""
    words = [f"{trial.question.package} {trial.outcome}"]
    if trial.refused:
        words.append(trial.refused)
    words += [f"{stage}: {error}" for stage, error in trial.results.failed.items()]
    if trial.cure:
        left = ", ".join(trial.cure.results.failed)
        words.append("cure: " + " ".join(trial.cure.pins) + (f" (but not of {left})" if left else ""))
    return "; ".join(words)
