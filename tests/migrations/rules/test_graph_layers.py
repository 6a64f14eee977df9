"""Layers that Keras 3 took away: which are written out, and when Keras 2 is kept instead."""

import ast
from collections.abc import Callable

import pytest
from packaging.version import Version

from matrices import symbols
from migrations.analysis import Analysis
from migrations.graph.helpers import LAYERS, ORDERLY, block, known, needed, parameters
from migrations.graph.written import CONTRIB
from migrations.rule import Fix

Analyse = Callable[..., Analysis]
HEAD = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n\nx = tf.placeholder('float', [None, 2])\n"


def found(see: Analyse, line: str) -> Analysis:
    return see(HEAD + line, baseline="2.15", select=("graph_layers",))


@pytest.mark.parametrize("name", sorted(known()))
def test_every_text_parses_with_all_that_it_needs(name: str):
    tree = ast.parse("\n\n\n".join(block(each) for each in needed(name)))
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id.startswith("v1_")}
    assert used <= made


@pytest.mark.parametrize("name", sorted(set(LAYERS) | set(LAYERS.values())))
def test_layers_take_what_the_old_ones_took_in_the_same_order(name: str):
    symbol = symbols.load().at(f"tf.layers.{name}", "1.15")
    assert symbol is not None
    assert symbol.signature is not None
    old = [each.name for each in symbol.signature.parameters]
    new = parameters(name)
    certain = new[: ORDERLY.get(name, 3)] if name in LAYERS else new
    assert [each for each in old if each in certain] == list(certain)


def test_what_stands_for_contrib_was_there():
    index = symbols.load()
    assert {
        name for name in CONTRIB if index.at(name, "1.15") is None and not name.startswith("tf.contrib.slim.")
    } == set()


class TestPatch:
    def test_only_what_is_used_is_written(self, see: Analyse):
        text = found(see, "y = tf.layers.dropout(x, 0.5)\n").patched(Version("2.21"))["code.py"].decode()
        assert "def v1_dropout(" in text
        assert "def v1_dense(" not in text
        assert text.endswith("y = v1_dropout(x, 0.5)\n")

    def test_other_arguments_keep_keras_2(self, see: Analyse):
        analysis = found(see, "y = tf.layers.dense(x, 2, activity_regularizer=abs)\n")
        assert [finding.requires for finding in analysis.findings] == [("tf-keras",)]
        assert b'os.environ["TF_USE_LEGACY_KERAS"] = "1"' in analysis.patched(Version("2.21"))["code.py"]

    def test_a_name_that_is_taken_is_not_taken_twice(self, see: Analyse):
        analysis = found(see, "v1_flatten = 3\ny = tf.layers.flatten(x)\n")
        assert b"def v1_flatten" not in analysis.patched(Version("2.21")).get("code.py", b"")

    def test_programs_that_keep_keras_2_have_no_finding(self, see: Analyse):
        code = f"import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\n{HEAD}y = tf.layers.flatten(x)\n"
        assert not see(code, baseline="2.15", select=("graph_layers",)).findings

    def test_without_a_name_for_tensorflow_there_is_only_advice(self, see: Analyse):
        code = "def f(x):\n    import tensorflow as tf\n    return tf.compat.v1.layers.flatten(x)\n"
        analysis = see(code, baseline="2.15", select=("graph_layers",))
        assert [finding.fix for finding in analysis.findings] == [Fix.MANUAL]
