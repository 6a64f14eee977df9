"""What functions and members from outside give: the rows of data/returns.toml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrations import twins

FILE = Path(__file__).parent / "data" / "returns.toml"
MODELS = "applications"
"""What is called below a module of this name gives a model."""


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
    for name, result in tables["members"].items():
        klass, _, member = name.rpartition(".")
        members.setdefault(member, {})[klass] = result
    return Returns(tables["functions"], members)


def given(words: frozenset[str]) -> frozenset[str]:
    """The last words of the classes whose instances come from functions and members with these last words."""
    table = returns()
    found = {result for name, result in table.functions.items() if name.rpartition(".")[2] in words}
    for member, results in table.members.items():
        if member in words:
            found.update(results.values())
    return frozenset([*(result.strip("[]").rpartition(".")[2] for result in found), *(["Model"] * (MODELS in words))])
