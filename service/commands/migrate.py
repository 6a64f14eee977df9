"""`upflow migrate`: the patch alone, from the text of the project, without containers."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from packaging.version import Version

from matrices import published
from migrations.analysis import TRUSTED, Analysis, Patch
from migrations.rule import Effect, Finding, Fix
from service.commands.files import rewrite
from service.commands.question import add_question, question
from service.config.ignoring import Accepted, Judged
from service.errors import WrongUse
from service.nouns import Note
from service.plain import counted, one_line
from service.project.checkout import open_project
from service.reading import CODE, Reading

if TYPE_CHECKING:
    from service.case import Case
    from service.patch.rewriting import Rewritten
    from service.upgrade.commits import Change
    from service.upgrade.local import Repository

DESCRIPTION = """Rewrites a project's code, notebooks and requirements for a newer TensorFlow, from its text alone.
Without --write it prints the diff and changes nothing.

Edits are `safe` (the program does the same as before) or `review` (look at the place, the message says at what). What
no edit can do is `left to you`. stderr names each place that wants a look, the summary comes last."""
EPILOG = """examples:
  upflow migrate . --to newest                       look at the diff
  upflow migrate . --to 2.16 --write                 change the files
  upflow migrate . --to 2.16 | git apply             the same
  upflow migrate . --to 2.16 --commits               the same as commits, one a rule; needs a clean work tree
  upflow migrate . --from 1.15 --to 2.16             where nothing declares the version that it runs on today
  upflow migrate . --to 2.16 --both                  a patch that runs on the version of today, too
  upflow migrate . --to newest --keras-2             what Keras 3 changed stays as it is: tf-keras is added
  upflow migrate . --to 2.16 --select api            only the check of names and calls against the API of 2.16
  upflow migrate . --to 2.16 --skip numpy_names      all but one rule; `upflow rules` lists them
  upflow migrate . --to 2.16 --write --locks         lock files and hashes as well: asks the package index

A line with the comment `# upflow: skip` stays as it is. [tool.upflow] of pyproject.toml, or .upflow.toml, takes rules,
files that are never changed, names of your own libraries, and findings that you accept: `upflow config --keys`.

