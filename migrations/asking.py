"""Whether a condition looks as if it asked which TensorFlow or Python runs, told from its words alone."""

import ast
import re

from migrations.below import below

WORDS = re.compile(
    r"(^|_)(tf|tensorflow)_?(v|ver|version)?_?[12](x|_x)?($|_|\d)|(^|_)(tf|tensorflow|keras)_?ver|^PY_?[23]$|^hasattr$",
    re.IGNORECASE,
)
"""Names such as TF2, is_tf2, _IS_TF_2, tf_version and PY3; `model_version` is none of them."""
MEMBERS = frozenset({"__version__", "VERSION", "version_info", "PY2", "PY3"})


def asks_version(test: ast.expr) -> bool:
    """Whether a word of a condition speaks of a version, or of what a module has."""
    for node in below(test):
        match node:
            case ast.Attribute(attr=name) if name in MEMBERS or WORDS.search(name):
                return True
            case ast.Name(id=name) if WORDS.search(name):
                return True
            case _:
                pass
    return False
