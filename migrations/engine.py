"""Source files in, findings and edits out. Pure: it reads no disk, runs no program and imports no TensorFlow."""

from collections.abc import Collection, Mapping

from packaging.version import Version

from matrices import symbols
from matrices.symbols import Index
from migrations.analysis import Analysis, Patch
from migrations.here import World
from migrations.project import Code, Project
from migrations.registry import UnknownRule, chosen, rules
from migrations.relevance import relevant
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.seeing import seen
from migrations.text import Problem, Unreadable, read
from migrations.walk import walk

__all__ = [
    "Analysis",
    "Edit",
    "Effect",
    "Example",
    "Finding",
    "Fix",
    "Patch",
    "Problem",
    "Rule",
    "Span",
    "UnknownRule",
    "analyse",
    "rules",
]


def analyse(
    sources: Mapping[str, bytes],
    *,
    baseline: Version,
    select: Collection[str] = (),
    skip: Collection[str] = (),
    index: Index | None = None,
) -> Analysis:
    """Everything that is seen in Python files, for any move away from `baseline`."""
    wanted = chosen(select, skip)
    index = index or symbols.load()
    files, problems = _read(sources)
    world = World(Project(files, frozenset(sources)), baseline, index)
    findings: list[Finding] = []
    for code in files.values():
        try:
            findings += seen(wanted, world, code)
        except RecursionError:
            problems.append(Problem(code.path, None, "The file is nested too deeply to be understood."))
    findings.sort(
        key=lambda finding: (finding.path, finding.line, finding.column, Version(finding.since), finding.rule)
    )
    texts = {path: code.text for path, code in files.items()}
    findings = [texts[finding.path].placed(finding) for finding in findings]
    return Analysis(tuple(findings), tuple(problems), baseline, texts, index)


def _read(sources: Mapping[str, bytes]) -> tuple[dict[str, Code], list[Problem]]:
    files: dict[str, Code] = {}
    problems: list[Problem] = []
    for path in relevant(sources):
        try:
            text = read(path, sources[path])
            problems += text.problems
            files[path] = Code(text, walk(text.tree))
        except Unreadable as error:
            problems.append(Problem(path, error.line, error.message))
    return files, problems
