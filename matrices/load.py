"""Files of facts become one Matrix, or all their problems at once."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matrices import records, releases
from matrices.facts import Allowance, Conflict, Matrix, Product, Release, Source
from matrices.problems import BadFacts, Problem
from matrices.reading import Table
from matrices.sources import Sources

if TYPE_CHECKING:  # imported when they are asked for
    from matrices.gpu.facts import Gpu
    from matrices.measuring.trial import Trial

DATA = Path(__file__).parent / "data"
T = TypeVar("T", Conflict, Allowance)
SOURCES, CONFLICTS, ALLOWANCES = "sources.toml", "conflicts.toml", "allowances.toml"
PRODUCTS, RELEASES, TRIALS, GPU = "products", "releases", "trials", "gpu"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be read, the texts it was read from (by file name inside the folder), what is wrong."""

    matrix: Matrix
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


@cache
def load(folder: Path = DATA) -> Matrix:
    """The facts, read once a process: products, trials and GPUs when they are asked for.

    BadFacts names every problem of every file, as soon as one is met. Values of generated files are parsed when they
    are asked for; `read` with `thorough` looks at every one.
    """
    problems: list[Problem] = []
    tables = {name: _open(folder, name, problems) for name in (SOURCES, CONFLICTS, ALLOWANCES)}
    sources = Sources(_sources(tables[SOURCES]))
    conflicts = _every(tables[CONFLICTS], "conflict", sources, records.conflict)
    allowances = _every(tables[ALLOWANCES], "allowance", sources, records.allowance)
    if problems:
        raise BadFacts(read(folder).problems)
    return _Later.of(folder, sources, conflicts, allowances)


def read(folder: Path = DATA, *, thorough: bool = False) -> Reading:
    """The facts as far as they are sound, and the problems of the rest."""
    problems: list[Problem] = []
    texts = {name: text for name in _names(folder) if (text := _text(folder, name, problems)) is not None}
    tables = {name: table for name in texts if (table := _table(texts[name], name, problems)) is not None}
    sources = Sources(_sources(tables.pop(SOURCES, None)))
    conflicts = _every(tables.pop(CONFLICTS, None), "conflict", sources, records.conflict, together=True)
    allowances = _every(tables.pop(ALLOWANCES, None), "allowance", sources, records.allowance, together=True)
    products = _products(tables, _Releases(texts, problems, thorough=thorough), sources)
    trials = _trials(texts, problems, thorough=thorough)
    matrix = Matrix(sources, products, conflicts, allowances, trials, _gpu(folder, sources, problems))
    return Reading(matrix, texts, tuple(problems))


class _Later(Matrix):
    """The facts of a folder, of which products, trials and GPUs are read when they are asked for."""

    @classmethod
    def of(
        cls, folder: Path, sources: Sources, conflicts: tuple[Conflict, ...], allowances: tuple[Allowance, ...]
    ) -> "_Later":
        """Without the fields that `__getattr__` finds; one that is made from it by `replace` has them all."""
        made = cls.__new__(cls)
        products = _Products(folder, sources)
        facts = {"sources": sources, "products": products, "conflicts": conflicts, "allowances": allowances}
        made.__dict__.update(facts, _folder=folder)
        return made

    def __getattr__(self, name: str) -> object:
        if name not in ("trials", "gpu"):
            raise AttributeError(name)
        problems: list[Problem] = []
        folder: Path = self.__dict__["_folder"]
        if name == "gpu":
            found: object = _gpu(folder, self.__dict__["sources"], problems)
        else:
            names = [f"{TRIALS}/{path.name}" for path in sorted((folder / TRIALS).glob("*.json"))]
            texts = {name: text for name in names if (text := _text(folder, name, problems)) is not None}
            found = _trials(texts, problems)
        if problems:
            raise BadFacts(read(folder).problems)
        self.__dict__[name] = found
        return found


class _Products(Mapping[str, Product]):
    """The products of a folder, each read when it is asked for."""

    def __init__(self, folder: Path, sources: Sources) -> None:
        self._folder, self._sources = folder, sources
        self._names = tuple(path.stem for path in sorted((folder / PRODUCTS).glob("*.toml")))
        self._read: dict[str, Product] = {}

    def __getitem__(self, name: str) -> Product:
        if name not in self._read:
            if name not in self._names:
                raise KeyError(name)
            self._read[name] = self._product(name)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _product(self, name: str) -> Product:
        problems: list[Problem] = []
        head, listed = f"{PRODUCTS}/{name}.toml", f"{RELEASES}/{name}.json"
        table = _open(self._folder, head, problems)
        there = (self._folder / listed).exists()
        text = _text(self._folder, listed, problems) if there else None
        files = _Releases({listed: text} if text is not None else {}, problems, thorough=False)
        found = _products({head: table} if table else {}, files, self._sources)
        if problems or name not in found:
            raise BadFacts(read(self._folder).problems)
        return found[name]


def _open(folder: Path, name: str, problems: list[Problem]) -> Table | None:
    text = _text(folder, name, problems)
    return None if text is None else _table(text, name, problems)


def _names(folder: Path) -> list[str]:
    inner = [(PRODUCTS, "*.toml"), (RELEASES, "*.json"), (TRIALS, "*.json"), (GPU, "*.*")]
    found = [f"{name}/{path.name}" for name, pattern in inner for path in sorted((folder / name).glob(pattern))]
    return [SOURCES, CONFLICTS, ALLOWANCES, *found]


def _text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", str(error), "a readable UTF-8 text"))
        return None


def _table(text: str, name: str, problems: list[Problem]) -> Table | None:
    if not name.endswith(".toml") or name.startswith(GPU):
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
    table: Table | None,
    kind: str,
    sources: Sources,
    record: Callable[[Table, Sources], T | None],
    *,
    together: bool = False,
) -> tuple[T, ...]:
    """The sound records of a file that lists facts of one kind; `together`: two may not speak of the same pair."""
    if table is None:
        return ()
    found = [record(inner, sources) for inner in table.list(kind, "id")]
    table.close()
    sound = [fact for fact in found if fact is not None]
    if together:
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


def _gpu(folder: Path, sources: Sources, problems: list[Problem]) -> "Gpu":
    from matrices.gpu import load as gpus  # noqa: PLC0415 - most questions are not about GPUs: 30 ms of every start
    from matrices.gpu.facts import Gpu  # noqa: PLC0415 - as above

    return gpus.read(folder, sources, problems) if (folder / GPU).is_dir() else Gpu()


def _trials(texts: Mapping[str, str], problems: list[Problem], *, thorough: bool = False) -> "tuple[Trial, ...]":
    from matrices.measuring import records as trial_records  # noqa: PLC0415 - as for GPUs

    found: list[Trial] = []
    for file, text in texts.items():
        if file.startswith(f"{TRIALS}/"):
            trials, wrong = (trial_records.examine if thorough else trial_records.read)(text, file)
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
