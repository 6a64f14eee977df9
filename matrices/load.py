"""Files of facts become one Matrix, or all their problems at once."""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from matrices import records, releases
from matrices.facts import Allowance, Conflict, Matrix, Product, Release, Source
from matrices.gpu import load as gpus
from matrices.gpu.facts import Gpu
from matrices.measuring import records as trial_records
from matrices.measuring.trial import Trial
from matrices.problems import BadFacts, Problem
from matrices.reading import Table
from matrices.sources import Sources

DATA = Path(__file__).parent / "data"
T = TypeVar("T", Conflict, Allowance)
SOURCES, CONFLICTS, ALLOWANCES = "sources.toml", "conflicts.toml", "allowances.toml"
PRODUCTS, RELEASES, TRIALS = "products", "releases", trial_records.FOLDER


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be read, the texts it was read from (by file name inside the folder), what is wrong."""

    matrix: Matrix
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


@cache
def load(folder: Path = DATA) -> Matrix:
    """The facts, read once a process; BadFacts names every problem of every file that shows when it is read.

    Values of generated files are parsed when they are asked for; `read` with `thorough` looks at every one.
    """
    reading = read(folder)
    if reading.problems:
        raise BadFacts(reading.problems)
    return reading.matrix


def read(folder: Path = DATA, *, thorough: bool = False) -> Reading:
    """The facts as far as they are sound, and the problems of the rest."""
    problems: list[Problem] = []
    texts = {name: text for name in _names(folder) if (text := _text(folder, name, problems)) is not None}
    tables = {name: table for name in texts if (table := _table(texts[name], name, problems)) is not None}
    sources = Sources(_sources(tables.pop(SOURCES, None)))
    conflicts = _every(tables.pop(CONFLICTS, None), "conflict", sources, records.conflict)
    allowances = _every(tables.pop(ALLOWANCES, None), "allowance", sources, records.allowance)
    products = _products(tables, _Releases(texts, problems, thorough=thorough), sources)
    trials = _trials(texts, problems)
    gpu = gpus.read(folder, sources, problems) if (folder / gpus.FOLDER).is_dir() else Gpu()
    return Reading(Matrix(sources, products, conflicts, allowances, trials, gpu), texts, tuple(problems))


def _names(folder: Path) -> list[str]:
    inner = [(PRODUCTS, "*.toml"), (RELEASES, "*.json"), (TRIALS, "*.json"), (gpus.FOLDER, "*.*")]
    found = [f"{name}/{path.name}" for name, pattern in inner for path in sorted((folder / name).glob(pattern))]
    return [SOURCES, CONFLICTS, ALLOWANCES, *found]


def _text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", str(error), "a readable UTF-8 text"))
        return None


def _table(text: str, name: str, problems: list[Problem]) -> Table | None:
    if not name.endswith(".toml") or name.startswith(gpus.FOLDER):
        return None
    try:
        return Table(tomllib.loads(text), name, "", problems)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, "", str(error), "TOML"))
        return None


def _sources(table: Table | None) -> dict[str, Source]:
    if table is None:
        return {}
    found = {name: records.source(inner, name) for name, inner in table.every_table().items()}
    return {name: source for name, source in found.items() if source is not None}


def _every(
    table: Table | None, kind: str, sources: Sources, record: Callable[[Table, Sources], T | None]
) -> tuple[T, ...]:
    """The sound records of a file that lists facts of one kind; two of them may not speak of the same pair."""
    if table is None:
        return ()
    found = [record(inner, sources) for inner in table.list(kind, "id")]
    table.close()
    sound = [fact for fact in found if fact is not None]
    _note_overlaps(table, kind, sound)
    return tuple(sound)


def _note_overlaps(table: Table, kind: str, facts: Sequence[Conflict | Allowance]) -> None:
    for one, two in combinations(facts, 2):
        if one.id == two.id:
            table.note(f"{kind}[{one.id}].id", "the same id twice", "every id once")
        elif (one.product, one.other) == (two.product, two.other) and _overlap(one, two):
            tip = f"{one.product} with {one.other} is meant by both; make one end where the other begins"
            table.note(f"{kind}[{two.id}].range", f"'{two.range}'", f"no overlap with {one.id}, '{one.range}'", tip)


def _overlap(one: Conflict | Allowance, two: Conflict | Allowance) -> bool:
    """Whether two facts speak of one release beside one version of the other package on one interpreter."""
    sets = [(one.range, two.range), (one.other_range, two.other_range), (one.python, two.python)]
    if (one.other_range is None) != (two.other_range is None):
        return False
    return not any(a is not None and b is not None and a.is_disjoint(b) for a, b in sets)


def _trials(texts: Mapping[str, str], problems: list[Problem]) -> tuple[Trial, ...]:
    found: list[Trial] = []
    for file, text in texts.items():
        if file.startswith(f"{TRIALS}/"):
            trials, wrong = trial_records.read(text, file)
            found += trials
            problems += wrong
    return tuple(found)


class _Releases:
    """The files of releases: fast where nothing is wrong, thorough where something is or where it is asked for."""

    def __init__(self, texts: Mapping[str, str], problems: list[Problem], *, thorough: bool) -> None:
        self._texts, self._problems, self._thorough = texts, problems, thorough

    def of(self, name: str, source: str) -> tuple[Release, ...]:
        """The releases of a product; none when its file is missing, which `order` then says."""
        file = f"{RELEASES}/{name}.json"
        raw = self._raw(file)
        if raw is None:
            return ()
        if self._thorough and (wrong := list(releases.problems(raw, file))):
            self._problems += wrong
            return ()
        try:
            return releases.build(raw, source)
        except Exception as error:  # noqa: BLE001 - whatever a spoilt file makes of the fast way, the other names it
            self._problems += list(releases.problems(raw, file)) or [Problem(file, "", repr(error), "sound releases")]
            return ()

    def _raw(self, file: str) -> Any:  # noqa: ANN401 - JSON
        if (text := self._texts.get(file)) is None:
            return None
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            self._problems.append(Problem(file, "", str(error), "JSON"))
            return None


def _products(tables: Mapping[str, Table], files: _Releases, sources: Sources) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for file, table in tables.items():
        stem = file.removeprefix(f"{PRODUCTS}/").removesuffix(".toml")
        known = files.of(stem, str(table.peek("source")))
        product = records.product(table, sources, known)
        if product is not None and product.name != stem:
            table.note("name", repr(product.name), "the name of the file without .toml")
        if product is not None:
            found[product.name] = product
    return found
