"""Targets and losses by the name of an output."""

import pytest

from migrations.engine import Effect, Fix

HEAD = """\
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense
i = Input((2,))
a = Dense(1, name="a")(i)
b = Dense(1, name="b")(i)
"""


@pytest.mark.parametrize(
    ("code", "new"),
    [
        ("m = Model(i, a)\nm.fit(x, {'a': y})\n", "m.fit(x, y)"),
        ("m = Model(inputs=i, outputs=[a])\nm.evaluate(x=x, y={'a': y})\n", "m.evaluate(x=x, y=y)"),
        ("m = tf.keras.models.Model(i, a)\nt = {'a': y}\nm.train_on_batch(x, t)\n", "m.train_on_batch(x, t['a'])"),
        ("m = Model(i, a)\nm.fit(x, y, validation_data=(x, {'a': y}))\n", "validation_data=(x, y))"),
    ],
)
def test_a_target_of_one_output_is_given_itself(see, patched, code, new):
    (finding,) = see(HEAD + code).findings
    assert (finding.effect, finding.fix) == (Effect.BREAKS, Fix.REVIEW)
    assert new in patched(HEAD + code)


@pytest.mark.parametrize(
    "code",
    [
        "m = Model(i, [a, b])\nm.fit(x, {'a': y, 'b': y})\n",
        "m = Model(i, {'a': a})\nm.fit(x, {'a': y})\n",
        "o = {'a': a}\nm = Model(i, o)\nm.fit(x, {'a': y})\n",
        "m = Model(i, a)\nn = Model(i, {'a': a})\nm.fit(x, {'a': y})\n",
        "m = Model(i, a)\nm.fit(x, {**targets})\n",
        "m = Model(i, a)\nm.fit(x, targets)\n",
    ],
)
def test_others_are_left(see, code):
    assert see(HEAD + code).findings == ()


@pytest.mark.parametrize("loss", ["{'a': 'mse'}", "{'b': 'mse'}"])
def test_a_loss_for_some_outputs_alone(see, loss):
    (finding,) = see(f"{HEAD}m = Model(i, [a, b])\nm.compile('sgd', loss={loss})\n").findings
    assert (finding.effect, finding.fix) == (Effect.BREAKS, Fix.MANUAL)
    assert repr("b" if "'a'" in loss else "a") in finding.message


@pytest.mark.parametrize(
    "code",
    [
        "m = Model(i, [a, b])\nm.compile('sgd', loss={'a': 'mse', 'b': None})\n",
        "m = Model(i, [a, b])\nm.compile('sgd', loss='mse')\n",
        "m = Model(i, [a, f(b)])\nm.compile('sgd', loss={'a': 'mse'})\n",
        "m = Model(i, {'a': a, 'b': b})\nm.compile('sgd', loss={'a': 'mse'})\n",
        "m = Model(i, [a, b])\nm.compile('sgd', loss={name: 'mse'})\n",
    ],
)
def test_losses_that_may_be_whole_are_left(see, code):
    assert see(HEAD + code).findings == ()
