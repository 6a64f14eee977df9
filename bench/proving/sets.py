"""Which sets are asked about: a bare pin of every minor, and the companion sets of sets.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from matrices import query
from matrices.facts import Matrix

LIST = Path(__file__).parents[1] / "sets.toml"
OLDEST = Version("1.13")
"""Before it there are wheels for interpreters alone that nothing installs any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a requirements.txt says, for which TensorFlow it is asked, and which modules have to import."""

    name: str
    to: str
    lines: tuple[str, ...]
    modules: tuple[str, ...] = ("tensorflow",)
    python: str | None = None
    device: str | None = None
    code: str = ""


def companions(path: Path = LIST) -> tuple[Asked, ...]:
    rows = tomllib.loads(path.read_text("utf-8"))["set"]
    return tuple(
        Asked(
            row["name"],
            row["to"],
            tuple(row["lines"]),
            ("tensorflow", *row.get("modules", ())),
            row.get("python"),
            row.get("device"),
            row.get("code", ""),
        )
        for row in rows
    )


def bare(matrix: Matrix) -> Iterator[Asked]:
    """`NAME==X` of the newest patch of every minor, for each name that has wheels."""
    for name in ("tensorflow", "tensorflow-cpu"):
        newest: dict[tuple[int, ...], Version] = {}
        for release in matrix.products[name].offered:
            if release.wheels and not release.version.is_prerelease and release.version >= OLDEST:
                newest.setdefault(release.version.release[:2], release.version)
        for version in sorted(newest.values()):
            if any(one.version == version for one in query.releases(matrix)):
                yield Asked(f"{name} {version}", str(version), (f"{name}=={version}",))
