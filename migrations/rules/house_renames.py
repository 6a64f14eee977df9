"""Names of a house's own libraries that its own table says are others now.

`[tool.upflow.renames]` in pyproject.toml, or a TOML file that is named there, holds `"mylib.old" = "mylib.new"`. What
is below a name goes with it: `mylib.old.part` becomes `mylib.new.part`. Without such a table the rule finds nothing.
"""

import ast
from collections.abc import Iterator, Mapping

from migrations.here import Here
from migrations.names import canonical
from migrations.rule import Edit, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.settings import Rename

Reference = ast.Attribute | ast.Name | ast.alias

rule = Rule(
    __name__,
    source="https://packaging.python.org/en/latest/specifications/pyproject-toml/#tool",
    applies=Span("1.13"),
    examples=(),  # there is nothing to find without a table: the tests of the rule bring theirs
    untouched=("import mylib\n\nmylib.old()\n",),
)


@rule.file
def house_names(_module: ast.Module, here: Here) -> Iterator[Finding]:
    table = here.world.renames
    if not table:
        return
    for alias, statement, scope in here.code.outline.aliases:
        old = _imported(alias, statement)
        if old is not None and (found := _renamed(old, table)):
            yield _finding(here.at(alias, scope), alias, old, found)
    for chain, scope in here.code.outline.chains:
        old = here.world.names.dotted(chain, scope)
        if old is not None and (found := _renamed(old, table)) and not _comes_renamed(here, chain, scope, found[0]):
            yield _finding(here.at(chain, scope), chain, old, found)


def _imported(alias: ast.alias, statement: ast.Import | ast.ImportFrom) -> str | None:
    if isinstance(statement, ast.Import):
        return canonical(alias.name)
    return None if statement.level else canonical(f"{statement.module}.{alias.name}")


def _renamed(old: str, table: Mapping[str, Rename]) -> tuple[str, Rename] | None:
    """What a name becomes, by the longest of the table's names that it is or is below of."""
    above, rest = old, ""
    while above:
        if above in table:
            return table[above].to + rest, table[above]
        above, dot, last = above.rpartition(".")
        rest = f"{dot}{last}{rest}"
    return None


def _comes_renamed(here: Here, chain: ast.expr, scope: Scope, new: str) -> bool:
    """Whether the chain means the new name as soon as the import that it starts from is rewritten."""
    rest = ""
    while isinstance(chain, ast.Attribute):
        rest = f".{chain.attr}{rest}"
        chain = chain.value
    root = here.world.names.dotted(chain, scope)
    renamed = _renamed(root, here.world.renames) if root is not None else None
    return renamed is not None and renamed[0] + rest == new


def _finding(here: Here, node: Reference, old: str, found: tuple[str, Rename]) -> Finding:
    new, said = found
    since = said.since or next(iter(here.minors[1:]), here.minors[0])
    edits = _module(here, node, old, new) if isinstance(node, ast.alias) else None
    edits = edits or here.rename(node, new) or []
    return here.finding(
        node,
        symbol=old,
        message=f"The table of renames of this project says that `{old}` is `{new}` now. {said.message}".rstrip(),
        effect=said.effect,
        span=Span(since),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
        writes=(new,) if new.startswith(("tf.", "keras.")) else (),
    )


def _module(here: Here, alias: ast.alias, old: str, new: str) -> list[Edit] | None:
    """`import mylib.old` says the whole name, which only has to begin as before."""
    plain = isinstance(here.parent, ast.Import) and alias.asname is None
    if not plain or old.partition(".")[0] != new.partition(".")[0]:
        return None
    start = here.text.start(alias)
    return [Edit(start, start + len(alias.name.encode()), new)]
