"""The report as a few lines of Markdown for the page of a CI run: the answer, what to do next, a row a TensorFlow.

Names of files, tests and messages come from strangers: nothing of them is markup, a link or a mention.
"""

from collections.abc import Iterator

from service.bot.harmless import code, words
from service.formats.objections import Objection, objections, without_place
from service.headline import Step, headline
from service.nouns import Verdict
from service.plain import counted
from service.render import evidence, label
from service.report import CandidatePart, Report
from service.verdict import is_safe
from service.words import VERDICTS

MOST_PLACES, MOST_ROWS, MOST_NAMED = 20, 15, 3
WORST = (Verdict.BREAKS, Verdict.CHANGES, Verdict.UNKNOWN, Verdict.WORKS)


def write(report: Report) -> str:
    """Short whatever the project is: the whole is in the report."""
    found = objections(report)
    blocks = [
        f"### {_heading(report)}",
        words(headline(report).sentence),
        _next(report),
        _table(report, found),
        " ".join(evidence(report)),
        _places([each for each in found if each.counts]),
        _ignored([each for each in found if not each.counts]),
        _notes(report),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _heading(report: Report) -> str:
    """The worst verdict, and the TensorFlows that have it."""
    worst = min((Verdict(one.verdict) for one in report.candidates), key=WORST.index, default=Verdict.WORKS)
    named = list(dict.fromkeys(one.tensorflow for one in report.candidates if one.verdict == worst))
    more = f" and {len(named) - MOST_NAMED} more" if named[MOST_NAMED:] else ""
    on = f" on TensorFlow {', '.join(named[:MOST_NAMED])}{more}" if named else ""
    return f"{VERDICTS[worst].shape} upflow: {VERDICTS[worst].text}{on}"


def _next(report: Report) -> str:
    lines = []
    for step in headline(report).steps:
        text, command = words(step.text), _command(report, step)
        lines.append(f"{text.removesuffix('.')}:{command}." if command else text)
    return f"**Next:** {' '.join(lines)}" if lines else ""


def _command(report: Report, step: Step) -> str:
    """What to type: there is no file of the patch beside a summary, so the command that makes it."""
    if report.patch is not None and step.command.startswith("git apply"):
        return f" {code(f'upflow migrate . --to {report.patch.to} --write')}"
    return f" {code(step.command)}" if step.command else ""


def _table(report: Report, found: tuple[Objection, ...]) -> str:
    """What is no longer safe comes first where there are too many rows."""
    rows = sorted(report.candidates, key=lambda one: is_safe(Verdict(one.verdict)))[:MOST_ROWS]
    if not rows:
        return ""
    lines = ["| TensorFlow | verdict | with the patch | smallest cause |", "| --- | --- | --- | --- |"]
    for one in sorted(rows, key=report.candidates.index):
        shown = (VERDICTS[Verdict(each)] for each in (one.verdict, one.after_patch))
        cells = [label(report, one), *(f"{each.shape} {each.text}" for each in shown), _cause(one, found)]
        lines.append(f"| {' | '.join(cells)} |")
    more = len(report.candidates) - len(rows)
    return "\n".join(lines) + (f"\n\nand {more} more" if more else "")


def _cause(candidate: CandidatePart, found: tuple[Objection, ...]) -> str:
    met = [each for each in found if each.counts and candidate.tensorflow in each.versions]
    others = list(without_place(candidate))
    if not met:
        return words(others[0], 200) if others else "nothing is against it"
    first = met[0].finding
    more = f" and {len(met) - 1} more" if met[1:] else ""
    return f"{code(f'{first.path}:{first.line}')} {code(first.symbol)}{more}"


def _places(found: list[Objection]) -> str:
    if not found:
        return ""
    lines = [f"- {_place(each)}: {words(each.text)} ({each.finding.rule})" for each in found[:MOST_PLACES]]
    if found[MOST_PLACES:]:
        lines.append(f"- and {len(found) - MOST_PLACES} more")
    head = f"{counted(len(found), 'place')} in the code"
    return "\n".join((f"<details><summary>{head}</summary>", "", *lines, "", "</details>"))


def _ignored(found: list[Objection]) -> str:
    lines = []
    for each in found[:MOST_PLACES]:
        said = each.finding.ignored
        assert said is not None
        until = f" (until {said.until})" if said.until else ""
        lines.append(f"- {_place(each)}: {words(said.reason)}{until} ({each.finding.rule})")
    head = f"{counted(len(found), 'place')} ignored by the project"
    return "\n".join((f"<details><summary>{head}</summary>", "", *lines, "", "</details>")) if lines else ""


def _notes(report: Report) -> str:
    return "\n".join(_told(report))


def _told(report: Report) -> Iterator[str]:
    """Of what is to be known, the first few; expired ignores come first in a report."""
    for note in report.notes[:3]:
        place = f"{code(f'{note.path}:{note.line}' if note.line else note.path)}: " if note.path else ""
        yield f"- {place}{words(note.message)}"
    if report.notes[3:]:
        yield f"- and {len(report.notes) - 3} more to know, in the report"


def _place(each: Objection) -> str:
    return code(f"{each.finding.path}:{each.finding.line}")
