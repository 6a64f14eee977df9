"""The files about GPUs become one Gpu; every problem of every file is noted on the way."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from matrices.gpu import builds, records, tested
from matrices.gpu.facts import Gpu
from matrices.problems import Problem
from matrices.reading import Table
from matrices.sources import Sources

FOLDER = "gpu"
BUILDS, TESTED = f"{FOLDER}/builds.json", f"{FOLDER}/tested.json"
TOOLKITS, CARDS, PLATFORMS, RULES = (f"{FOLDER}/{name}.toml" for name in ("toolkits", "cards", "platforms", "rules"))
FILES = (BUILDS, TESTED, TOOLKITS, CARDS, PLATFORMS, RULES)

T = TypeVar("T")


def read(folder: Path, sources: Sources, problems: list[Problem]) -> Gpu:
    """The facts as far as they are sound; `folder` is the folder of all facts."""
    tables = {name: _table(folder, name, problems) for name in FILES}
    found = tested.read(tables[TESTED], sources)
    toolkits, cards, platforms = tables[TOOLKITS], tables[CARDS], tables[PLATFORMS]
    gpu = Gpu(
        builds=builds.read(tables[BUILDS], sources),
        documents=found.documents,
        rows=found.rows,
        families=records.families(toolkits, sources),
        toolkits=records.toolkits(toolkits, sources),
        architectures=_every(toolkits, "architecture", "name", sources, records.architecture),
        cards=_every(cards, "cards", "capability", sources, records.cards),
        series=_every(cards, "series", "like", sources, records.series),
        cliffs=_every(platforms, "cliff", "id", sources, records.cliff),
        plugins=_every(platforms, "plugin", "version", sources, records.plugin),
        rules=records.rules(tables[RULES], sources),
    )
    for table in (toolkits, cards, platforms, tables[RULES]):
        table.close()
    return gpu


def cited(gpu: Gpu) -> Iterator[str]:
    """The source of every fact."""
    every = (gpu.builds, gpu.rows, gpu.families.values(), gpu.toolkits.values(), gpu.architectures, gpu.cards)
    for facts in (*every, gpu.series, gpu.cliffs, gpu.plugins, gpu.rules.values()):
        yield from (fact.source for fact in facts)


def _every(
    table: Table, name: str, label: str, sources: Sources, record: Callable[[Table, Sources], T | None]
) -> tuple[T, ...]:
    found = [record(inner, sources) for inner in table.list(name, label)]
    return tuple(one for one in found if one is not None)


def _table(folder: Path, name: str, problems: list[Problem]) -> Table:
    """The table of a file; an empty one, and a problem, for a file that cannot be read."""
    return Table(_raw(folder / name, name, problems), name, "", problems)


def _raw(path: Path, name: str, problems: list[Problem]) -> Mapping[str, object]:
    parse, form = (json.loads, "JSON") if name.endswith(".json") else (tomllib.loads, "TOML")
    try:
        raw = parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", str(error), "a readable UTF-8 text"))
        return {}
    except ValueError as error:
        problems.append(Problem(name, "", str(error), form))
        return {}
    if isinstance(raw, dict):
        return raw
    problems.append(Problem(name, "", "something else", "an object"))
    return {}
