"""Methods that arrays of NumPy lost: `ptp`, `itemset` and `newbyteorder` with NumPy 2.0, `tostring` with 2.3.

TensorFlow 2.18 is the first that comes with NumPy 2, 2.20 the first with one that has no `tostring` any more. What
took their place works with every NumPy.
"""

import ast
from collections.abc import Callable, Iterator

from migrations.beside import numpy_span
from migrations.calls import is_spread, replace, source
from migrations.here import Here
from migrations.ranks import is_array
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import method_calls

rule = Rule(
    __name__,
    source="https://numpy.org/doc/stable/numpy_2_0_migration_guide.html#ndarray-and-scalar-methods",
    applies=Span("2.18"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

pixels = np.array([3.0, 1.0, 7.0])
pixels.itemset(0, 2.0)
feature = tf.train.BytesList(value=[pixels.tostring()])
print(pixels.ptp(), len(feature.value[0]), float(tf.reduce_max(pixels)))
""",
            after="""\
import numpy as np
import tensorflow as tf

pixels = np.array([3.0, 1.0, 7.0])
pixels[0] = 2.0
feature = tf.train.BytesList(value=[pixels.tobytes()])
print(np.ptp(pixels), len(feature.value[0]), float(tf.reduce_max(pixels)))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import numpy as np\nimport tensorflow as tf\nx = np.array([1.0])\nprint(np.ptp(x), x.tobytes(), x.item(0))\n",
        "import xml.etree.ElementTree as ET\nimport tensorflow as tf\nET.tostring(ET.Element('a'))\n",
        """\
import numpy as np
import tensorflow as tf
class Record:
    def tostring(self):
        return b""
    def ptp(self):
        return 1
record = Record()
print(record.tostring(), record.ptp())
""",
    ),
)


def _ptp(call: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    numpy = _numpy(here)
    inside = here.text.source[here.text.end(func) : here.text.end(call)].decode(here.text.encoding).strip()
    rest = inside.removeprefix("(").lstrip()
    words = f"{numpy}.ptp({source(here.text, func.value)}{'' if rest == ')' else ', '}{rest}"
    return [replace(here.text, call, words)] if numpy else []


def _itemset(call: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    if not isinstance(here.parent, ast.Expr) or len(call.args) != len(("place", "value")):
        return []
    place, value = (source(here.text, arg) for arg in call.args)
    return [replace(here.text, call, f"{source(here.text, func.value)}[{place}] = {value}")]


def _tostring(_: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    end = here.text.end(func)
    return [Edit(end - len("tostring"), end, "tobytes")]


def _newbyteorder(call: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    if not isinstance(func.value, ast.Name):
        return []
    name, order = func.value.id, ", ".join(source(here.text, arg) for arg in call.args)
    return [replace(here.text, call, f"{name}.view({name}.dtype.newbyteorder({order}))")]


Repair = Callable[[ast.Call, ast.Attribute, Here], list[Edit]]
METHODS: dict[str, tuple[str, str, Repair]] = {
    "ptp": ("2.0", "Use `np.ptp(array)`.", _ptp),
    "itemset": ("2.0", "Write `array[place] = value`.", _itemset),
    "newbyteorder": ("2.0", "Use `array.view(array.dtype.newbyteorder(order))`.", _newbyteorder),
    "tostring": ("2.3", "Use `tobytes`, which gives the same.", _tostring),
}


rule.words(*METHODS)


@rule.file
def gone_method(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, *METHODS):
        yield from _gone_method(call, here)


def _gone_method(call: ast.Call, here: Here) -> Iterator[Finding]:
    func = call.func
    if not isinstance(func, ast.Attribute) or is_spread(call) or call.keywords:
        return
    if here.dotted(func) is not None:
        return
    gone, advice, repair = METHODS[func.attr]
    sure = is_array(here, func.value)
    if not sure and (func.attr != "tostring" or call.args or not _numpy(here) or _is_own(func.attr, here)):
        return
    span = numpy_span(gone)
    edits = repair(call, func, here)
    if span is not None:
        yield here.finding(
            call,
            symbol=f"numpy.ndarray.{func.attr}",
            message=f"Arrays have no method `{func.attr}` from NumPy {gone} on, and TensorFlow {span.since} and later "
            f"come with such a NumPy. {advice}" + ("" if sure else " Look at it: this is taken for an array."),
            effect=Effect.BREAKS,
            span=span,
            fix=Fix.MANUAL if not edits else Fix.SAFE if sure else Fix.REVIEW,
            edits=edits,
        )


def _numpy(here: Here) -> str | None:
    """What the file calls NumPy."""
    return next((name for name in ("np", "numpy") if here.dotted(ast.Name(name)) == "numpy"), None)


def _is_own(method: str, here: Here) -> bool:
    """Whether a class of the project has such a method."""
    return any(method in klass.body.bindings for klass in here.world.classes.all)
