"""Keras models inside a graph for a session, and sessions that are given to Keras."""

from collections.abc import Callable

from packaging.version import Version

from migrations.analysis import Analysis
from migrations.rule import Fix

Analyse = Callable[..., Analysis]
MODEL = "model = tf.keras.Sequential([tf.keras.layers.Dense(1)])\nmodel.predict([[1.0]])\n"


def test_eager_models_are_left_alone(see: Analyse):
    assert not see(f"import tensorflow as tf\n{MODEL}", baseline="2.10", select=("graph_keras",)).findings


def test_a_loop_in_a_graph(see: Analyse):
    code = f"import tensorflow as tf\ntf.compat.v1.disable_eager_execution()\n{MODEL}"
    (finding,) = see(code, baseline="2.10", select=("graph_keras",)).findings
    assert (finding.since, finding.requires) == ("2.16", ("tf-keras",))


def test_a_session_that_is_used_elsewhere_stays(see: Analyse):
    code = """\
    import tensorflow as tf
    session = tf.compat.v1.Session()
    tf.compat.v1.keras.backend.set_session(session)
    print(session.run)
    """
    analysis = see(code, baseline="2.10", select=("graph_keras_session",))
    assert {finding.fix for finding in analysis.findings} == {Fix.MANUAL}
    assert not analysis.patched(Version("2.21"))


def test_the_memory_of_the_gpu_may_grow(see: Analyse):
    code = """\
    import tensorflow as tf
    from tensorflow.compat.v1.keras.backend import set_session
    config = tf.compat.v1.ConfigProto()
    config.gpu_options.allow_growth = True
    tf.compat.v1.keras.backend.set_session(tf.compat.v1.Session(config=config))
    """
    text = see(code, baseline="2.10", select=("graph_keras_session",)).patched(Version("2.21"))["code.py"].decode()
    assert "    tf.config.experimental.set_memory_growth(gpu, True)\n" in text


def test_a_loop_in_a_program_that_the_patch_turns_off(see: Analyse):
    analysis = see(
        net="""\
        import tensorflow as tf
        import play
        x = tf.placeholder(tf.float32)
        y = tf.losses.mean_squared_error(x, x)
        with tf.Session() as session:
            session.run(y, {x: 1})
        """,
        play="from build import make\nmake().predict([1])\n",
        build="from tensorflow.keras.models import Sequential\ndef make():\n    return Sequential()\n",
        baseline="1.13",
        select=("graph_keras", "graph_mode"),
    )
    assert b"LEGACY" in analysis.patched(Version("2.21"))["play.py"]


def test_the_package_keras_is_not_kept_by_a_variable(see: Analyse):
    code = f"import keras\nimport tensorflow as tf\ntf.compat.v1.disable_eager_execution()\n{MODEL}".replace(
        "tf.keras", "keras"
    )
    (finding,) = see(code, baseline="1.15", select=("graph_keras",)).findings
    assert (finding.fix, finding.edits, finding.requires) == (Fix.MANUAL, (), ())
    assert "importing tf_keras in place of keras" in finding.message
