"""Installers that find no TensorFlow: mostly the Python is too new for it, or too old."""

import re

from matrices import query
from matrices.facts import Matrix
from matrices.published import UnknownVersion
from service.explain.answer import By, Explained, Mend

_NONE = re.compile(r"No matching distribution found for (tensorflow(?:-cpu|-gpu)?)\s*==\s*(\d+(?:\.\d+){1,2})")
_ANY = re.compile(
    r"(?:No matching distribution found for|Could not find a version that satisfies the requirement) "
    r"(tensorflow(?:-cpu|-gpu)?)(?: \(from versions: (?:none)?\))?\s*$"
)
_VERSION = re.compile(r"Could not find a version that satisfies the requirement (tensorflow(?:-cpu|-gpu)?)==(\d[\d.]*)")


def explained(line: str, matrix: Matrix) -> Explained | None:
    """None where the line is about something else, or about a release that never was."""
    found = _NONE.search(line) or _VERSION.search(line)
    if not found:
        return _none_at_all(line, matrix)
    asked = ".".join(found[2].strip(".").split(".")[:2])
    try:
        release = query.find(matrix, asked)
    except UnknownVersion:
        return None
    pythons = query.pythons(release)
    span = f"Python {pythons[0]} to {pythons[-1]}" if len(pythons) > 1 else f"Python {pythons[0]}"
    return Explained(
        id=f"no-wheel:{asked}",
        line=line,
        cause=f"TensorFlow {asked} has wheels for {span}, and for no other.",
        mends=(
            Mend(By.MACHINE, f"{span}: uv venv --python {pythons[-1]}"),
            Mend(By.RULE, "`upflow migrate . --to newest`, to go to a release for your Python"),
        ),
        source=matrix.sources[release.source].url if release.source in matrix.sources else release.source,
    )


def _none_at_all(line: str, matrix: Matrix) -> Explained | None:
    """No release at all has a wheel for this interpreter: nobody named a version."""
    found = _ANY.search(line)
    if not found:
        return None
    newest = query.releases(matrix)[0]
    pythons = query.pythons(newest)
    span = f"Python {pythons[0]} to {pythons[-1]}"
    retired = found[1] == "tensorflow-gpu"
    return Explained(
        id="no-wheel-at-all",
        line=line,
        cause=f"No {found[1]} has a wheel for this Python: those of the newest, {newest.version}, are for {span}, of "
        f"64 bits, and none is for Alpine.{' tensorflow-gpu is no more: tensorflow has it in it.' if retired else ''}",
        mends=(
            *((Mend(By.PIN, "tensorflow instead of tensorflow-gpu"),) if retired else ()),
            Mend(By.MACHINE, f"{span}, of 64 bits: uv venv --python {pythons[-1]}"),
            Mend(By.IMAGE, "python:3.12-slim instead of an image of Alpine"),
        ),
        source=matrix.sources[newest.source].url if newest.source in matrix.sources else newest.source,
    )
