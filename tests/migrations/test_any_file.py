"""Whatever the file: it still parses, and what is not edited stays byte by byte."""

import ast
from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from migrations.analysis import Analysis
from migrations.engine import analyse

NEW = Version("99")
ATOMS = [
    "tf.keras.layers.Dense(1)",
    "tf.Variable(1.)",
    "None",
    "'é€'",
    "x",
    "tf.keras.optimizers.SGD(lr=0.1)",
    "[]",
    "self.a",
]
expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{'k': {}}}".format, inner),
        st.builds("({})".format, inner),
        st.builds("[{} for x in {}]".format, inner, inner),
        st.builds("({} if x else {})".format, inner, inner),
        st.builds("self.add_weight('w', {}, # ü\n {})".format, inner, inner),
        st.builds("tf.keras.optimizers.Adam(lr = {}, **{})".format, inner, inner),
    ),
    max_leaves=5,
)
statements = st.one_of(
    st.builds("self.{} = {}".format, st.sampled_from("abc"), expressions),
    st.builds("self.a.append({})".format, expressions),
    st.builds("if x: self.b = {}".format, expressions),
    st.builds("x = {}; print({}.trainable_variables)  # ä".format, expressions, expressions),
    st.just("tf = x"),
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    bases = st.sampled_from(["tf.Module", "tf.keras.layers.Layer", "tf.keras.Model", "object", "A"])
    parts = ["import tensorflow as tf"]
    for name in ("A", "B"):
        space = draw(st.sampled_from(["  ", "    ", "\t"]))
        body = indent("\n".join(draw(st.lists(statements, min_size=1, max_size=4))), space * 2)
        parts.append(f"class {name}({draw(bases)}):\n{space}def __init__(self):\n{body}")
    parts.append(draw(st.sampled_from(["A().variables", "B().trainable_variables", "net.variables", ""])))
    return draw(st.sampled_from(["\n", "\r\n"])).join("\n".join(parts).split("\n"))


def without_edits(source: bytes, analysis: Analysis) -> list[bytes]:
    """The pieces of the original between the edits, in order."""
    edits = sorted({edit for finding in analysis.concerning(NEW) for edit in finding.edits})
    starts = [0, *(edit.end for edit in edits)]
    ends = [*(edit.start for edit in edits), len(source)]
    return [source[start:end] for start, end in zip(starts, ends, strict=True)]


@settings(max_examples=150, deadline=None)
@given(programs())
def test_still_parses_and_keeps_the_rest(program: str):
    source = program.encode()
    analysis = analyse({"a.py": source}, baseline=Version("2.10"))
    patch = analysis.patch(NEW)
    assert (analysis.problems, patch.problems) == ((), ())
    changed = patch.files.get("a.py", source)
    ast.parse(changed)
    position = 0
    for piece in without_edits(source, analysis):
        position = changed.index(piece, position) + len(piece)
    again = analyse({"a.py": changed}, baseline=Version("2.10"))
    assert again.patched(NEW) == {}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_end_a_run(noise: bytes):
    source = b"import tensorflow as tf\n" + noise
    analysis = analyse({"a.py": source}, baseline=Version("2.10"))
    assert analysis.patched(NEW) == {}
