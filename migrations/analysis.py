"""What an analysis says: findings, the ones that concern a target, and the files as they would be with the edits."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from packaging.version import Version

from matrices.symbols import Index
from migrations.lives import nearest
from migrations.proof import missing
from migrations.rule import Edit, Effect, Finding, Fix
from migrations.text import Problem, Text, Unreadable, read

TRUSTED = (Fix.SAFE, Fix.REVIEW)


class Patch(NamedTuple):
    """The changed files, how many edits they took, and what had to be left out."""

    files: Mapping[str, bytes]
    edits: int
    problems: tuple[Problem, ...]


class Analysis:
    """The answer about one project at one baseline."""

    def __init__(
        self,
        findings: tuple[Finding, ...],
        problems: tuple[Problem, ...],
        baseline: Version,
        texts: Mapping[str, Text],
        index: Index,
        *,
        doubts: tuple[Problem, ...] = (),
    ) -> None:
        self.findings, self.problems, self.doubts = findings, problems, doubts
        self.baseline, self.texts, self.index = baseline, texts, index
        self._patches: dict[object, Patch] = {}

    def only(
        self,
        findings: Iterable[Finding],
        problems: Iterable[Problem] | None = None,
        doubts: Iterable[Problem] | None = None,
    ) -> "Analysis":
        """The same answer with some of its findings; of problems and doubts all, where nothing is said of them."""
        return Analysis(
            tuple(findings),
            self.problems if problems is None else tuple(problems),
            self.baseline,
            self.texts,
            self.index,
            doubts=self.doubts if doubts is None else tuple(doubts),
        )

    def concerning(self, target: Version) -> tuple[Finding, ...]:
        """What the move to `target` meets. A program that computes something else already does not change again."""
        return tuple(
            finding
            for finding in self.findings
            if finding.span.holds(target) and (finding.effect is Effect.BREAKS or not finding.span.holds(self.baseline))
        )

    def patch(self, target: Version, levels: Collection[Fix] = TRUSTED, *, both: bool = False) -> Patch:
        """The edits of what concerns `target`, applied; a file that would no longer parse stays as it is.

        An edit that writes a name which the target does not have is left out; with `both`, so is one that the baseline
        does not have. Made once for the same edits: most targets have theirs in common, and a report asks for them
        several times.
        """
        edited = [finding for finding in self.concerning(target) if finding.fix in levels and finding.edits]
        proven, problems = self._proven(edited, [target, self.baseline] if both else [target])
        key = tuple(proven), tuple(problems)
        if key not in self._patches:
            self._patches[key] = self._apply(proven, problems)
        return self._patches[key]

    def _proven(self, edited: Sequence[Finding], versions: Sequence[Version]) -> tuple[list[Finding], list[Problem]]:
        proven, problems = [], []
        for finding in edited:
            gaps = (
                (version, missing(self.index, finding.writes, nearest(self.index, version))) for version in versions
            )
            version, name = next(((version, name) for version, name in gaps if name is not None), (None, None))
            if version is None:
                proven.append(finding)
            else:
                words = (
                    f"The edit of {finding.rule} needs {name}, which TensorFlow {version.major}.{version.minor} lacks"
                )
                problems.append(Problem(finding.path, finding.line, f"{words}, so it was left out."))
        return proven, problems

    def _apply(self, edited: Sequence[Finding], unproven: Sequence[Problem]) -> Patch:
        wanted: dict[str, list[Finding]] = defaultdict(list)
        for finding in edited:
            wanted[finding.path].append(finding)
        files: dict[str, bytes] = {}
        problems = list(unproven)
        count = 0
        for path, findings in wanted.items():
            kept: list[Finding] = []
            changed = _grown(self.texts[path], kept, findings, problems)
            if changed is not None:
                edits, overlapping = _compatible(kept)
                problems += overlapping
                files[path] = changed
                count += len(edits)
        return Patch(files, count, tuple(problems))

    def patched(self, target: Version, levels: Collection[Fix] = TRUSTED) -> Mapping[str, bytes]:
        return self.patch(target, levels).files

    def edits(self, target: Version, levels: Collection[Fix] = TRUSTED) -> int:
        return self.patch(target, levels).edits


class Texts(Mapping[str, Text]):
    """Files that are read again when they are asked for: the syntax trees of a big project are not kept."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources

    def __getitem__(self, path: str) -> Text:
        return read(path, self._sources[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _grown(text: Text, kept: list[Finding], more: Sequence[Finding], problems: list[Problem]) -> bytes | None:
    """The file with the edits of `kept` and of as many of the others as leave it valid, which are kept as well.

    Mostly that is all of them at once; else halves are tried, down to the finding whose edits are the trouble.
    """
    try:
        changed = _checked(text.path, text.edited(_compatible([*kept, *more])[0]))
    except (Unreadable, UnicodeEncodeError):
        if len(more) == 1:
            words = f"The edit of {more[0].rule} would have made this file invalid, so it was left out."
            problems.append(Problem(text.path, more[0].line, words))
            return None
        half = len(more) // 2
        first = _grown(text, kept, more[:half], problems)
        return _grown(text, kept, more[half:], problems) or first
    kept += more
    return changed


def _compatible(findings: Sequence[Finding]) -> tuple[list[Edit], list[Problem]]:
    """Edits in order, equal ones once. A finding that overlaps an earlier one is left out as a whole."""
    taken: list[Edit] = []
    known: set[Edit] = set()
    problems = []
    for finding in findings:
        fresh = [edit for edit in finding.edits if edit not in known]
        if any(_meets(edit, taken) for edit in fresh):
            problems.append(Problem(finding.path, finding.line, f"Two edits meet here; {finding.rule} was left out."))
            continue
        for edit in fresh:
            if edit not in known:
                known.add(edit)
                insort(taken, edit)
    return taken, problems


def _meets(edit: Edit, taken: Sequence[Edit]) -> bool:
    """`taken` is sorted and nothing in it overlaps, so only the two neighbours can."""
    at = bisect_left(taken, edit)
    return any(_overlap(edit, other) for other in taken[max(0, at - 1) : at + 1])


def _overlap(one: Edit, other: Edit) -> bool:
    """Edits that only touch do not overlap, nor do two insertions at one place."""
    return one.start < other.end and other.start < one.end


def _checked(path: str, changed: bytes) -> bytes:
    read(path, changed)
    return changed
