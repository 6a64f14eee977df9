"""One upstream a file; dropping a file in with an `update` of its own adds one."""

from importlib import import_module
from pkgutil import iter_modules

from matrices.upstream import Update


def collect() -> tuple[Update, ...]:
    """Every upstream, by name; imported late because an upstream may need what only developers have."""
    found = [import_module(f"{__name__}.{module.name}").update for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda update: update.name))
