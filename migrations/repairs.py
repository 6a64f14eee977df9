"""What takes the place of a name that is gone: from the rename tables, else from the API index.

    repair = find(index, "tf.log", "1.15", "2.21")     # name, parameters, fix, note, requires, add, otherwise
    words = parameters("tf.nn.conv2d")                  # for a function that kept its name: old parameter -> new one
    adapt(text, call, old, new, repair.parameters, extra=repair.add)

A repair without a name has only guidance, in `note`: no edit, but something to say. Where a call cannot be adapted to
the repair's name, the one in `otherwise` takes it as it is. Minors are TensorFlow's, also for names of `keras`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from matrices.symbols import Index, Kind, MemberAt, SymbolAt, UnknownMinor
from migrations.homes import is_there
from migrations.renames import NOTHING, Row, Tables, load
from migrations.rule import Fix

V1 = "tf.compat.v1."
EVERYWHERE = "*"
SAME = "another name of the same object"
"""How the index says that two names are one thing."""
SHORT = ("tf.losses.", "tf.metrics.", "tf.optimizers.", "tf.initializers.")
"""What TensorFlow 2 has of Keras under a shorter name; only guidance is read across, for TensorFlow 1 had its own."""
NOT_V1 = ("tf.compat.", "tf.keras.", "tf.contrib.")


class Repair(NamedTuple):
    """A living name, the words that change in its calls, and how far to trust it. No name: only guidance."""

    name: str | None
    parameters: Mapping[str, str] = NOTHING
    fix: Fix = Fix.SAFE
    note: str = ""
    requires: tuple[str, ...] = ()
    add: Mapping[str, str] = NOTHING
    otherwise: str | None = None


def find(index: Index, name: str, old_minor: str, target_minor: str) -> Repair | None:
    """What takes the place of a name at a target; None where nobody says.

    `name` is canonical, a member as in `tf.keras.Model.fit_generator`. Whether the call fits is for `adapt` to say.
    """
    tables = load()
    row = next((row for row in _about(name) if row.holds(target_minor)), None)
    row = row or _member_row(index, tables, name, old_minor, target_minor)
    if row is not None:
        return _from_row(index, row, name, target_minor, tables)
    if name.startswith(SHORT) and (row := tables.row(f"tf.keras.{name[3:]}", target_minor)) and row.new is None:
        return Repair(None, fix=Fix.MANUAL, note=row.note)
    if name.startswith("keras.") and (row := tables.row(f"tf.{name}", target_minor)) is not None:
        return _of_keras(index, row, name, target_minor, tables)
    return _from_v1(index, name, target_minor) or _from_index(index, name, old_minor, target_minor)


@lru_cache(4096)
def _about(name: str) -> tuple[Row, ...]:
    """The rows of a name, which is asked about in one minor after the other."""
    return tuple(load().about(name))


def parameters(name: str) -> Mapping[str, str]:
    """Old parameters of a function, and what they are called now."""
    return _parameters(load(), name)


def first_version(index: Index, name: str, target: str) -> str | None:
    """The same function under compat.v1, as TensorFlow 1 had it."""
    if not name.startswith("tf.") or name.startswith(NOT_V1):
        return None
    old = V1 + name.removeprefix("tf.")
    return old if index.is_named(old, target) else None


def _parameters(tables: Tables, *names: str) -> Mapping[str, str]:
    found = dict(tables.parameters.get(EVERYWHERE, NOTHING))
    for name in names:
        if name in tables.parameters:
            found |= tables.parameters[name]
    return found


def _member_row(index: Index, tables: Tables, name: str, old: str, target: str) -> Row | None:
    """The row of a member that the class of the name inherits from the class of the row."""
    owner, _, last = name.rpartition(".")
    for row in tables.members.get(last, ()) if owner else ():
        above = row.old.rpartition(".")[0].removeprefix("tf." if owner.startswith("keras.") else "")
        if row.holds(target) and _derives(index, owner, above, old):
            return row._replace(new=row.new and f"{owner}.{row.new.rpartition('.')[2]}")
    return None


def _derives(index: Index, name: str, above: str, tf: str) -> bool:
    """Whether a class is another one or derives from it."""
    if name == above:
        return True
    try:
        minor = index.beside(name, tf)
    except UnknownMinor:
        return False
    base = index.at(above, minor)
    return base is not None and base.id in index.ancestors(name, minor)


def _thing(index: Index, name: str, tf: str) -> SymbolAt | MemberAt | None:
    try:
        return index.thing(name, index.beside(name, tf))
    except UnknownMinor:
        return None


def _from_row(index: Index, row: Row, name: str, target: str, tables: Tables) -> Repair | None:
    new = row.at(name)
    if new is None:
        return Repair(None, fix=Fix.MANUAL, note=row.note, requires=row.requires)
    if not row.requires and not is_there(index, new, target):
        return None
    words = {**_parameters(tables, new, row.old, name), **row.parameters}
    return Repair(new, words, row.fix, row.note, row.requires, row.add, first_version(index, name, target))


def _of_keras(index: Index, row: Row, name: str, target: str, tables: Tables) -> Repair | None:
    """A row of tf.keras, read for keras."""
    new = row.at(f"tf.{name}")
    if new is not None and not new.startswith("tf.keras."):
        return None
    return _from_row(index, row._replace(old=name, new=new and new.removeprefix("tf.")), name, target, tables)


def _from_v1(index: Index, name: str, target: str) -> Repair | None:
    """The same thing under compat.v1, or better: under the name of today that it goes by as well."""
    old = first_version(index, name, target)
    if old is None:
        return None
    return _native(name, old, index.aliases(old, target))


@lru_cache(1024)
def _native(name: str, old: str, aliases: tuple[str, ...]) -> Repair:
    last = name.rpartition(".")[2]
    native = [each for each in aliases if _is_native(each)]
    new = min(native, key=lambda each: (each.rpartition(".")[2] != last, len(each), each), default=old)
    return Repair(new, _parameters(load(), new, name), otherwise=None if new == old else old)


def _is_native(name: str) -> bool:
    return name.startswith("tf.") and {"compat", "raw_ops"}.isdisjoint(name.split("."))


def _from_index(index: Index, name: str, old: str, target: str) -> Repair | None:
    try:
        successor = index.successor(name, index.beside(name, target))
    except UnknownMinor:
        return None
    after = _thing(index, successor.name, target) if successor else None
    if successor is None or after is None:
        return None
    before = _thing(index, name, old)
    if isinstance(before, MemberAt) and not isinstance(after, MemberAt):
        return Repair(None, fix=Fix.MANUAL, note=f"Use {successor.name}(...) instead.")
    same = successor.reason.startswith(SAME) and _alike(before, after)
    note = "" if same else f"Look at it: {successor.reason[:1].lower()}{successor.reason[1:].rstrip('.')}."
    words = _parameters(load(), successor.name, name)
    return Repair(successor.name, words, Fix.SAFE if same else Fix.REVIEW, note)


def _alike(old: SymbolAt | MemberAt | None, new: SymbolAt | MemberAt | None) -> bool:
    """Whether what a name meant is, by all that is known, of the kind of what the other name means."""
    return old is not None and new is not None and Kind.UNKNOWN is not old.kind is new.kind
