"""What an analysis says: findings, the ones that concern a target, and the files as they would be with the edits."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.version import Version

from migrations.rule import Edit, Effect, Finding, Fix
from migrations.text import Problem, Text, Unreadable, read

TRUSTED = (Fix.SAFE, Fix.REVIEW)


@dataclass(frozen=True, slots=True)
class Patch:
    """The changed files, how many edits they took, and what had to be left out."""

    files: Mapping[str, bytes]
    edits: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer about one project at one baseline."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    baseline: Version
    texts: Mapping[str, Text]
    _patches: dict[object, Patch] = field(default_factory=dict, repr=False, compare=False)

    def concerning(self, target: Version) -> tuple[Finding, ...]:
        """What the move to `target` meets. A program that computes something else already does not change again."""
        return tuple(
            finding
            for finding in self.findings
            if finding.span.holds(target) and (finding.effect is Effect.BREAKS or not finding.span.holds(self.baseline))
        )

    def patch(self, target: Version, levels: Collection[Fix] = TRUSTED) -> Patch:
        """The edits of what concerns `target`, applied; a file that would no longer parse stays as it is.

        Made once for the same findings: most targets have theirs in common, and a report asks for each several times.
        """
        edited = tuple(finding for finding in self.concerning(target) if finding.fix in levels and finding.edits)
        if edited not in self._patches:
            self._patches[edited] = self._apply(edited)
        return self._patches[edited]

    def _apply(self, edited: Sequence[Finding]) -> Patch:
        wanted: dict[str, list[Finding]] = defaultdict(list)
        for finding in edited:
            wanted[finding.path].append(finding)
        files: dict[str, bytes] = {}
        problems: list[Problem] = []
        count = 0
        for path, findings in wanted.items():
            edits, overlapping = _compatible(findings)
            problems += overlapping
            try:
                files[path] = _checked(path, applied(self.texts[path], edits))
                count += len(edits)
            except (Unreadable, UnicodeEncodeError):
                problems.append(
                    Problem(path, None, "The edits would have made this file invalid, so it stays as it is.")
                )
        return Patch(files, count, tuple(problems))

    def patched(self, target: Version, levels: Collection[Fix] = TRUSTED) -> Mapping[str, bytes]:
        return self.patch(target, levels).files

    def edits(self, target: Version, levels: Collection[Fix] = TRUSTED) -> int:
        return self.patch(target, levels).edits


def applied(text: Text, edits: Sequence[Edit]) -> bytes:
    """The file with its edits; all other bytes are the same."""
    parts = []
    position = 0
    for edit in edits:
        parts += [text.source[position : edit.start], text.encode(edit.text)]
        position = edit.end
    return b"".join([*parts, text.source[position:]])


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
