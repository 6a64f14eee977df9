"""Whether a condition looks as if it asked which TensorFlow or Python runs, told from its words alone."""

import ast
import re

from migrations.below import below

WORDS = (
    r"(^|_)(tf|tensorflow)_?(v|ver|version)?_?[12](x|_x)?($|_|\d)|(^|_)(tf|tensorflow|keras)_?ver|^PY_?[23]$|^hasattr$"
)
"""Names such as TF2, is_tf2, _IS_TF_2, tf_version and PY3; `model_version` is none of them."""
PARTS = ("tf", "tensorflow", "keras", "py", "hasattr")
"""Without one of these no name is one of them; to compile the pattern takes longer than to look at a small project."""
MEMBERS = frozenset({"__version__", "VERSION", "version_info", "PY2", "PY3"})


def asks_version(test: ast.expr) -> bool:
    """Whether a word of a condition speaks of a version, or of what a module has."""
    for node in below(test):
        match node:
            case ast.Attribute(attr=name) if name in MEMBERS or speaks(name):
                return True
            case ast.Name(id=name) if speaks(name):
                return True
            case _:
                pass
    return False


def speaks(name: str) -> bool:
    """Whether a name asks for a version by itself."""
    low = name.lower()
    return any(part in low for part in PARTS) and re.search(WORDS, name, re.IGNORECASE) is not None
