"""Metrics that TensorFlow 1 reported by another name than `compile` was told."""

import pytest

from migrations.engine import Effect

FIT = """\
import pandas as pd
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=[{}])
history = model.fit(None)
"""


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("'mae'", ("mean_absolute_error", "mae")),
        ("'MSE'", ("val_mean_squared_error", "val_MSE")),
        ("'accuracy'", ("acc", "accuracy")),
    ],
)
@pytest.mark.parametrize("read", ["history.history['{}']", "pd.DataFrame(history.history)['{}']"])
def test_old_names_are_gone_from_the_history(see, patched, asked, names, read):
    code = f"{FIT.format(asked)}print({read.format(names[0])})\n"
    findings = see(code, baseline="1.15", select=("metric_names",)).findings
    assert Effect.BREAKS in {finding.effect for finding in findings}
    assert read.format(names[1]) in patched(code, baseline="1.15")


@pytest.mark.parametrize(
    ("asked", "old"),
    [("'mean_absolute_error'", "mean_absolute_error"), ("'acc', 'accuracy'", "acc"), ("metric", "acc")],
)
def test_names_that_stay_are_left(see, asked, old):
    code = f"{FIT.format(asked)}print(history.history['{old}'])\n"
    assert see(code, baseline="1.15", select=("metric_names",)).findings == ()


@pytest.mark.parametrize(
    "writer",
    [
        "pd.DataFrame(history.history)",
        "json.dump(history.history, file)",
        "tf.keras.callbacks.CSVLogger('log.csv')",
        "class C(tf.keras.callbacks.Callback):\n    def on_epoch_end(self, _, logs=None): save(logs)",
    ],
)
def test_who_writes_all_names_down_writes_others(see, writer):
    code = f"{FIT.format(repr('mae'))}{writer}\n"
    (finding,) = see(code, baseline="1.15", select=("metric_names",)).findings
    assert (finding.effect, finding.line) == (Effect.CHANGES, 4)
    assert see(code, baseline="2.1", select=("metric_names",)).findings == ()


@pytest.mark.parametrize(
    "reader",
    [
        "print(history.history['loss'])",
        "held = history.history",
        "print(sorted(history.history))",
        "for name in history.history: print(name)",
        "class C(tf.keras.callbacks.Callback):\n    def on_epoch_end(self, _, logs): super().on_epoch_end(_, logs)",
    ],
)
def test_who_only_looks_does_not(see, reader):
    assert see(f"{FIT.format(repr('mae'))}{reader}\n", baseline="1.15", select=("metric_names",)).findings == ()
