"""`tf.contrib` is gone from TensorFlow 2.0 on; what was in it has gone different ways.

Some of it is in TensorFlow under another name, some went to packages of their own (tf-slim, tensorflow-probability,
tensorflow-addons), and some is no more. Where the same thing is there, the patch names it. Layers, cells, regularizers
and hyper-parameters that fit into a few lines are written into the file, with the same names and numbers.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.graph.contrib import Contrib, ContribFile, guidance
from migrations.graph.files import Switch
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.rules.contrib_batches import METHODS

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

table = tf.contrib.lookup.KeyValueTensorInitializer(["a"], [1])
print(tf.contrib.framework.nest.flatten([1, [2, 3]]))
""",
            after="""\
import tensorflow as tf

table = tf.lookup.KeyValueTensorInitializer(["a"], [1])
print(tf.nest.flatten([1, [2, 3]]))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
tf.compat.v1.enable_eager_execution()
tfe = tf.contrib.eager

weight = tfe.Variable(5.0, name="weight")
print(float(weight.assign_sub(1.0)))
""",
            after="""\
import tensorflow as tf
tf.compat.v1.enable_eager_execution()

weight = tf.Variable(5.0, name="weight")
print(float(weight.assign_sub(1.0)))
""",
        ),
    ),
    untouched=(
        # Another contrib.
        """\
from mxnet import contrib
from horovod.contrib import estimator
print(contrib.ndarray, estimator)
""",
    ),
)


rule.words("contrib")


@rule.file
def names(node: ast.Module, here: Here) -> Iterator[Finding]:
    del node
    if b"contrib" not in here.text.source:
        return
    file = here.world.once(Contrib).file(here.code)
    switch = here.world.once(Switch)
    stage = (switch.edits(here.code) or ()) if switch.switches(here.code) else ()
    for use in file.uses:
        if use.dotted in METHODS and isinstance(use.node, ast.Attribute):
            continue
        for answer, minors in file.answers(use):
            until = None if minors[-1] == here.minors[-1] else minors[-1]
            known = answer is not None
            alias = _unneeded(use.node, minors, file, here) if answer is None else None
            advice = f"`{answer.name}` takes its place." if answer else guidance(use.dotted)
            if answer and answer.requires:
                advice = f"The package {answer.requires[0]} has it: {advice} {guidance(use.dotted)}"
            if answer and answer.name.startswith("v1_"):
                advice = f"The patch writes {answer.name} into the file, which does the same with the same names."
            if alias is not None:
                known, advice = True, "With the patch nothing uses it any more: its name goes."
            yield here.finding(
                use.node,
                symbol=use.dotted,
                message=f"tf.contrib is gone from TensorFlow 2.0 on, and {use.dotted} with it. {advice}",
                effect=Effect.BREAKS,
                span=Span(minors[0], until),
                fix=Fix.REVIEW if known else Fix.MANUAL,
                edits=(*answer.edits, *stage) if answer else (alias,) if alias is not None else (),
                writes=answer.writes if answer else (),
                requires=answer.requires if answer else (),
            )


def _unneeded(node: ast.AST, minors: Sequence[str], file: ContribFile, here: Here) -> Edit | None:
    """`tfe = tf.contrib.eager` goes where each use of the name is rewritten."""
    match here.code.parents.get(node):
        case ast.Assign(targets=[ast.Name(id=name)], value=value) as statement if value is node:
            pass
        case _:
            return None
    text, others = here.text, here.world.project.files.values()
    if here.code.parents.get(statement) is not text.tree or any(
        name in other.text.words for other in others if other is not here.code
    ):
        return None
    gone = [
        (edit.start, edit.end)
        for use in file.uses
        for answer, at in file.answers(use)
        if answer is not None and set(minors) <= set(at)
        for edit in answer.edits
    ]
    for each in below(text.tree):
        if isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Load):
            place = text.start(each)
            if not any(start <= place < end for start, end in gone):
                return None
    start, end = text.start(statement), text.end_of_line(statement.end_lineno or statement.lineno)
    alone = not text.source[text.end(statement) : end].strip() and text.source[start - 1 : start] in {b"", b"\n"}
    return Edit(start, text.source.find(b"\n", end) + 1 or len(text.source), "") if alone else None
