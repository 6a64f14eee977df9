"""Every file can be read: known keys, sound values, sources that exist, conflicts that do not overlap."""

from collections.abc import Iterable

from matrices.check import Check, Scope
from matrices.load import Reading
from matrices.problems import Problem


def run(reading: Reading) -> Iterable[Problem]:
    return reading.problems


check = Check("schema", "every key is known, every value sound, every source exists", Scope.FILE, run)
