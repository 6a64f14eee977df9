"""Where a class of the project hands arguments to the class from outside that it derives from."""

import ast
from collections.abc import Iterator

from migrations.below import below
from migrations.here import Here

START = "__init__"


def starts(node: ast.ClassDef, here: Here) -> Iterator[tuple[ast.Call, str]]:
    """`super().__init__(...)` in a class, and the name of the first base, where that one comes from outside."""
    base = here.dotted(node.bases[0]) if node.bases else None
    own = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == START), None)
    if base is None or own is None:
        return
    for inner in below(own):
        if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Attribute) or inner.func.attr != START:
            continue
        asked = inner.func.value
        if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id == "super":
            yield inner, base
