"""`tf.keras.__version__` is missing from TensorFlow 2.13 to 2.15.

Keras 2.13 to 2.15 forgot it in the module that TensorFlow shows; the package `keras` beside it has it always.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

NAME = "tf.keras.__version__"
SPAN = Span("2.13", "2.15")

rule = Rule(
    __name__,
    source="https://github.com/keras-team/tf-keras/blob/v2.15.0/tf_keras/__init__.py",
    applies=SPAN,
    examples=(
        Example(
            before="import tensorflow as tf\n\nassert tf.keras.__version__.count('.') == 2\n",
            after="import tensorflow as tf\n\nassert __import__(\"keras\").__version__.count('.') == 2\n",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\nimport keras\nprint(tf.__version__, keras.__version__)\n",),
)


@rule.below(NAME)
def version(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    part = node
    while isinstance(part, ast.Attribute) and here.dotted(part) != NAME:
        part = part.value
    if isinstance(part, ast.alias) and isinstance(here.parent, ast.ImportFrom) and here.parent.module == "keras":
        return
    if isinstance(part, ast.expr) and here.dotted(part) != NAME:
        return  # that of the package keras itself
    edits = [replace(here.text, part, '__import__("keras").__version__')] if isinstance(part, ast.expr) else []
    yield here.finding(
        part,
        symbol=NAME,
        message="TensorFlow 2.13 to 2.15 have no `tf.keras.__version__`; the package keras has it in every version.",
        effect=Effect.BREAKS,
        span=SPAN,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )
