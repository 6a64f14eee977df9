"""Files of facts become one Matrix, or all their problems at once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from matrices import records
from matrices.facts import Conflict, Matrix, Product, Source
from matrices.problems import BadFacts, Problem
from matrices.reading import Table
from matrices.sources import Sources

DATA = Path(__file__).parent / "data"
SOURCES, CONFLICTS, PRODUCTS = "sources.toml", "conflicts.toml", "products"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be read, the texts it was read from (by file name inside the folder), what is wrong."""

    matrix: Matrix
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


@cache
def load(folder: Path = DATA) -> Matrix:
    """The facts, read once a process; BadFacts names every problem of every file."""
    reading = read(folder)
    if reading.problems:
        raise BadFacts(reading.problems)
    return reading.matrix


def read(folder: Path = DATA) -> Reading:
    """The facts as far as they are sound, and the problems of the rest."""
    problems: list[Problem] = []
    texts = {name: text for name in _names(folder) if (text := _text(folder, name, problems)) is not None}
    tables = {name: table for name in texts if (table := _table(texts[name], name, problems)) is not None}
    written = _sources(tables.pop(SOURCES, None))
    sources = Sources(written)
    conflicts = _conflicts(tables.pop(CONFLICTS, None), sources)
    products = _products(tables, sources)
    return Reading(Matrix(sources.known, products, conflicts), texts, tuple(problems))


def _names(folder: Path) -> list[str]:
    products = sorted((folder / PRODUCTS).glob("*.toml"))
    return [SOURCES, CONFLICTS, *(f"{PRODUCTS}/{path.name}" for path in products)]


def _text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", str(error), "a readable UTF-8 text"))
        return None


def _table(text: str, name: str, problems: list[Problem]) -> Table | None:
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


def _conflicts(table: Table | None, sources: Sources) -> tuple[Conflict, ...]:
    if table is None:
        return ()
    found = [records.conflict(inner, sources) for inner in table.list("conflict", "id")]
    table.close()
    sound = [conflict for conflict in found if conflict is not None]
    _note_overlaps(table, sound)
    return tuple(sound)


def _note_overlaps(table: Table, conflicts: Sequence[Conflict]) -> None:
    for one, two in combinations(conflicts, 2):
        if one.id == two.id:
            table.note(f"conflict[{one.id}].id", "the same id twice", "every id once")
        elif (one.product, one.other) == (two.product, two.other) and not (
            one.range.is_disjoint(two.range) or one.other_range.is_disjoint(two.other_range)
        ):
            tip = f"{one.product} with {one.other} is meant by both; make one end where the other begins"
            table.note(f"conflict[{two.id}].range", f"'{two.range}'", f"no overlap with {one.id}, '{one.range}'", tip)


def _products(tables: Mapping[str, Table], sources: Sources) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for file, table in tables.items():
        product = records.product(table, sources)
        if product is not None and f"{PRODUCTS}/{product.name}.toml" != file:
            table.note("name", repr(product.name), "the name of the file without .toml")
        if product is not None:
            found[product.name] = product
    return found
