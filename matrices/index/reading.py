"""The files of the index, mapped and put together."""

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from matrices.index.asking import Index
from matrices.index.package import Package
from matrices.index.spans import Timeline
from matrices.index.table import Table
from matrices.index.worlds import Worlds

FOLDER = Path(__file__).parents[1] / "data" / "symbols"
HEAD = "index.json"


@cache
def load(folder: Path = FOLDER) -> Index:
    """The index of a folder; nothing but its head is read before something is asked."""
    return _index((folder / HEAD).read_bytes(), lambda package, part: Table.open(folder / package / f"{part}.txt"))


def from_files(files: Mapping[str, bytes]) -> Index:
    """The index of what `build` made, before it is written."""
    short = {name.partition("/")[2]: content for name, content in files.items()}
    return _index(short[HEAD], lambda package, part: Table(short[f"{package}/{part}.txt"]))


def _index(head: bytes, table: Callable[[str, str], Table]) -> Index:
    said = json.loads(head)
    packages = {
        name: Package(name, Timeline(tuple(versions)), partial(table, name))
        for name, versions in said["packages"].items()
    }
    return Index(Worlds(packages, said["keras"]))
