"""What was not read, what cannot go together and what is declared nowhere: the notes of a report. Pure."""

from collections.abc import Iterator

from service.case import Case
from service.clashes import clashes
from service.nouns import Note
from service.report import NotePart
from service.resolve.versions import tensorflow_line

CLASH = "clash"
MOST_IMPORTS = 10


def remarks(case: Case) -> tuple[NotePart, ...]:
    """What to know of a case beside its candidates, each with its place."""
    problems = list(case.analysis.problems)
    left: tuple[Note, ...] = ()
    if case.choice.candidates:
        problems += case.analysis.patch(case.choice.candidates[-1].tensorflow).problems
        left = case.rewritten(case.choice.candidates[-1]).notes
    unread = (NotePart(problem.path, problem.line, problem.message) for problem in problems)
    noted = (
        NotePart(note.path, note.line, note.message) for note in (*case.checkout.notes, *case.declared.notes, *left)
    )
    ignores = (NotePart(note.path, note.line, note.message) for note in case.notes)
    return (*ignores, *_clashing(case), *_as_declared(case), *noted, *_imported(case), *unread)


def _clashing(case: Case) -> Iterator[NotePart]:
    """Lines that cannot go together, at the first of the two: no resolver says it in one sentence."""
    for clash in clashes(case.declared, case.matrix):
        line = clash.lines[0]
        yield NotePart(line.path, line.line, f"{clash.message} (Source: {clash.source})", CLASH)


def _imported(case: Case) -> Iterator[NotePart]:
    """One sentence for all that is imported and declared by nothing, at the first place."""
    needed = [each for each in case.declared.undeclared if not each.optional]
    if needed:
        shown = ", ".join(f"{each.package} ({each.path}:{each.line})" for each in needed[:MOST_IMPORTS])
        more = f" and {len(needed) - MOST_IMPORTS} more" if len(needed) > MOST_IMPORTS else ""
        yield NotePart(needed[0].path, needed[0].line, f"imported, and declared nowhere: {shown}{more}")


def _as_declared(case: Case) -> Iterator[NotePart]:
    """What is declared resolves, and is known to break: nobody else says that."""
    baseline, line = case.choice.baseline, tensorflow_line(case.declared)
    path, number = (line.path, line.line) if line else ("", None)
    if not case.is_admitted(baseline):
        return
    for trouble in baseline.troubles:
        told = f"what is declared breaks: {trouble.packages}: {trouble.error} ({trouble.reason})"
        yield NotePart(path, number, told, CLASH)
    for pin in (one for one in baseline.constraints if one.needed):
        yield NotePart(
            path, number, f"what is declared breaks when it is installed today, without {pin.requirement}: {pin.reason}"
        )
