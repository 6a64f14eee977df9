"""Poetry's way of asking for versions, said in the index's words: `^2.10` is `>=2.10,<3`."""

import re
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.project.asking import specifiers

CLAUSE = re.compile(r"(\^|~=|~|===?|!=|<=|>=|<|>|=)?\s*v?([\w.*+!-]+)")
LONGEST = 500


def range_of(text: str) -> SpecifierSet | None:
    """The range as PEP 440 has it; None where it has no such range, as of two ranges with a gap between them."""
    text = text.strip()
    if text in {"", "*"}:
        return SpecifierSet()
    if len(text) > LONGEST:
        return None
    if "|" in text:
        ranges = [range_of(part) for part in re.split(r"\|\|?", text)]
        return _joined([each for each in ranges if each is not None]) if None not in ranges else None
    clauses: list[str] = []
    position = 0
    for match in CLAUSE.finditer(text):
        if text[position : match.start()].strip(" ,"):
            return None
        position = match.end()
        said = _clause(match[1] or "", match[2])
        if said is None:
            return None
        clauses += said
    return None if text[position:].strip(" ,") or not clauses else specifiers(",".join(clauses))


class Ends(NamedTuple):
    """The lowest and the highest version of a range, and what says so; without either it has no such end."""

    low: Version | None
    first: str
    high: Version | None
    last: str


def _joined(ranges: list[SpecifierSet]) -> SpecifierSet | None:
    """Ranges that follow each other as one: `<3.9.7 || >3.9.7` leaves that version out."""
    ends = [_ends(each) for each in ranges]
    known = sorted((each for each in ends if each), key=lambda each: (each.low is not None, each.low or Version("0")))
    if len(known) < len(ends):
        return None
    whole, clauses = known[0], [known[0].first]
    for following in known[1:]:
        if whole.high is not None and following.low is not None:
            if whole.high < following.low:
                return None
            if whole.high == following.low and "=" not in whole.last + following.first:
                clauses.append(f"!={following.low}")
        if whole.high is not None and (following.high is None or following.high > whole.high):
            whole = following
    return specifiers(",".join(filter(None, [*clauses, whole.last])))


def _ends(range_: SpecifierSet) -> Ends | None:
    """None where something else is said than two ends."""
    lows = [clause for clause in range_ if clause.operator in {">=", ">"}]
    highs = [clause for clause in range_ if clause.operator in {"<", "<="}]
    if len(lows) > 1 or len(highs) > 1 or len(lows) + len(highs) < len(range_):
        return None
    low, high = (next(iter(each), None) for each in (lows, highs))
    return Ends(
        Version(low.version) if low else None, str(low or ""), Version(high.version) if high else None, str(high or "")
    )


def _clause(operator: str, version: str) -> list[str] | None:
    if version == "*":
        return []
    if operator in {"^", "~"}:
        numbers = _numbers(version)
        return [f">={version}", f"<{_above(numbers, caret=operator == '^')}"] if numbers else None
    if version.endswith(".*") and operator in {"", "=", "==", "!="}:
        return [f"{'!=' if operator == '!=' else '=='}{version}"]
    return [f"{'==' if operator in {'', '='} else operator}{version}"]


def _numbers(version: str) -> list[int]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return [int(part) for part in found[0].split(".")][:4] if found and len(found[0]) < LONGEST // 10 else []


def _above(numbers: list[int], *, caret: bool) -> str:
    """The first version that is too new. A caret keeps the first number that is not zero, a tilde the minor."""
    keep = (
        next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
        if caret
        else min(1, len(numbers) - 1)
    )
    return ".".join(str(part) for part in [*numbers[:keep], numbers[keep] + 1])