Exit codes: 0 nothing is left that breaks or changes, 1 something is left to you, 2 wrong use."""

IS_SHORT = True

SHOWN = 10
SHORT = 60
"""Messages up to this length are not worth a look at another place."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    parser.add_argument("--to", required=True, metavar="TF", help="the version to go to, such as 2.16 or newest")
    parser.add_argument("--unsafe", action="store_true", help="also make edits that their rules call manual")
    parser.add_argument(
        "--both", action="store_true", help="only edits with which the code runs on the version of today as well"
    )
    parser.add_argument(
        "--keras-2", action="store_true", help="keep Keras 2, by the package tf-keras and TF_USE_LEGACY_KERAS=1"
    )
    parser.add_argument(
        "--locks", action="store_true", help="make lock files and hashes again by uv, which asks the package index"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print the diff (default)")
    how.add_argument("--write", action="store_true", help="change the files in place")
    how.add_argument("--commits", action="store_true", help="commit the changes, one commit for each kind of them")


def run(options: argparse.Namespace) -> int:
    if (options.write or options.commits) and not Path(options.source).exists():
        how = "--write" if options.write else "--commits"
        raise WrongUse(f"{options.source}: {how} changes files in place", "clone it first, or take the diff")
    repository = _repository(Path(options.source)) if options.commits else None
    checkout = open_project(options.source, lambda _line: None)
    asked = question(options, (options.to,))
    reading = Reading.of(checkout, asked, published.offered())
    case = _case(reading) if reading.is_about_packages() else None
    if _is_there(reading, case, options.to):
        print(f"upflow: TensorFlow {reading.versions.baseline} is the newest: nothing to migrate", file=sys.stderr)
        return 0
    judged = Judged(case.analysis, case.accepted, case.notes) if case else reading.judged()
    analysis, target = judged.analysis, _target(reading, case, options.to)
    if _keeps_keras_2(options, reading, target):
        options.keras_2 = True
        analysis, case = _keeping_keras_2(analysis, case, target)
    levels = tuple(Fix) if options.unsafe else TRUSTED
    patch = analysis.patch(target, levels, both=options.both)
    declared = _rewritten(case, locks=options.locks, keras_2=options.keras_2) if case and not options.both else None
    changed = case.joined(declared.files, patch.files) if case and declared else patch.files
    left: Mapping[str, str] = {}
    if repository is not None:
        from service.upgrade.commits import Edits, steps  # noqa: PLC0415 - few want commits

        made = steps(checkout.files, analysis, target, changed, Edits(levels, options.both))
        _committed(repository, made)
    elif options.write:
        left = _written(Path(options.source), checkout.files, changed)
    else:
        from service.patch.diff import unified  # noqa: PLC0415 - who writes the files compares nothing

        sys.stdout.buffer.write(unified(checkout.files, changed).encode("utf-8", errors="surrogateescape"))
        sys.stdout.buffer.flush()
    told = _Told(reading, judged._replace(analysis=analysis), levels, patch, declared.notes if declared else ())
    done = "".join(f"{line}\n" for line in told.files(changed, left))
    is_done = options.write or options.commits
    print(done, end="", file=sys.stdout if options.write else sys.stderr)
    print("".join(f"{line}\n" for line in told.places(left)), end="", file=sys.stderr)
    print(told.summary(changed, left, written=is_done, both=options.both), file=sys.stderr)
    if options.keras_2:
        from service.keras_2 import REASON, SWITCH  # noqa: PLC0415 - few keep Keras 2

        print(f"upflow: {SWITCH}: {REASON}", file=sys.stderr)
    return 1 if told.open or left else 0


def _repository(source: Path) -> "Repository":
    from service.upgrade.local import Repository  # noqa: PLC0415 - few want commits

    return Repository(source if source.is_dir() else source.parent)


def _committed(repository: "Repository", made: "Iterator[Change]") -> None:
    """A line a commit, as `git log --oneline` has it."""
    kept = list(made)
    for commit, change in zip(repository.commit(kept), kept, strict=True):
        print(f"{commit[:10]} {one_line(change.subject)}")


def _case(reading: Reading) -> "Case":
    from matrices.load import load  # noqa: PLC0415 - facts about packages take as long to load as small code to read
    from service.case import Case  # noqa: PLC0415 - as above

    return Case.of(reading, load())


def _is_there(reading: Reading, case: "Case | None", asked: str) -> bool:
    """Whether a project that was migrated to the newest is asked for it again."""
    return asked == "newest" and not reading.versions.targets and not (case and case.choice.refusals)


def _target(reading: Reading, case: "Case | None", asked: str) -> Version:
    refusals = case.choice.refusals if case else ()
    if refusals:
        why = "; ".join(f"TensorFlow {refusal.tensorflow}: {refusal.reason}" for refusal in refusals)
        raise WrongUse(f"--to {asked} cannot be reached: {why}", "change that in the project, or name another version")
    if not reading.versions.targets:
        raise WrongUse(f"--to {asked} is no other version than the baseline", "name another; --from says the baseline")
    return reading.versions.targets[0]


def _keeps_keras_2(options: argparse.Namespace, reading: Reading, target: Version) -> bool:
    """Whether somebody asks for it: the option, or the project for every target that has another Keras."""
    if options.keras_2 or reading.config is None or reading.config.configuration.stack != "legacy":
        return bool(options.keras_2)
    from service.keras_2 import FIRST  # noqa: PLC0415 - few keep Keras 2

    return target >= FIRST


def _keeping_keras_2(analysis: Analysis, case: "Case | None", target: Version) -> "tuple[Analysis, Case | None]":
    """The same with Keras 2 kept, and the package for it among what is wanted."""
    from service import keras_2  # noqa: PLC0415 - few keep Keras 2

    if target < keras_2.FIRST:
        raise WrongUse(f"--keras-2 says nothing for {target}", "tf.keras is Keras 2 there; leave the option out")
    if case is None:
        return keras_2.kept(analysis), None
    case = keras_2.keeping(case)
    return case.analysis, case


def _rewritten(case: "Case", *, locks: bool, keras_2: bool) -> "Rewritten":
    """The files that say what to install, as the target needs them; with `locks`, those that tools wrote, too."""
    target = case.choice.candidates[0]
    target = case.pinned(target, {}) if case.declared.lines else target
    if keras_2:
        from service.keras_2 import asked  # noqa: PLC0415 - few keep Keras 2

        target = asked(target)
    if not locks:
        return case.rewritten(target)
    from service.locking.relocking import with_locks  # noqa: PLC0415 - the only part that asks the index

    return with_locks(case, target)


def _written(source: Path, before: Mapping[str, bytes], changed: Mapping[str, bytes]) -> Mapping[str, str]:
    """Writes what changed. What could not be written, and why, by path."""
    root = source if source.is_dir() else source.resolve().parent
    places = {root / (path if source.is_dir() else source.resolve().name): path for path in changed}
    left = rewrite({place: (before[path], changed[path]) for place, path in places.items()})
    return {places[place]: why for place, why in left.items()}


class _Place(Protocol):
    """Where something is said of; a whole file without a line."""

    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int | None: ...


class _Says(NamedTuple):
    """What is said of a place: the word before it, the message, whose it is, and what else it holds for."""

    place: _Place
    word: str
    message: str
    symbol: str = ""
    also: str = ""


class _Told:
    """What a person is told of a patch: every place that wants a look, and how much was done without."""

    def __init__(
        self,
        reading: Reading,
        judged: Judged,
        levels: Sequence[Fix],
        patch: Patch,
        notes: Sequence[Note],
    ) -> None:
        self.judged = judged
        self.checkout, self.versions, self.target = reading.checkout, reading.versions, reading.versions.targets[0]
        self.analysis, self.patch, self.notes = judged.analysis, patch, notes
        self.edited: list[Finding] = []
        self.left: list[Finding] = []
        dropped = {(problem.path, problem.line) for problem in patch.problems}
        for finding in self.analysis.concerning(self.target):
            done = finding.fix in levels and finding.edits and finding.path in patch.files
            done = done and (finding.path, finding.line) not in dropped
            (self.edited if done else self.left).append(finding)

    @property
    def open(self) -> int:
        """How many places that break, or change what is computed, are left to a person."""
        return sum(finding.effect is not Effect.DEPRECATED for finding in self.left)

    def files(self, changed: Mapping[str, bytes], left: Mapping[str, str]) -> Iterator[str]:
        """A line a file: what was done in it."""
        counts: dict[str, list[Finding]] = {}
        for finding in self.edited:
            counts.setdefault(finding.path, []).append(finding)
        for path in sorted(changed):
            if path not in left:
                found = counts.get(path, [])
                review = len(_by_edit(found))
                what = f"{counted(len(found), 'place')} edited{f', {review} to review' if review else ''}"
                yield f"{one_line(path)}: {what if found else 'requirements'}"

    def places(self, unwritten: Mapping[str, str]) -> Iterator[str]:
        """Every edit to review, what is left to do, and what could not be read, by place; what comes again is short."""
        says = [
            _Says(one, f"review ({one.rule}): ", one.message, one.symbol, _also(one, others))
            for one, *others in _by_edit(self.edited)
        ]
        says += [_Says(one, f"{_left_word(one)} ({one.rule}): ", one.message, one.symbol) for one in self.left]
        says += [_Says(one, "left out: ", one.message) for one in self.patch.problems]
        says += [_Says(one, "not read: ", one.message) for one in self.analysis.problems]
        says += [_Says(note, "", note.message) for note in (*self._notes(), *self.judged.notes)]
        says += [_Says(one, "ignored", f" ({one.rule}): {by.reason}") for one, by in self._ignored()]
        says += [_Says(note, "left to you: ", note.message) for note in self.notes]
        lines = [(each.place.path, each.place.line or 0, *each[1:]) for each in says]
        lines += [(path, 0, "not written: ", why, "", "") for path, why in unwritten.items()]
        first: dict[tuple[str, str], str] = {}
        for path, line, word, message, symbol, also in sorted(set(lines)):
            place = f"{path}:{line or 1}"
            before = first.setdefault((word, message), place)
            is_again = before is not place and len(message) > SHORT
            what = f"{f'{symbol}, ' if symbol else ''}as at {before}{'.' if also else ''}" if is_again else message
            yield one_line(f"{place}: {word}{what}{also}", 2_000)

    def _ignored(self) -> Iterator[Accepted]:
        """What the project accepts, as far as the target meets it."""
        met = self.analysis.only(one.finding for one in self.judged.accepted).concerning(self.target)
        return (one for one in self.judged.accepted if one.finding in met)

    def _notes(self) -> Iterator[Note]:
        """Of what was left out of the checkout, only code concerns a patch of code."""
        return (note for note in self.checkout.notes if note.path.endswith(CODE))

    def summary(self, changed: Mapping[str, bytes], unwritten: Mapping[str, str], *, written: bool, both: bool) -> str:
        base = self.versions.baseline
        review = len(_by_edit(self.edited))
        done = f"{counted(len(changed) - len(unwritten), 'file')} {'changed' if written else 'to change'}"
        also = f", so that {base} still runs it; requirements are left as they are" if both else ""
        assumed = (
            " (assumed from the code: nothing declares a version; name yours with --from)"
            if self.versions.assumed
            else ""
        )
        return (
            f"upflow: TensorFlow {base}{assumed} to {self.target}: {done}, {counted(len(self.edited), 'place')} edited"
            f"{f', {review} of them to review' if review else ''}; {counted(self.open, 'place')} left to you{also}"
        )


def _by_edit(findings: Sequence[Finding]) -> Sequence[Sequence[Finding]]:
    """The findings to review, those that one edit mends together: an import may be edited for a hundred names."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        if finding.fix is not Fix.SAFE:
            found.setdefault((finding.path, finding.rule, finding.edits), []).append(finding)
    return list(found.values())


def _also(first: Finding, others: Sequence[Finding]) -> str:
    lines = [str(line) for line in dict.fromkeys(each.line for each in others) if line != first.line]
    if not lines:
        return ""
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return f" The same edit is for line{'s' if len(lines) > 1 else ''} {', '.join(lines[:SHOWN])}{more}."


def _left_word(finding: Finding) -> str:
    return "will go one day" if finding.effect is Effect.DEPRECATED else "left to you"
