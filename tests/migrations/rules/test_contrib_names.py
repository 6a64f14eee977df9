"""What was in tf.contrib: every successor is there, and imports go when nothing needs them."""

from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import Any

import pytest
from packaging.version import Version

from matrices import symbols
from migrations.analysis import Analysis
from migrations.graph.contrib import CALLS, GUIDANCE, NAMES, guidance
from migrations.rule import Fix

Analyse = Callable[..., Analysis]
NEWEST = Version("2.21")


@pytest.mark.parametrize("name", [name for name in NAMES.values() if name.startswith("tf.")])
def test_every_successor_is_there(name: str):
    index = symbols.load()
    assert index.at(name, "2.21") or index.at(name.replace("tf.", "tf.compat.v1.", 1), "2.21")


@pytest.mark.parametrize("minor", ["2.0", "2.21"])
@pytest.mark.parametrize("said", CALLS.values(), ids=CALLS)
def test_every_call_that_is_rewritten_is_one_of_its_successor(said: Mapping[str, Any], minor: str):
    found = symbols.load().at(said["new"].replace("compat.v2.", ""), minor)
    assert found is not None
    assert found.signature is not None
    taken = {each.name for each in found.signature.parameters}
    assert {*said.get("parameters", {}).values(), *said.get("add", {})} - {""} <= taken


def test_summaries_have_a_step(see: Analyse):
    code = """\
    import tensorflow as tf
    from tensorflow.contrib import summary
    with summary.always_record_summaries():
        summary.image("a", x, None, max_images=2, family="b")
        tf.contrib.summary.scalar("c", tensor=y, step=3)
    tf.contrib.summary.record_summaries_every_n_global_steps(5)
    """
    analysis = see(code, baseline="1.15")
    assert analysis.patched(NEWEST)["code.py"].decode() == dedent("""\
        import tensorflow as tf
        with tf.compat.v2.summary.record_if(condition=True):
            tf.compat.v2.summary.image("a", x, max_outputs=2, step=tf.compat.v1.train.get_or_create_global_step())
            tf.compat.v2.summary.scalar("c", data=y, step=3)
        tf.contrib.summary.record_summaries_every_n_global_steps(5)
        """)
    assert any("record_if(lambda" in finding.message for finding in analysis.findings)


def test_every_part_of_contrib_has_a_word():
    assert guidance("tf.contrib.slim.nets.vgg") == GUIDANCE["tf.contrib.slim"]
    assert guidance("tf.contrib.unheard.of") == GUIDANCE["tf.contrib"]


def test_another_contrib(see: Analyse):
    code = "import tensorflow as tf\nfrom horovod import contrib\nprint(contrib.layers.flatten)\n"
    assert not see(code, baseline="1.15", select=("contrib_names",)).findings


def test_what_has_no_successor_gets_guidance(see: Analyse):
    code = "import tensorflow as tf\nprint(tf.contrib.image.rotate)\n"
    (finding,) = see(code, baseline="1.15", select=("contrib_names",)).findings
    assert finding.fix is Fix.MANUAL
    assert "tfa.image" in finding.message


def test_an_import_goes_with_its_last_use(see: Analyse):
    code = """\
    import tensorflow as tf
    from tensorflow.contrib.framework import nest
    from tensorflow.contrib import rnn
    x = tf.placeholder(tf.float32, [None, 2])
    cell = rnn.GRUCell(3)
    print(nest.flatten([1]))
    """
    text = see(code, baseline="1.15").patched(NEWEST)["code.py"].decode()
    assert "contrib" not in text
    assert "cell = v1_GRUCell(3)" in text
    assert "nest.flatten([1])" in text


def test_scopes_of_arguments_are_the_work_of_tf_slim(see: Analyse):
    code = """\
    import tensorflow as tf
    import tensorflow.contrib.slim as slim
    x = tf.placeholder(tf.float32, [None, 2])
    with slim.arg_scope([slim.fully_connected], activation_fn=None):
        y = slim.fully_connected(x, 3)
    """
    analysis = see(code, baseline="1.15")
    text = analysis.patched(NEWEST)["code.py"].decode()
    assert "import tf_slim as slim" in text
    assert {"tf-slim"} <= {name for finding in analysis.findings for name in finding.requires}


def test_names_of_one_import_move_together(see):
    code = """\
import tensorflow as tf
from tensorflow.contrib.layers import fully_connected, batch_norm, dropout
from tensorflow.contrib.framework import arg_scope

x = tf.placeholder(tf.float32, [None, 4])
with arg_scope([fully_connected], normalizer_fn=batch_norm):
    print(dropout(fully_connected(x, 2)))
"""
    once = see(code, baseline="1.15").patched(Version("2.21"))["code.py"]
    assert b"from tf_slim.layers import fully_connected, batch_norm, dropout\n" in once
    assert see(once.decode(), baseline="1.15").patched(Version("2.21")).get("code.py", once) == once
