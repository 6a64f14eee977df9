"""Private members of Keras: renaming that does nothing, and reading what is gone."""

import pytest

from migrations.engine import Effect, Fix

HEAD = "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"


@pytest.mark.parametrize(
    "code", ["model._name = 'a'", "model.layers[0]._name = 'a'", "for x in model.layers: x._name = 'a'"]
)
def test_renaming_is_mended(see, patched, code):
    (finding,) = see(HEAD + code + "\n").findings
    assert (finding.effect, finding.fix) == (Effect.CHANGES, Fix.REVIEW)
    assert code.replace("_name", "name") in patched(HEAD + code + "\n")


def test_a_class_that_reads_it_is_left_to_people(see):
    code = """\
        import tensorflow as tf
        class Own(tf.keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self._name = "own"
            def call(self, x):
                print(self._name)
                return x
    """
    (finding,) = see(code).findings
    assert (finding.effect, finding.fix, finding.edits) == (Effect.CHANGES, Fix.MANUAL, ())


@pytest.mark.parametrize("member", ["_is_graph_network", "_get_trainable_state()", "_feed_inputs"])
def test_what_is_gone_from_models(see, member):
    (finding,) = see(f"{HEAD}print(model.{member})\n").findings
    assert (finding.effect, finding.fix, finding.span.since) == (Effect.BREAKS, Fix.MANUAL, "2.16")


def test_what_says_the_same_is_written(patched):
    assert "print(model.dtype)" in patched(f"{HEAD}print(model._dtype)\n")


@pytest.mark.parametrize(
    "member", ["_decayed_lr(tf.float32)", "_get_hyper('learning_rate')", "_create_all_weights([])"]
)
def test_what_is_gone_from_optimizers(see, member):
    code = f"import tensorflow as tf\nopt = tf.keras.optimizers.Adam(0.1)\nopt.{member}\n"
    (finding,) = see(code, select=("private_members",)).findings
    assert (finding.effect, finding.span.since) == (Effect.BREAKS, "2.11")
    legacy = code.replace("optimizers.Adam", "optimizers.legacy.Adam")
    (finding,) = see(legacy, baseline="2.11", select=("private_members",)).findings
    assert (finding.effect, finding.span.since) == (Effect.BREAKS, "2.16")
    assert see(code, baseline="2.11", select=("private_members",)).findings == ()


@pytest.mark.parametrize(
    "code",
    ["self._updates = 1\n        print(self._updates)", "self._updates = 1", "print(self.other._is_graph_network)"],
)
def test_what_the_project_keeps_there_itself_is_left(see, code):
    head = "import tensorflow as tf\nclass Own(tf.keras.layers.Layer):\n    def build(self, shape):\n        "
    assert see(f"{head}{code}\n").findings == ()
