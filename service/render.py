"""The report as a person reads it: on a terminal, and as Markdown. Text from the project is made harmless first."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.nouns import Kind, Verdict
from service.plain import counted, one_line, printable
from service.probe_render import rows, tables
from service.report import BaselinePart, CandidatePart, FindingPart, Report, TrialPart
from service.words import OUTCOMES, VERDICTS, Word

ALIKE = 3
"""So many versions of which the same is true are one sentence."""
LONGEST = 1_500
"""A reason with all its sources fits; what a program printed may be longer."""


def text(report: Report, console: Console) -> None:
    """The whole report; colours and width are the console's."""
    console.print(_heading(report), end="\n\n")
    console.print(_table(report))
    proven = evidence(report)
    if proven:
        console.print(Text("\n" + "\n".join(proven), style="bold"))
    for table in tables(report):
        console.print(table)
    _print_findings(report, console)
    _print_patch(report, console)
    _print_notes(report, console)


def evidence(report: Report) -> list[str]:
    """What the trials proved, a sentence a candidate, or one for several of which the same is true."""
    base = report.project.baseline
    good = (trial for trial in base.trials if trial.outcome == Kind.PASSED or trial.shown == Verdict.WORKS)
    also = next((trial for trial in good if trial.patched), None)
    alike: dict[tuple[str, str | None], list[str]] = {}
    for candidate in report.candidates:
        plain, patched = _by_patch(candidate.trials)
        if plain:
            key = _past(plain, base), _past(patched, base) if patched else None
            alike.setdefault(key, []).append(candidate.tensorflow)
    sentences = [sentence for (was, then), versions in alike.items() for sentence in _proven(was, then, versions)]
    if sentences and also:
        passes = "passes on" if also.outcome == Kind.PASSED else "loses no test on"
        sentences.append(f"{passes} {base.tensorflow} with the patch, too.")
    return [sentence[0].upper() + sentence[1:] for sentence in sentences]


def _proven(was: str, then: str | None, versions: Sequence[str]) -> Iterator[str]:
    """The sentence that a reviewer needs; of many versions that are alike, one."""
    if len(versions) >= ALIKE:
        named = f"{', '.join(versions[:-1])} and {versions[-1]}"
        after = f"; {then.format('each')} with the patch" if then else " as it is"
        yield f"{was.format(named)}{after}."
        return
    for version in versions:
        after = f", {then.format(version)} with the patch" if then else " as it is"
        yield f"{was.format(version)}{after}."


def _past(trial: TrialPart, base: BaselinePart) -> str:
    """How it ended, with room for its version. What fails where the baseline does too is said beside that.

    Alone it would accuse the version.
    """
    plain, _ = _by_patch(base.trials)
    match Kind(trial.outcome):
        case Kind.PASSED:
            return "passes on {}"
        case Kind.FAILED | Kind.UNDECIDED if trial.shown == Verdict.WORKS:
            return f"loses no test on {{}} that passes on {base.tensorflow}"
        case Kind.FAILED:
            if trial.shown == Verdict.BREAKS or plain is None or plain.outcome == Kind.PASSED:
                return "fails on {}"
            return f"fails on {{}} ({plain.outcome} on {base.tensorflow})"
        case Kind.UNDECIDED:
            return "undecided on {}"


def _by_patch(trials: tuple[TrialPart, ...]) -> tuple[TrialPart | None, TrialPart | None]:
    plain = next((trial for trial in trials if not trial.patched), None)
    patched = next((trial for trial in trials if trial.patched), None)
    return plain, patched


def _heading(report: Report) -> Text:
    project, base = report.project, report.project.baseline
    files = f"{counted(project.files, 'Python file')}, {project.lines} lines"
    heading = Text(one_line(project.path), style="bold")
    heading.append(f": {files}, on TensorFlow {base.tensorflow} with Python {base.python}", style="not bold")
    if base.assumed:
        heading.append(
            " (assumed from the code: nothing declares a version; name yours with --from)", style="not bold yellow"
        )
    return heading


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("TensorFlow", "verdict", "with patch", "why", "what to do"):
        table.add_column(name, overflow="fold", no_wrap=name in {"TensorFlow", "verdict", "with patch"})
    base = report.project.baseline
    plain, patched = _by_patch(base.trials)
    if plain:
        table.add_row(base.tensorflow, _outcome(plain), _outcome(patched), _baseline_why(plain), "")
    for candidate in report.candidates:
        table.add_row(*_row(report, candidate))
    if not report.candidates:
        table.add_row("", "", "", "there is no newer TensorFlow, or none was asked for", "nothing")
    return table


def _row(report: Report, candidate: CandidatePart) -> tuple[str, Text, Text, Text, str]:
    after = _verdict(candidate.after_patch) if candidate.after_patch != candidate.verdict else Text("")
    reasons = Text("\n".join(why(report, candidate)))
    return label(report, candidate), _verdict(candidate.verdict), after, reasons, one_line(candidate.advice)


