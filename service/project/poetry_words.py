"""Poetry's way of asking for versions, said in the index's words: `^2.10` is `>=2.10,<3`."""

import re

from packaging.specifiers import SpecifierSet

from service.project.asking import specifiers

CLAUSE = re.compile(r"(\^|~=|~|===?|!=|<=|>=|<|>|=)?\s*v?([\w.*+!-]+)")
LONGEST = 500


def range_of(text: str) -> SpecifierSet | None:
    """The range as PEP 440 has it; None where it has no such range, as of two ranges with `||` between them."""
    text = text.strip()
    if text in {"", "*"}:
        return SpecifierSet()
    if "|" in text or len(text) > LONGEST:
        return None
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
