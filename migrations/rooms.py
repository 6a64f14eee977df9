"""A project in rooms of bounded size: each is analysed by itself, so that the largest project needs no more memory.

A small project is one room. The files of a room come with those that they import, as guests: they are known there, and
looked at elsewhere. What the callers of a function in other rooms pass to it is not seen.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from packaging.version import Version

from matrices.symbols import Index
from migrations.here import World
from migrations.project import Code, Project
from migrations.relevance import weight
from migrations.rule import Finding
from migrations.seeing import Sight
from migrations.settings import Rename
from migrations.text import NOTEBOOK, Problem, Text, Unreadable, read
from migrations.walk import walk

ROOM = 1_500_000
"""Bytes of source in a room: about 45,000 lines, and some 90 MB of syntax trees."""
ALONE = 2 / 3
"""So much of a room is not worth another one."""
GUESTS = 250_000
"""Bytes of source that come with a room: they are read once more than needed."""


class Question:
    """What is asked of every room."""

    def __init__(
        self,
        sources: Mapping[str, bytes],
        baseline: Version,
        rules: Sequence[str],
        index: Index,
        renames: Mapping[str, Rename],
    ) -> None:
        self.sources, self.baseline, self.rules = sources, baseline, rules
        self.index, self.renames = index, renames


class Answer:
    """What is found in a room, the parts of it that could not be read, and what was not understood."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.findings: list[Finding] = []
        self.problems = list(problems)
        self.doubts: list[Problem] = []
        self.texts: dict[str, Text] = {}


def rooms(sources: Mapping[str, bytes], paths: Collection[str]) -> list[list[str]]:
    """The files in order, in rooms of about one size: an even number of them, so that no core waits for another."""
    weights = {path: weight(path, sources[path]) for path in sorted(paths)}
    total = sum(weights.values())
    pairs = -(-total // (2 * ROOM))
    share = total / (2 * pairs) if total > ALONE * ROOM else ROOM
    found: list[list[str]] = [[]]
    before = size = here = 0
    for path, heavy in weights.items():
        place = int((before + heavy / 2) / share)
        if found[-1] and (place != here or size + heavy > ROOM):
            found.append([])
            size = 0
        found[-1].append(path)
        size, before, here = size + heavy, before + heavy, place
    return found if found[0] else []


def look(question: Question, room: Sequence[str], sight: Callable[[Mapping[str, Code]], Sight]) -> Answer:
    """Everything that is seen in the files of one room. `sight` may depend on what is read, guests included."""
    answer = Answer()
    files = _read(question.sources, room, answer)
    own = list(files.values())
    if len(own) < len(question.sources):
        _invite(question.sources, files)
    seeing = sight(files)
    world = World(Project(files, frozenset(question.sources)), question.baseline, question.index, question.renames)
    for code in own:
        answer.texts[code.path] = code.text
        try:
            for each in seeing.seen(world, code):
                if isinstance(each, Problem):
                    answer.problems.append(each)
                else:
                    answer.findings.append(code.text.placed(each))
            answer.doubts += seeing.doubts(world, code)
        except RecursionError:
            answer.problems.append(Problem(code.path, None, "The file is nested too deeply to be understood."))
    world.close()
    return answer


def _read(sources: Mapping[str, bytes], room: Sequence[str], answer: Answer) -> dict[str, Code]:
    files: dict[str, Code] = {}
    for path in room:
        try:
            text = read(path, sources[path])
            files[path] = Code(text, walk(text.tree))
            answer.problems += text.problems
        except Unreadable as error:
            answer.problems.append(Problem(path, error.line, error.message))
    return files


def _invite(sources: Mapping[str, bytes], files: dict[str, Code]) -> None:
    """Add the files that these import, and what those import, as long as there is room."""
    project = Project(files, frozenset(sources))
    left = GUESTS
    waiting = list(files.items())
    while waiting:
        importer, code = waiting.pop()
        for module, level, name in code.imports():
            path = project.find(module, level, importer)
            inner = project.submodule(path, name) if path and name else None
            for guest in (path, inner):
                if guest is None or guest in files or guest.endswith(NOTEBOOK) or len(sources[guest]) > left:
                    continue
                try:
                    text = read(guest, sources[guest])
                except Unreadable:
                    continue
                left -= len(sources[guest])
                files[guest] = Code(text, walk(text.tree))
                waiting.append((guest, files[guest]))
