"""A range of versions in the words of the file that it stands in, as near to the old text as can be. Pure."""

import re

from packaging.specifiers import Specifier, SpecifierSet

from service.manifest import Notation

_ORDER = {"===": 0, "==": 0, "~=": 0, ">=": 1, ">": 1, "!=": 2, "<=": 3, "<": 3}
_CLAUSE = re.compile(r"(?P<operator>===|==|~=|>=|<=|!=|<|>)(?P<space>\s*)(?P<version>[\w.*+!-]+)")
_CARET = re.compile(r"(?P<operator>[\^~]=?|)(?P<space>\s*)(?P<version>\d[\w.*+!-]*)")
_CONDA = re.compile(r"(?P<operator>={1,2})(?P<space>\s*)(?P<version>\d[\w.]*)(?P<star>\.?\*)?(?P<build>=[\w.*]+)?")
_LIKE = {"^": ("~=",), "~": ("~=", "=="), "~=": ("~=",)}
_MINOR = 2


def written(specifier: SpecifierSet, old: str, notation: Notation) -> str:
    """The text for a range, where `old` stood."""
    match notation:
        case Notation.PEP440:
            return _pep440(specifier, old)
        case Notation.POETRY:
            return _poetry(specifier, old)
        case Notation.CONDA:
            return _conda(specifier, old)
        case Notation.BARE:
            return _bare(specifier, old)


def plain(specifier: SpecifierSet, separator: str = ",") -> str:
    """Lower bounds first, as people write them."""
    clauses = sorted(specifier, key=lambda clause: (_ORDER[clause.operator], str(clause)))
    return separator.join(str(clause) for clause in clauses)


def _pep440(specifier: SpecifierSet, old: str) -> str:
    if old.startswith("(") and old.endswith(")"):
        return f"({_pep440(specifier, old[1:-1])})"
    only = _only(specifier)
    match = _CLAUSE.fullmatch(old.strip())
    if only is not None and match is not None and match["operator"] == only.operator:
        return f"{only.operator}{match['space']}{only.version}"
    return plain(specifier, ", " if re.search(r",\s", old) else ",")


def _poetry(specifier: SpecifierSet, old: str) -> str:
    """A caret stays a caret where the new lower bound allows as much; a bare version is a pin."""
    version, match = _lowest(specifier), _CARET.fullmatch(old.strip())
    if version is None or match is None:
        return plain(specifier) or "*"
    only = _only(specifier)
    operator, space = match["operator"], match["space"]
    if only is not None and only.operator in _LIKE.get(operator, ()):
        return f"{operator}{space}{_as_long(version, match['version'])}"
    if not operator and only is not None and only.operator == "==":
        return f"{space}{only.version}"
    return plain(specifier)


def _conda(specifier: SpecifierSet, old: str) -> str:
    """One `=` means all releases that start so; the name of a build goes, as the new release has other builds."""
    only, match = _only(specifier), _CONDA.fullmatch(old.strip())
    if only is None or match is None or only.operator != "==":
        return plain(specifier)
    if match["operator"] == "=":
        # Channels do not have every patch: one `=` with two numbers admits the one that they have.
        minor = ".".join(only.version.split(".")[:_MINOR])
        return f"={match['space']}{minor}{match['star'] or ''}"
    return f"=={match['space']}{only.version}"


def _bare(specifier: SpecifierSet, old: str) -> str:
    version = _lowest(specifier)
    return old if version is None else _as_long(version, old)


def _only(specifier: SpecifierSet) -> Specifier | None:
    clauses = list(specifier)
    return clauses[0] if len(clauses) == 1 else None


def _lowest(specifier: SpecifierSet) -> str | None:
    """The version at the lower end, where one is said."""
    found = [clause.version for clause in specifier if clause.operator in {"==", "===", "~=", ">="}]
    return found[0].removesuffix(".*") if found else None


def _as_long(version: str, old: str) -> str:
    """As many numbers as the old one had, two at the least."""
    parts = version.split(".")
    wanted = max(_MINOR, old.count(".") + 1)
    return ".".join([*parts, *["0"] * (wanted - len(parts))][:wanted])
