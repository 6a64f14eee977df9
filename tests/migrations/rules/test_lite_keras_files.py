import pytest

from migrations.engine import Fix

OLD = "tf.compat.v1.lite.TFLiteConverter.from_keras_model_file"


def test_writes(patched):
    code = f"import tensorflow as tf\nc = {OLD}(path)\n"
    new = "c = tf.lite.TFLiteConverter.from_keras_model(tf.keras.models.load_model(path, compile=False))\n"
    assert patched(code) == f"import tensorflow as tf\n{new}"


@pytest.mark.parametrize("arguments", ["path, input_shapes={'x': [1]}", "*paths", "model_file=path"])
def test_other_arguments_are_left_to_somebody(see, arguments):
    (finding,) = see(f"import tensorflow as tf\n{OLD}({arguments})\n", select=("lite_keras_files",)).findings
    assert (finding.since, finding.fix, finding.edits) == ("2.16", Fix.MANUAL, ())
