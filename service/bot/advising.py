"""The smallest cause, and the next thing to do: what a reader takes away in ten seconds. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from service.bot import texts
from service.bot.bumps import Bump
from service.bot.harmless import code, inline, words
from service.bot.judging import Judgement, Row
from service.nouns import Kind, Verdict
from service.plain import counted, first_sentence
from service.report import CandidatePart, FindingPart, Report
from service.resolution import Resolution

EFFECTS = ("breaks", "changes", "deprecated")
MOST_PLACES = 3


class Ways(NamedTuple):
    """What a clash can be solved by: lines to take back here, and the first TensorFlow that takes them as they are."""

    back: tuple[str, ...] = ()
    version: str | None = None


class Scene(NamedTuple):
    """What a text needs beside the judgement: addresses, the command that mends it, and the version that stays."""

    fork: bool
    link: str
    patch_link: str
    command: str
    keeps: str


def ways(resolution: Resolution, baseline: str, moved: tuple[Bump, ...]) -> Ways:
    """From the nearest sets: what the version of today gives up, and the first newer one that gives up nothing else."""
    names = {bump.package for bump in moved if not bump.of_tensorflow}
    back: tuple[str, ...] = ()
    version = None
    for one in resolution.candidates:
        given_up = [change for change in one.changes if change.name in names]
        if one.tensorflow == baseline:
            back = tuple(change.after for change in given_up if change.after)
        elif one.refusal is None and not given_up and version is None:
            version = one.tensorflow
    return Ways(back, version)


def cause(found: Judgement, row: Row | None) -> str:
    """The heaviest and smallest reason, with its place, as Markdown; empty where there is none."""
    if found.clashes:
        note = found.clashes[0]
        return f"{_at(note.path, note.line)}{words(first_sentence(_sourceless(note.message)))}"
    if row is None:
        return words(found.new[0].finding.message) if found.new else ""
    return of_candidate(row.candidate, found.head)


def of_candidate(candidate: CandidatePart, report: Report, *, brief: bool = False) -> str:
    """One reason of a candidate and how many more there are: what cannot be installed first, then what breaks."""
    if not candidate.reasons or candidate.verdict == Verdict.WORKS:
        return texts.NOTHING_AGAINST
    refused = next((one.message for one in candidate.reasons if one.kind == "package" and not _is_pin(one.message)), "")
    met = sorted(
        (report.findings[index] for one in candidate.reasons for index in one.findings),
        key=lambda finding: (EFFECTS.index(finding.effect), finding.path, finding.line),
    )
    more = texts.MORE_CAUSES.format(count=len(met) - 1) if len(met) > 1 else ""
    if refused:
        return words(first_sentence(_sourceless(refused)))
    if met:
        return f"{_finding(met[0], brief=brief)}{more}"
    others = [one.message for one in candidate.reasons]
    return words(first_sentence(_sourceless(others[0])))


def advice(found: Judgement, row: Row | None, scene: Scene, solved: Ways) -> str:
    """The next action, as one sentence."""
    if found.clashes:
        return _solving(solved, row, scene) or _of(found, row, scene)
    return _of(found, row, scene)


def proof(row: Row) -> bool:
    """Whether a trial passed with the patch."""
    return any(each.patched and each.outcome == Kind.PASSED for each in row.candidate.trials)


def size(report: Report) -> tuple[str, str]:
    """The patch in words: edits, files."""
    patch = report.patch
    return (counted(patch.edits, "edit"), counted(patch.files, "file")) if patch else ("no edit", "no file")


def _of(found: Judgement, row: Row | None, scene: Scene) -> str:
    match found.verdict:
        case Verdict.WORKS if found.bumps:
            tried = row is not None and any(each.outcome == Kind.PASSED for each in row.candidate.trials)
            return texts.MERGE if tried else texts.MERGE_STATIC
        case Verdict.BREAKS | Verdict.CHANGES if found.head.patch and row:
            return _with_patch(found.head, row, scene)
        case Verdict.BREAKS | Verdict.CHANGES if row:
            return f"{words(row.candidate.advice)}."
        case Verdict.UNKNOWN if row:
            return texts.LOOK.format(advice=words(row.candidate.advice))
        case _:
            return ""


def _with_patch(report: Report, row: Row, scene: Scene) -> str:
    edits, files = size(report)
    proven = texts.PROVEN if proof(row) and not scene.keeps else ""
    left = [report.findings[index] for index in report.patch.left] if report.patch else []
    if left:
        places = ", ".join(_at(each.path, each.line).removesuffix(": ") for each in left[:MOST_PLACES])
        more = texts.MORE_CAUSES.format(count=len(left) - MOST_PLACES) if len(left) > MOST_PLACES else ""
        fix = "" if scene.fork else texts.AND_FIX.format(edits=edits, command=code(scene.command))
        it = "it" if len(left) == 1 else "them"
        return texts.BY_HAND.format(places=f"{places}{more}", it=it, fix=fix)
    kept = texts.KEEPS.format(version=inline(scene.keeps)) if scene.keeps else ""
    text = texts.FIX_FORK if scene.patch_link else texts.FIX_FORK_BARE
    said = {"edits": edits, "files": files, "proof": f"{kept}{proven}", "command": code(scene.command)}
    return (text if scene.fork else texts.FIX_HERE).format(patch=scene.patch_link, **said)


def _solving(solved: Ways, row: Row | None, scene: Scene) -> str:
    parts = []
    if solved.back:
        parts.append(texts.HOLD.format(pins=", ".join(code(pin) for pin in solved.back)))
    if solved.version and row and row.candidate.tensorflow == solved.version:
        parts.append(texts.OR_MOVE.format(version=inline(solved.version), command=code(scene.command)))
    return f"{', or '.join(parts)}." if parts else ""


def _finding(finding: FindingPart, *, brief: bool) -> str:
    said = first_sentence(finding.message)
    return f"{_at(finding.path, finding.line)}{code(finding.symbol) if brief else words(said)}"


def _at(path: str, line: int | None) -> str:
    return f"{code(f'{path}:{line}' if line else path)}: " if path else ""


def _is_pin(message: str) -> bool:
    return message.startswith("needs ")


def _sourceless(message: str) -> str:
    return message.partition(" (Source: ")[0]


def rows_to_tell(found: Judgement) -> Iterator[Row]:
    """Those that changed, or else all."""
    changed = [row for row in found.rows if row.is_changed]
    yield from changed if changed and not found.moves_tensorflow else found.rows


def decisive(found: Judgement) -> Row | None:
    """The row that the verdict is from: the first that is as bad."""
    rows = list(rows_to_tell(found))
    return next((row for row in rows if row.verdict is found.verdict), rows[0] if rows else None)
