import pytest

from migrations.engine import Effect, Fix

START = "import tensorflow as tf\nimport tensorflow_addons as tfa\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tfa.layers.GroupNormalization(4)", "tf.keras.layers.GroupNormalization(4)"),
        ("tfa.layers.InstanceNormalization()", "tf.keras.layers.GroupNormalization(groups=-1)"),
        ("tfa.metrics.F1Score(num_classes=3, average='micro')", "tf.keras.metrics.F1Score(average='micro')"),
        ("tfa.activations.gelu(x)", "tf.nn.gelu(x, approximate=True)"),
        ("f(activation=tfa.activations.mish)", "f(activation=tf.keras.activations.mish)"),
        ("tfa.optimizers.LAMB(learning_rate=0.1)", "tf.keras.optimizers.Lamb(learning_rate=0.1)"),
        (
            "tfa.optimizers.AdamW(weight_decay=1e-4, learning_rate=1e-3)",
            "tf.keras.optimizers.AdamW(weight_decay=1e-4 / 1e-3, learning_rate=1e-3)",
        ),
    ],
)
def test_successors_that_give_the_same_numbers(patched, old, new):
    assert patched(f"{START}{old}\n") == f"import tensorflow as tf\n{new}\n"


@pytest.mark.parametrize(
    "code",
    [
        "tfa.losses.SigmoidFocalCrossEntropy()",
        "tfa.optimizers.AdamW(1e-4, 1e-3)",
        "tfa.optimizers.AdamW(weight_decay=w, learning_rate=schedule)",
        "f(activation=tfa.activations.gelu)",
        "tfa.metrics.F1Score(3)",
        "tfa.seq2seq.BasicDecoder()",
        "tfa.optimizers.Lookahead('adam')",
    ],
)
def test_others_are_named_and_stay(see, patched, code):
    assert patched(f"{START}{code}\n") == f"{START}{code}\n"
    findings = see(f"{START}{code}\n", select=("addons_gone",)).findings
    assert {(each.effect, each.since, each.fix) for each in findings} == {(Effect.BREAKS, "2.16", Fix.MANUAL)}


def test_the_import_stays_while_something_needs_it(patched):
    code = f"{START}tfa.layers.GroupNormalization(4)\ntfa.text.crf_decode(x)\n"
    assert "import tensorflow_addons as tfa\n" in patched(code)


def test_an_import_of_one_name(patched):
    code = "from tensorflow_addons.layers import GroupNormalization as GN\n"
    assert patched(code) == "from tensorflow.keras.layers import GroupNormalization as GN\n"
