"""All rules there are: a rule exists because its file does."""

from collections.abc import Collection
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from migrations import rules as folder
from migrations.api import api
from migrations.rule import Rule


class UnknownRule(ValueError):
    """A rule was asked for, or skipped, that does not exist."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by name."""
    names = sorted(module.name for module in iter_modules(folder.__path__))
    return tuple(_load(name) for name in names)


def chosen(select: Collection[str], skip: Collection[str]) -> tuple[Rule, ...]:
    """The selected rules, or all, without the skipped ones."""
    every = (api, *rules())
    known = {rule.name for rule in every}
    unknown = sorted({*select, *skip} - known)
    if unknown:
        raise UnknownRule(f"There is no rule named {', '.join(unknown)}. The rules are: {', '.join(sorted(known))}.")
    return tuple(rule for rule in every if rule.name not in skip and (not select or rule.name in select))


def _load(name: str) -> Rule:
    rule = import_module(f"{folder.__name__}.{name}").rule
    assert isinstance(rule, Rule)
    return rule
