"""The patch for a candidate as commits, one a rule family: each on top of the one before, all together it. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from packaging.version import Version

from migrations.analysis import TRUSTED, Analysis
from migrations.registry import loaded
from migrations.rule import Finding, Fix
from service.case import Case
from service.nouns import Candidate
from service.plain import counted, one_line

REQUIREMENTS = "requirements"
API, NAMES = "api", "names that are gone"
WIDTH = 72
MOST_PLACES = 10


class Edits(NamedTuple):
    """Which edits are made, as `upflow migrate` is asked for them."""

    levels: Collection[Fix] = TRUSTED
    both: bool = False


USUAL = Edits()


class Change(NamedTuple):
    """One commit: its message, and every file that it changes, whole, as it is after it."""

    family: str
    subject: str
    body: str
    files: Mapping[str, bytes]

    @property
    def message(self) -> str:
        return f"{self.subject}\n\n{self.body}\n"


def changes(case: Case, candidate: Candidate) -> tuple[Change, ...]:
    """The whole patch for a candidate."""
    final = case.patched_files(candidate)
    return tuple(steps(case.checkout.files, case.analysis, candidate.tensorflow, final))


def steps(
    files: Mapping[str, bytes],
    analysis: Analysis,
    version: Version,
    final: Mapping[str, bytes],
    edits: Edits = USUAL,
) -> Iterator[Change]:
    """The way from `files` to `final`, which is the patch of an analysis with what is declared.

    Code comes first, rule by rule, as most of it runs on the version of today as well; what is declared comes last.
    """
    wanted = [one for one in analysis.concerning(version) if one.fix in edits.levels and one.edits]
    before: Mapping[str, bytes] = files
    for count, rule in enumerate(rules := sorted({one.rule for one in wanted}), 1):
        some = analysis.only(one for one in wanted if one.rule in rules[:count])
        after = {**files, **some.patch(version, edits.levels, both=edits.both).files}
        if changed := _changed(before, after):
            places = [one for one in wanted if one.rule == rule and one.path in changed]
            yield Change(rule, _subject(version, rule, places), _about(rule, places), changed)
            before = after
    if changed := _changed(before, {**files, **final}):
        yield Change(REQUIREMENTS, f"TensorFlow {version}: requirements", _declared(changed), changed)


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in after.items() if before.get(path) != content}


def _subject(version: Version, rule: str, places: list[Finding]) -> str:
    return f"TensorFlow {version}: {NAMES if rule == API else rule} ({counted(len(places), 'place')})"


def _about(rule: str, places: list[Finding]) -> str:
    """What the rule is about, and what wants a look. What has no rule of its own is about its places."""
    (known,) = loaded([rule])
    if rule == API:
        return "\n".join([*_listed(places), "", known.source])
    lines = [*_wrapped(known.about)]
    looked_at = [one for one in places if one.fix is not Fix.SAFE]
    if looked_at:
        lines += ["", f"Look at {counted(len(looked_at), 'place')}:", *_listed(looked_at)]
    return "\n".join([*lines, "", known.source])


def _listed(places: list[Finding]) -> Iterator[str]:
    yield from (one_line(f"- {one.path}:{one.line}: {one.message}", 300) for one in places[:MOST_PLACES])
    if places[MOST_PLACES:]:
        yield f"- and {len(places) - MOST_PLACES} more"


def _declared(changed: Mapping[str, bytes]) -> str:
    files = (f"- {one_line(path)}" for path in sorted(changed))
    return "\n".join(("What is declared, as this TensorFlow needs it:", *files))


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= WIDTH:
            yield line
            line = ""
        line = f"{line} {word}".lstrip()
    yield line
