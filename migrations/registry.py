"""All rules there are: a rule exists because its file does."""

from collections.abc import Collection, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from migrations import rules as folder
from migrations.api import api
from migrations.rule import Rule


class UnknownRule(ValueError):
    """A rule was asked for, or skipped, that does not exist."""


def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by name; all of them are imported."""
    return tuple(loaded(names()))


@cache
def names() -> tuple[str, ...]:
    """The name of every rule, sorted."""
    files = sorted(Path(folder.__path__[0]).iterdir())
    return tuple(file.stem for file in files if file.suffix == ".py" and file.stem != "__init__")


def chosen(select: Collection[str], skip: Collection[str]) -> tuple[str, ...]:
    """The selected rules and the check against the API, or all, without the skipped ones, by name."""
    every = (api.name, *names())
    unknown = sorted({*select, *skip} - set(every))
    if unknown:
        raise UnknownRule(f"There is no rule named {', '.join(unknown)}. The rules are: {', '.join(sorted(every))}.")
    return tuple(name for name in every if name not in skip and (not select or name in select))


def loaded(names: Iterable[str]) -> Iterable[Rule]:
    """Rules by their names, imported where they are not yet."""
    for name in names:
        rule = api if name == api.name else import_module(f"{folder.__name__}.{name}").rule
        assert isinstance(rule, Rule)
        yield rule
