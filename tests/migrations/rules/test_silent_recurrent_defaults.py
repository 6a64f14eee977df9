"""The old defaults of recurrent layers are written out in programs of the package keras, too."""

from packaging.version import Version

CODE = """\
from keras.layers.recurrent import GRU


model = GRU(2)
model.save_weights("x.weights.h5")
model.load_weights("x.weights.h5")
print(model_from_json)
"""
PATCHED = """\
import keras
import tensorflow as tf
from keras.layers import GRU


@keras.utils.register_keras_serializable()
def hard_sigmoid_of_keras_2(x):
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)


model = GRU(2, recurrent_activation=hard_sigmoid_of_keras_2, reset_after=False)
"""


def test_a_layer_from_its_old_module_is_the_layer_and_twice_is_once(see):
    once = see(CODE, baseline="1.15").patched(Version("2.21"))["code.py"]
    assert once.decode().startswith(PATCHED)
    assert see(once.decode(), baseline="1.15").patched(Version("2.21")) == {}


def test_where_nothing_can_be_written_it_says_what_to_write(see):
    code = CODE.replace("model = GRU", "tf = keras = 1\nmodel = GRU")
    (found,) = [
        each for each in see(code, baseline="1.15").findings if each.symbol.endswith(".GRU") and each.since == "2.16"
    ]
    assert (
        "recurrent_activation=lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0) and reset_after=False"
        in found.message
    )
