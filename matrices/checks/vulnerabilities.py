"""Vulnerabilities are in their one form, concern releases that exist, and say ends that come after their beginnings."""

from collections.abc import Iterator

from matrices import vulnerabilities
from matrices.check import Check, Scope
from matrices.load import Reading
from matrices.problems import Problem
from matrices.query import TENSORFLOW
from matrices.vulnerabilities import FILE, Vulnerability


def run(reading: Reading) -> Iterator[Problem]:
    yield from problems(reading, vulnerabilities.PATH.read_text(encoding="utf-8"))


def problems(reading: Reading, text: str) -> Iterator[Problem]:
    """What is wrong with the text of the file."""
    try:
        database = vulnerabilities.parse(text)
    except (ValueError, KeyError, TypeError) as error:
        yield Problem(FILE, "", str(error), "a commit, and vulnerabilities by name")
        return
    if vulnerabilities.dump(database) != text:
        yield Problem(FILE, "", "another form", "its one form", "`python -m matrices update vulnerabilities` writes it")
    product = reading.matrix.products.get(TENSORFLOW)
    known = [one.version for one in product.releases] if product else []
    for one in database.entries:
        if known and not any(one.concerns(version) for version in known):
            yield Problem(FILE, one.id, "no release that has it", f"a known release of {TENSORFLOW}")
        yield from _ends(one)


def _ends(one: Vulnerability) -> Iterator[Problem]:
    for pair in one.affected:
        if pair.since is not None and pair.fixed is not None and pair.fixed <= pair.since:
            yield Problem(FILE, f"{one.id}.affected", f"{pair.since} to {pair.fixed}", "a fix after the beginning")


check = Check("vulnerabilities", "vulnerabilities concern releases that exist", Scope.MATRIX, run)
