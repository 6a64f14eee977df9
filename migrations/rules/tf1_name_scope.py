"""`tf.name_scope` takes a name and nothing else from TensorFlow 2.0 on.

`default_name` was for a name of None, and `values` only chose the graph. Where it can be seen which of the two names
was meant, it stays alone; otherwise `tf.compat.v1.name_scope` chooses as before.
"""

import ast
from collections.abc import Iterator

from migrations.adapting import removed
from migrations.calls import argument, is_spread, keyword, rename_keyword
from migrations.firsts import called, first, place, troubles
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.text import Text

SINCE = Span("2.0")
NAME = "tf.name_scope"

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/compat/v1/name_scope",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

def double(x, name=None):
    with tf.name_scope(name, "double", [x]):
        return x * 2

with tf.name_scope("sums", values=[1]), tf.name_scope(None, "one"):
    double(tf.constant(1))
""",
            after="""\
import tensorflow as tf

def double(x, name=None):
    with tf.compat.v1.name_scope(name, "double", [x]):
        return x * 2

with tf.name_scope("sums"), tf.name_scope("one"):
    double(tf.constant(1))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.name_scope('a')\n",
        "import tensorflow as tf\ntf.name_scope(name=name)\n",
        "import tensorflow as tf\ntf.compat.v1.name_scope(None, 'a', [x])\n",
    ),
)


@rule.call(NAME)
def more_than_a_name(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = called(call, here)
    name, default = argument(call, 0, "name"), argument(call, 1, "default_name")
    values = argument(call, 2, "values")
    if life is None or is_spread(call) or (default is None and values is None):
        return
    misfit = next((trouble.misfit for trouble, _ in troubles(call, here, life)), None)
    edits: list[Edit] | None
    if _is_none(name) and default is not None:
        edits = _only(here.text, call, default, without=[name, values])
    elif default is None or isinstance(name, ast.JoinedStr) or _is_text(name):
        edits = _only(here.text, call, name, without=[default, values])
    else:
        old = first(call, here, life, here.minors[-1])
        edits = list(old.edits) if old and old.edits else None
    yield here.finding(
        place(call, misfit),
        symbol=NAME,
        message=f"`{NAME}` takes only a name from TensorFlow 2.0 on. Pass the one that is meant; "
        "`tf.compat.v1.name_scope` chooses between the name and the default as before.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(NAME,) if edits else (),
    )


def _only(text: Text, call: ast.Call, kept: ast.expr | None, *, without: list[ast.expr | None]) -> list[Edit] | None:
    """One argument alone; in the place of those before it, and under the name `name` if it has one."""
    passed: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    gone = [each for each in passed if _value(each) in without]
    if kept is None or len(gone) + 1 != len(passed):
        return None
    edits = removed(text, call, gone)
    word = keyword(call, "default_name")
    if word is not None and word.value is kept:
        edits.append(rename_keyword(text, word, "name"))
    return edits


def _value(argument: ast.expr | ast.keyword) -> ast.expr:
    return argument.value if isinstance(argument, ast.keyword) else argument


def _is_none(expr: ast.expr | None) -> bool:
    return expr is None or (isinstance(expr, ast.Constant) and expr.value is None)


def _is_text(expr: ast.expr | None) -> bool:
    return isinstance(expr, ast.Constant) and isinstance(expr.value, str)
