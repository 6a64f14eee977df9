"""Releases that others were not ready for: what was made before one, and does not say so, is kept below it.

Most metadata has no upper bounds, so that a resolver puts the newest of a library beside a package that is years older.
What the matrix measured is not asked here; this is for all the packages that it has no facts about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from packaging.requirements import Requirement
from packaging.version import Version

from matrices.published import readable
from service.nouns import Constraint
from service.resolve.pins import Pins, Wheel


@dataclass(frozen=True, slots=True)
class Cliff:
    """From `version` on, a library breaks who asks for it and was uploaded before a day; `compiled`: wheels alone."""

    library: str
    version: Version
    before: date
    compiled: bool
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A package of a set that was made before a cliff that its library lies behind, and the pin against that."""

    package: str
    cliff: Cliff
    pin: Constraint


CLIFFS = (
    Cliff(
        "numpy",
        Version("2"),
        date(2024, 4, 1),
        compiled=True,
        reason="compiled against NumPy 1, whose binary interface NumPy 2 does not keep",
        source="https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
    ),
    Cliff(
        "numpy",
        Version("1.24"),
        date(2021, 1, 30),
        compiled=False,
        reason="made before NumPy 1.20 deprecated np.object, np.float and the like, which 1.24 removed",
        source="https://numpy.org/doc/stable/release/1.24.0-notes.html",
    ),
    Cliff(
        "scipy",
        Version("1.13"),
        date(2024, 2, 6),
        compiled=False,
        reason="made before others stopped using scipy.linalg.tril and triu, which 1.13 removed",
        source="https://docs.scipy.org/doc/scipy/release/1.13.0-notes.html",
    ),
    Cliff(
        "matplotlib",
        Version("3.9"),
        date(2023, 2, 13),
        compiled=False,
        reason="made before Matplotlib 3.7 deprecated cm.register_cmap and cm.get_cmap, which 3.9 removed",
        source="https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.9.0.html",
    ),
    Cliff(
        "setuptools",
        Version("82"),
        date(2026, 2, 8),
        compiled=False,
        reason="made before setuptools 82 removed pkg_resources, for which packages ask for it",
        source="https://setuptools.pypa.io/en/stable/history.html",
    ),
    Cliff(
        "protobuf",
        Version("4"),
        date(2022, 5, 26),
        compiled=False,
        reason="made before protobuf 4, which refuses modules that a protoc before 3.19 generated",
        source="https://protobuf.dev/news/2022-05-06/",
    ),
    Cliff(
        "markupsafe",
        Version("2.1"),
        date(2021, 5, 11),
        compiled=False,
        reason="made before MarkupSafe 2.0 deprecated soft_unicode, which 2.1 removed",
        source="https://markupsafe.palletsprojects.com/en/stable/changes/",
    ),
    Cliff(
        "jinja2",
        Version("3.1"),
        date(2021, 5, 11),
        compiled=False,
        reason="made before Jinja 3.0 deprecated Markup and escape, which 3.1 removed",
        source="https://jinja.palletsprojects.com/en/stable/changes/",
    ),
    Cliff(
        "itsdangerous",
        Version("2.1"),
        date(2021, 5, 11),
        compiled=False,
        reason="made before ItsDangerous 2.0 deprecated its json module, which 2.1 removed",
        source="https://itsdangerous.palletsprojects.com/en/stable/changes/",
    ),
    Cliff(
        "werkzeug",
        Version("3"),
        date(2023, 4, 25),
        compiled=False,
        reason="made before Werkzeug 2.3 deprecated parts of werkzeug.urls, which 3.0 removed",
        source="https://werkzeug.palletsprojects.com/en/stable/changes/",
    ),
    Cliff(
        "werkzeug",
        Version("2.1"),
        date(2021, 5, 11),
        compiled=False,
        reason="made before Werkzeug 2.0 deprecated BaseRequest and BaseResponse, which 2.1 removed",
        source="https://werkzeug.palletsprojects.com/en/stable/changes/",
    ),
)
LIBRARIES = frozenset(cliff.library for cliff in CLIFFS)


def suspects(pins: Pins, cliffs: tuple[Cliff, ...] = CLIFFS) -> dict[str, str]:
    """The packages of a set, with their versions, of which it matters when they were made."""
    names = {name for cliff in cliffs if _is_behind(pins, cliff) for name in pins.via.get(cliff.library, ()) if name}
    return {name: pins.versions[name] for name in sorted(names)}


def risks(pins: Pins, wheels: Mapping[str, Wheel], cliffs: tuple[Cliff, ...] = CLIFFS) -> Iterator[Risk]:
    """The packages of a set that were made before a cliff, while the library that they ask for lies behind it."""
    for cliff in cliffs:
        if not _is_behind(pins, cliff):
            continue
        for name in pins.via.get(cliff.library, ()):
            wheel = wheels.get(name)
            old = wheel is not None and wheel.uploaded is not None and wheel.uploaded < cliff.before
            if wheel is not None and old and (wheel.compiled or not cliff.compiled):
                asker = f"{name} {pins.versions[name]} of {wheel.uploaded} was {cliff.reason}"
                limit = Requirement(f"{cliff.library}<{cliff.version}")
                yield Risk(name, cliff, Constraint(limit, asker, cliff.source, needed=True))


def _is_behind(pins: Pins, cliff: Cliff) -> bool:
    """Whether the library of a set is as new as the cliff, or newer."""
    version = readable(pins.versions.get(cliff.library, ""))
    return version is not None and version >= cliff.version
