"""What functions and members from outside give: the rows of data/returns.toml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrations import twins

FILE = Path(__file__).parent / "data" / "returns.toml"


class Returns(NamedTuple):
    """`functions` by their names, `members` by their own names and then by those of their classes."""

    functions: Mapping[str, str]
    members: Mapping[str, Mapping[str, str]]

    def function(self, name: str) -> str | None:
        return self.functions.get(name) or self.functions.get(f"tf.{name}")


@cache
def returns() -> Returns:
    tables = twins.read(FILE)
    members: dict[str, dict[str, str]] = {}
    for name, given in tables["members"].items():
        klass, _, member = name.rpartition(".")
        members.setdefault(member, {})[klass] = given
    return Returns(tables["functions"], members)
