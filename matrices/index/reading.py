"""The files of the index put together."""

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from matrices.index.index import Index
from matrices.index.package import Package
from matrices.index.spans import Timeline
from matrices.index.table import Table
from matrices.index.worlds import Worlds

FOLDER = Path(__file__).parents[1] / "data" / "symbols"
HEAD, RENAMES = "index.json", "renames.json"


@cache
def load(folder: Path = FOLDER) -> Index:
    """The index of a folder; little is read before something is asked."""

    def table(package: str, part: str) -> Table:
        return Table.open(folder / package / f"{part}.txt")

    renames = (folder / RENAMES).read_bytes() if (folder / RENAMES).exists() else b"{}"
    return _index((folder / HEAD).read_bytes(), renames, table, folder)


def again(folder: Path, keras: Mapping[str, str]) -> Index:
    """The index of a folder as another process had it."""
    return load(folder).with_keras(keras)


def from_files(files: Mapping[str, bytes]) -> Index:
    """The index of what was built, by file name inside the folder of facts, before it is written."""
    short = {name.partition("/")[2]: content for name, content in files.items()}

    def table(package: str, part: str) -> Table:
        return Table(lambda: short[f"{package}/{part}.txt"])

    return _index(short[HEAD], short.get(RENAMES, b"{}"), table)


def _index(head: bytes, renames: bytes, table: Callable[[str, str], Table], folder: Path | None = None) -> Index:
    said = json.loads(head)
    packages = {
        name: Package(name, Timeline(tuple(versions)), partial(table, name))
        for name, versions in said["packages"].items()
    }
    return Index(Worlds(packages, said["keras"]), json.loads(renames), folder)
