"""Every file is written in its one form, so that a difference in review is a difference in facts."""

from collections.abc import Iterator
from itertools import zip_longest

from matrices import dump
from matrices.check import Check, Scope
from matrices.load import Reading
from matrices.problems import Problem


def run(reading: Reading) -> Iterator[Problem]:
    """Files that `schema` complains of are not compared: what could not be read cannot be written either."""
    unsound = {problem.file for problem in reading.problems}
    for file, expected in dump.files(reading.matrix).items():
        if file not in unsound and reading.texts.get(file) != expected:
            yield _first_difference(file, reading.texts.get(file, ""), expected)


def _first_difference(file: str, found: str, expected: str) -> Problem:
    lines = zip_longest(found.splitlines(), expected.splitlines(), fillvalue="the end of the file")
    differing = ((number, *pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1])
    number, ours, canonical = next(differing, (0, "other line ends", "one newline a line"))
    return Problem(file, f"line {number}", repr(ours), repr(canonical), "run `python -m matrices fix`")


check = Check("canonical", "every file is exactly what would be written from what is read", Scope.FILE, run)
