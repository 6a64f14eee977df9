"""A file before and after its patch: what was bad, what is left, and what the patch itself made bad. Pure."""

import ast
import difflib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.referring.judging import Judge
from bench.referring.names import Reference, references


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad reference with its place and its fault; `foreign`: no version has such a name."""

    path: str
    line: int
    end_line: int
    name: str
    fault: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in one text: how many references, and the bad ones."""

    count: int
    bad: tuple[Bad, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One file, before and after. `silent` are left without a finding on their lines; `turned` were good before."""

    before: Seen
    after: Seen
    silent: tuple[Bad, ...]
    turned: tuple[Bad, ...]


def look(path: str, source: bytes, judge: Judge) -> Seen:
    """Raises SyntaxError or ValueError for what is no Python 3."""
    found = references(ast.parse(source))
    return Seen(len(found), tuple(bad for each in found if (bad := _bad(path, each, judge))))


def without_places(source: bytes) -> Iterator[Reference]:
    """What a text refers to, as if it all stood on one line: equal ones are equal."""
    for each in references(ast.parse(source)):
        yield replace(each, line=0, end_line=0)


def _bad(path: str, reference: Reference, judge: Judge) -> Bad | None:
    fault = judge.fault(reference)
    if fault is None:
        return None
    return Bad(path, reference.line, reference.end_line, reference.name, fault, judge.is_foreign(reference))


def compare(
    before: tuple[bytes, Seen], after: tuple[bytes, Seen], found: Collection[int], again: Collection[int]
) -> Compared:
    """`found` are the lines of the findings in the text as it was, `again` those in the patched text."""
    old, new = _places(before[0], after[0])
    known = {old[line] for line in found if line in old}

    def told(bad: Bad) -> bool:
        return any(line in again or new[line] in known for line in range(bad.line, bad.end_line + 1))

    # what is said where a name is imported is said of all its uses in that file
    imports = _imports(after[0])
    said = {bad.fault for bad in after[1].bad if bad.line in imports and told(bad)}
    silent = tuple(bad for bad in after[1].bad if not told(bad) and bad.fault not in said)
    return Compared(before[1], after[1], silent, _turned(before[1], after[1], old, new))


def _imports(source: bytes) -> Collection[int]:
    """The lines of import statements."""
    statements = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom))
    return {line for node in statements for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def _turned(before: Seen, after: Seen, old: Mapping[int, int], new: Mapping[int, int]) -> tuple[Bad, ...]:
    """What is bad after on a line, or in a run of changed lines, that held fewer bad ones before."""
    counted: dict[int, int] = defaultdict(int)
    for bad in before.bad:
        counted[old[bad.line]] += 1
    turned = []
    for bad in after.bad:
        counted[new[bad.line]] -= 1
        if counted[new[bad.line]] < 0:
            turned.append(bad)
    return tuple(turned)


def _places(before: bytes, after: bytes) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """A number for each line that is the same in both texts, and one for each run of lines that differs."""
    old: Sequence[bytes] = before.splitlines()
    new: Sequence[bytes] = after.splitlines()
    left, right, place = {}, {}, 0
    if before == after:
        same_lines = {line: line for line in range(1, len(old) + 2)}
        return same_lines, same_lines
    for _tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = _tag == "equal"
        for offset in range(max(i2 - i1, j2 - j1)):
            if i1 + offset < i2:
                left[i1 + offset + 1] = place
            if j1 + offset < j2:
                right[j1 + offset + 1] = place
            place += same
        place += 1
    return left, right
