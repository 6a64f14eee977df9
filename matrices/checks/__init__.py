"""One check a file; dropping a file in with a `check` of its own adds one."""

from importlib import import_module
from pkgutil import iter_modules

from matrices.check import Check
from matrices.load import Reading
from matrices.problems import Problem


def collect() -> tuple[Check, ...]:
    """Every check, the narrowest scope first."""
    found = [import_module(f"{__name__}.{module.name}").check for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda check: (check.scope, check.name)))


def chosen(*, network: bool = False) -> tuple[Check, ...]:
    """The checks that need nothing from outside, and the others where the network may be asked."""
    return tuple(check for check in collect() if network or not check.network)


def run(reading: Reading, *, network: bool = False) -> list[tuple[str, Problem]]:
    """All problems, each with the name of the check that found it."""
    return [(check.name, problem) for check in chosen(network=network) for problem in check.check(reading)]
