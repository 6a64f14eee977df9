"""Source files in, findings and edits out. Pure: it reads no disk, runs no program and imports no TensorFlow."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType

from packaging.version import Version

from matrices import symbols
from matrices.symbols import Index
from migrations.analysis import Analysis, Patch
from migrations.applying import Texts
from migrations.pool import Lost, mapped
from migrations.project import Code
from migrations.registry import UnknownRule, chosen, loaded, rules
from migrations.relevance import relevant
from migrations.rooms import Answer, Question, look, rooms
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span, minor
from migrations.seeing import Sight
from migrations.settings import Rename
from migrations.text import Problem
from migrations.words import able

NONE: Mapping[str, Rename] = MappingProxyType({})

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


def analyse(  # each is one thing that may be asked
    sources: Mapping[str, bytes],
    *,
    baseline: Version,
    select: Collection[str] = (),
    skip: Collection[str] = (),
    renames: Mapping[str, Rename] = NONE,
    index: Index | None = None,
) -> Analysis:
    """Everything that is seen in Python files, for any move away from `baseline`; a big project takes all cores."""
    question = Question(sources, baseline, chosen(select, skip), index or symbols.load(), dict(renames))
    asked = rooms(sources, relevant(sources))
    with _without_collector():
        answers = [_whole(question, asked[0])] if len(asked) == 1 else list(_in_rooms(question, asked))
    findings = [finding for answer in answers for finding in answer.findings]
    findings.sort(key=lambda finding: (finding.path, finding.line, finding.column, minor(finding.since), finding.rule))
    return Analysis(
        tuple(findings),
        tuple(problem for answer in answers for problem in answer.problems),
        baseline,
        answers[0].texts if len(answers) == 1 else Texts(sources),
        question.index,
        doubts=tuple(doubt for answer in answers for doubt in answer.doubts),
    )


def _whole(question: Question, room: Sequence[str]) -> Answer:
    """A project of one room. Most rules have nothing to find in it, and importing all takes longer than to look."""

    def sight(files: Mapping[str, Code]) -> Sight:
        words = frozenset[str]().union(*(code.text.words for code in files.values()))
        return Sight(tuple(loaded(able(question.rules, words))))

    return look(question, room, sight)


def _part(question: Question, room: Sequence[str]) -> Answer:
    """One room of several, without the texts, which would have to be sent."""
    sight = Sight(tuple(loaded(question.rules)))
    answer = look(question, room, lambda _: sight)
    answer.texts.clear()
    return answer


def _in_rooms(question: Question, asked: Sequence[Sequence[str]]) -> Iterator[Answer]:
    """A room whose worker died is tried again file by file, so that only the culprit is lost."""
    list(loaded(question.rules))  # before there are workers, so that they have them
    for room, answer in zip(asked, mapped(partial(_part, question), asked), strict=True):
        if not isinstance(answer, Lost):
            yield answer
            continue
        alone = [[path] for path in room]
        for (path,), single in zip(alone, mapped(partial(_part, question), alone), strict=True):
            if isinstance(single, Lost):
                yield Answer(problems=[Problem(path, None, f"The file could not be analysed: {single.why}.")])
            else:
                yield single


@contextmanager
def _without_collector() -> Iterator[None]:
    """Syntax trees are many objects and little waste: looking through them for waste takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
