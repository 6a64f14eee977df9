"""What an analysis says: findings, the ones that concern a target, and the files as they would be with the edits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from packaging.version import Version

from matrices.symbols import Index
from migrations.applying import applied
from migrations.lives import nearest
from migrations.proof import missing
from migrations.rule import Effect, Finding, Fix
from migrations.text import Problem, Text

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
        known = [(version, nearest(self.index, version)) for version in versions]
        for finding in edited:
            gaps = ((version, missing(self.index, finding.writes, minor)) for version, minor in known)
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
        changes = applied(self.texts, wanted)
        files = {change.path: change.content for change in changes if change.content is not None}
        problems = [*unproven, *(problem for change in changes for problem in change.problems)]
        return Patch(files, sum(change.edits for change in changes), tuple(problems))

    def patched(self, target: Version, levels: Collection[Fix] = TRUSTED) -> Mapping[str, bytes]:
        return self.patch(target, levels).files

    def edits(self, target: Version, levels: Collection[Fix] = TRUSTED) -> int:
        return self.patch(target, levels).edits
