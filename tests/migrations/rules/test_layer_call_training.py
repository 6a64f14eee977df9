"""Layers that are called with something else than tensors by position, and without `training`."""

from packaging.version import Version

from migrations.engine import analyse

HEAD = "import tensorflow as tf\n"
BLOCK = """\
class Block(tf.keras.layers.Layer):
    def call(self, x, training{}):
        return x
"""
OLD, NEW = Version("2.15"), Version("2.21.0")


def patched(source: str) -> str:
    analysis = analyse({"p.py": source.encode()}, baseline=OLD, select=["layer_call_training"])
    return analysis.patch(NEW).files.get("p.py", source.encode()).decode()


def lines(source: str) -> list[int]:
    analysis = analyse({"p.py": source.encode()}, baseline=OLD, select=["layer_call_training"])
    return [found.line for found in analysis.findings]


def test_tensors_and_none_may_stand_by_position() -> None:
    source = HEAD + BLOCK.format("=False") + "Block()(tf.ones(1), None)\nBlock()(tf.ones(1), tf.ones(1))\n"
    assert not lines(source)


def test_what_is_always_told_needs_no_default() -> None:
    source = HEAD + BLOCK.format("") + "Block()(tf.ones(1), training=False)\n"
    assert not lines(source)


def test_a_word_for_true_gets_its_name() -> None:
    source = HEAD + BLOCK.format("=False") + "block = Block()\nblock(tf.ones(1), True)\n"
    assert patched(source) == source.replace(", True", ", training=True")


def test_what_stands_behind_it_gets_its_name_too() -> None:
    source = HEAD + BLOCK.format("=False, mask=None") + "block = Block()\nblock(tf.ones(1), True, tf.ones(1))\n"
    assert patched(source) == source.replace("True, tf.ones(1)", "training=True, mask=tf.ones(1)")


def test_cells_take_it_behind_the_states() -> None:
    source = HEAD + "training = True\ncell = tf.keras.layers.LSTMCell(2)\ncell(tf.ones((1, 1)), states, training)\n"
    assert patched(source) == source.replace("states, training", "states, training=training")


def test_a_layer_in_a_sequential_model_is_called_without() -> None:
    source = HEAD + BLOCK.format("") + "model = tf.keras.Sequential([Block()])\n"
    assert patched(source) == source.replace("training)", "training=None)")


def test_a_parameter_that_has_to_follow_is_left_to_the_reader() -> None:
    source = HEAD + BLOCK.format(", mask") + "block = Block()\nblock(tf.ones(1), mask=None)\n"
    assert lines(source) == [3]
    assert patched(source) == source