def label(report: Report, candidate: CandidatePart) -> str:
    """What a candidate is called: its TensorFlow, and its Python where the same is judged on several."""
    base = report.project.baseline
    if (candidate.tensorflow, candidate.python) == (base.tensorflow, base.python):
        return f"{candidate.tensorflow} again"
    several = sum(one.tensorflow == candidate.tensorflow for one in report.candidates) > 1
    return f"{candidate.tensorflow} on {candidate.python}" if several else candidate.tensorflow


def why(report: Report, candidate: CandidatePart) -> list[str]:
    """A line a reason; findings by the number and place under which they stand in full below."""
    lines = []
    for reason in candidate.reasons:
        found = [(index + 1, report.findings[index]) for index in reason.findings]
        lines += [f"[{number}] {finding.path}:{finding.line} {finding.symbol}" for number, finding in found]
        lines += [] if found else [reason.message]
    accepted = [(index + 1, report.findings[index]) for index in candidate.ignored]
    lines += [f"[{number}] {finding.path}:{finding.line} ignored" for number, finding in accepted]
    return [one_line(line, LONGEST) for line in lines] or ["no rule objects"]


def _baseline_why(trial: TrialPart) -> str:
    return "the baseline" if trial.outcome == Kind.PASSED else f"the baseline: {one_line(trial.message)}"


def _verdict(value: str) -> Text:
    return word(VERDICTS[Verdict(value)])


def _outcome(trial: TrialPart | None) -> Text:
    return word(OUTCOMES[Kind(trial.outcome)]) if trial else Text("")


def word(shown: Word) -> Text:
    """Shape and text in their colour."""
    return Text(f"{shown.shape} {shown.text}", style={"grey": "dim"}.get(shown.colour, shown.colour))


def _print_findings(report: Report, console: Console) -> None:
    if report.findings:
        console.print(Text("\nFindings", style="bold"))
    for number, finding in enumerate(report.findings, 1):
        console.print(Text(f"[{number}] {_place(finding)}  {finding.rule} ({_span(finding)}; fix: {finding.fix})"))
        console.print(Padding(Group(Text(one_line(finding.message)), Text(finding.source, style="dim")), (0, 0, 0, 4)))


def _place(finding: FindingPart) -> str:
    return f"{one_line(finding.path)}:{finding.line}:{finding.column}"


def _span(finding: FindingPart) -> str:
    until = f" to {finding.until}" if finding.until else " on"
    return f"{finding.effect} from {finding.since}{until}{_accepted(finding)}"


def _accepted(finding: FindingPart) -> str:
    """That the project knows of it, and why it stays."""
    if finding.ignored is None:
        return ""
    until = f" until {finding.ignored.until}" if finding.ignored.until else ""
    return f"; ignored{until}: {one_line(finding.ignored.reason)}"


def _print_patch(report: Report, console: Console) -> None:
    if report.patch is None:
        return
    patch = report.patch
    size = f"{counted(patch.files, 'file')}, {counted(patch.edits, 'edit')}"
    console.print(Text(f"\nPatch to TensorFlow {patch.to}: {size}", style="bold"))
    for line in printable(patch.diff).splitlines():
        console.print(Text(line, style=_diff_style(line)), soft_wrap=True)


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def _print_notes(report: Report, console: Console) -> None:
    if report.notes:
        console.print(Text("\nTo know", style="bold"))
    for note in report.notes:
        place = f"{one_line(note.path)}:{note.line}" if note.line else one_line(note.path)
        console.print(Text(f"{place}  {printable(note.message)}".lstrip(), style="dim"))


def markdown(report: Report) -> str:
    """The report as Markdown, for a summary or a comment."""
    project, base = report.project, report.project.baseline
    lines = [f"## upflow: {_cell(project.path)}", ""]
    lines += [
        f"{project.files} Python files, {project.lines} lines, on TensorFlow {base.tensorflow}, Python {base.python}.",
        "",
    ]
    lines += ["| TensorFlow | verdict | with the patch | why | what to do |", "| --- | --- | --- | --- | --- |"]
    for candidate in report.candidates:
        words = VERDICTS[Verdict(candidate.verdict)], VERDICTS[Verdict(candidate.after_patch)]
        cells = [label(report, candidate), *(f"{each.shape} {each.text}" for each in words)]
        cells += ["<br>".join(_cell(line) for line in why(report, candidate)), _cell(candidate.advice)]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *evidence(report), ""]
    if tried := list(rows(report)):
        lines += ["| saved file or function | how | on |", "| --- | --- | --- |"]
        lines += [f"| {_cell(name)} | {_cell(how)} | {_cell(came.plain)} |" for name, how, came in tried] + [""]
    for number, finding in enumerate(report.findings, 1):
        lines.append(f"- \\[{number}\\] {_cell(_place(finding))} ({_cell(_span(finding))}): {_cell(finding.message)}")
    if report.patch:
        fence = "`" * max(3, _longest_fence(report.patch.diff) + 1)
        lines += ["", f"{fence}diff", printable(report.patch.diff).rstrip("\n"), fence]
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(content: str) -> str:
    """One table cell: what Markdown or HTML would read as markup is shown as it is."""
    line = one_line(content).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]":
        line = line.replace(mark, f"\\{mark}")
    return line.replace("@", "@\u200b")


def _longest_fence(content: str) -> int:
    return max((len(line) - len(line.lstrip("`")) for line in content.splitlines()), default=0)
