"""The functions of the backend go to operations that give the same, with the defaults of old written out."""

import pytest
from packaging.version import Version

NEWEST = Version("2.21")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("K.mean(x, -1)", "ops.mean(x, -1)"),
        ("K.argmax(x)", "ops.argmax(x, axis=-1)"),
        ("K.concatenate([x, y])", "ops.concatenate([x, y], axis=-1)"),
        ("K.cumsum(x)", "ops.cumsum(x, axis=0)"),
        ("K.clip(x, 0, max_value=1)", "ops.clip(x, 0, x_max=1)"),
        ("K.expand_dims(x)", "ops.expand_dims(x, axis=-1)"),
        ("K.gather(x, i)", "ops.take(x, i, axis=0)"),
        ("K.permute_dimensions(x, pattern=(1, 0))", "ops.transpose(x, axes=(1, 0))"),
        ("K.pow(x, a=2)", "ops.power(x, x2=2)"),
        ("K.reverse(x, axes=1)", "ops.flip(x, axis=1)"),
        ("K.repeat_elements(x, rep=2, axis=1)", "ops.repeat(x, repeats=2, axis=1)"),
        ("K.one_hot(indices=i, num_classes=3)", "ops.one_hot(x=i, num_classes=3)"),
    ],
)
def test_what_was_run(see, before, after):
    """Each was run on Keras 2.15 and 3.15, with equal results."""
    code = f"import keras\nfrom keras import backend as K\ny = {before}\n"
    analysis = see(code, baseline="2.15", select=("api",))
    (text,) = analysis.patched(NEWEST).values()
    assert text.decode().splitlines()[-1] == f"y = keras.{after}"


@pytest.mark.parametrize("call", ["hard_sigmoid(x)", "learning_phase()", "flatten(x)", "switch(c, x, y)"])
def test_what_is_something_else_is_only_said(see, call):
    code = f"import keras\nfrom keras import backend as K\ny = K.{call}\n"
    analysis = see(code, baseline="2.15", select=("api",))
    assert analysis.findings
    assert analysis.patched(NEWEST) == {}
