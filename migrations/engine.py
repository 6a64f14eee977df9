"""Source files in, findings and edits out. Pure: it reads no disk, runs no program and imports no TensorFlow."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from packaging.version import Version

from migrations.analysis import Analysis, Patch
from migrations.here import Here, World
from migrations.project import Code, Project
from migrations.registry import UnknownRule, chosen, rules
from migrations.relevance import relevant
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
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

SKIP = "# upflow: skip"


def analyse(
    sources: Mapping[str, bytes],
    *,
    baseline: Version,
    select: Collection[str] = (),
    skip: Collection[str] = (),
) -> Analysis:
    """Everything the rules see in Python files, for any move away from `baseline`."""
    wanted = chosen(select, skip)
    files, problems = _read(sources)
    world = World(Project(files, frozenset(sources)), baseline)
    findings: list[Finding] = []
    for code in files.values():
        try:
            findings += _findings(wanted, world, code)
        except RecursionError:
            problems.append(Problem(code.path, None, "The file is nested too deeply to be understood."))
    findings.sort(
        key=lambda finding: (finding.path, finding.line, finding.column, Version(finding.since), finding.rule)
    )
    texts = {path: code.text for path, code in files.items()}
    return Analysis(tuple(findings), tuple(problems), baseline, texts)


def _read(sources: Mapping[str, bytes]) -> tuple[dict[str, Code], list[Problem]]:
    files: dict[str, Code] = {}
    problems: list[Problem] = []
    for path in relevant(sources):
        try:
            text = read(path, sources[path])
            files[path] = Code(text, walk(text.tree))
        except Unreadable as error:
            problems.append(Problem(path, error.line, error.message))
    return files, problems


def _findings(wanted: Sequence[Rule], world: World, code: Code) -> Iterator[Finding]:
    for rule in wanted:
        for kind, handler in rule.handlers.items():
            for node, scope in code.outline.nodes[kind]:
                for finding in handler(node, Here(rule, world, code, scope)):
                    if finding.span.reaches_beyond(world.baseline) and not _is_skipped(code, finding):
                        yield finding


def _is_skipped(code: Code, finding: Finding) -> bool:
    return SKIP in code.text.lines[finding.line - 1]
