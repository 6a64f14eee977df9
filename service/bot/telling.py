"""What the check of a commit says in the end: conclusion, title, summary, and a word at each line. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from service.bot import texts
from service.bot.advising import decisive, of_candidate
from service.bot.comment import headline
from service.bot.forge import Annotation, Conclusion, Level, Told
from service.bot.harmless import NOTHING, fenced
from service.bot.judging import Judgement
from service.formats.objections import Objection, objections
from service.nouns import Verdict
from service.plain import one_line
from service.report import NotePart

LEVELS = {"breaks": Level.FAILURE, "changes": Level.WARNING, "deprecated": Level.NOTICE}
MOST_DIFF = 20_000
LONGEST = 60_000
MOST_ANNOTATIONS = 500


def tell(found: Judgement, text: str) -> Told:
    """`text` is the comment, or what would be one."""
    row = decisive(found)
    why = of_candidate(row.candidate, found.head, brief=True) if row and found.verdict is not Verdict.WORKS else ""
    title = headline(found) + (f": {why}" if why and not found.bumps else "")
    patch = found.head.patch
    diff = fenced(patch.diff, "diff") if patch and len(patch.diff) <= MOST_DIFF else ""
    summary = "\n\n".join(filter(None, [text, diff]))[:LONGEST]
    annotations = tuple(_annotations(found))[:MOST_ANNOTATIONS]
    return Told(conclusion(found), _plain(title), summary, annotations)


def failed(error: str, hint: str) -> Told:
    """A run that has no report: a wrong configuration, or no Python in it."""
    summary = texts.CHECK_FAILED_SUMMARY.format(error=fenced(error), hint=one_line(hint))
    return Told(Conclusion.NEUTRAL, f"{texts.CHECK_FAILED}: {one_line(error, 200)}", summary)


def over(title: str, conclusion: Conclusion = Conclusion.NEUTRAL) -> Told:
    return Told(conclusion, title, title)


def conclusion(found: Judgement) -> Conclusion:
    """Red is what this pull request breaks; what a newer TensorFlow would break one day is told, and blocks nobody."""
    match found.verdict:
        case Verdict.WORKS:
            return Conclusion.SUCCESS
        case Verdict.BREAKS if found.bumps or found.clashes:
            return Conclusion.FAILURE
        case Verdict.BREAKS | Verdict.CHANGES | Verdict.UNKNOWN:
            return Conclusion.NEUTRAL


def _annotations(found: Judgement) -> Iterator[Annotation]:
    """Of a new TensorFlow, all that it meets; of code, what is new: what stood there before is nobody's news."""
    known = set(found.new)
    for note in found.clashes:
        if (one := _of_note(note)) is not None:
            yield one
    for each in objections(found.head):
        if found.moves_tensorflow or each in known:
            yield from _of_finding(each, now=found.moves_tensorflow)


def _of_finding(each: Objection, *, now: bool) -> Iterator[Annotation]:
    finding = each.finding
    if _is_text(finding.path):
        level = LEVELS[finding.effect]
        quieter = level if now or level is Level.NOTICE else Level.WARNING
        yield Annotation(finding.path, finding.line, quieter, f"upflow: {finding.rule}", each.text)


def _of_note(note: NotePart) -> Annotation | None:
    if not note.path or note.line is None or not _is_text(note.path):
        return None
    return Annotation(note.path, note.line, Level.FAILURE, "upflow: versions", one_line(note.message, 2_000))


def _plain(title: str) -> str:
    """A title is no Markdown."""
    return one_line(unescape(re.sub(rf"[`\\{NOTHING}]", "", title)), 250)


def _is_text(path: str) -> bool:
    """A name that is no UTF-8 is none for a forge."""
    return path.isprintable() and path.encode("utf-8", "replace").decode() == path
