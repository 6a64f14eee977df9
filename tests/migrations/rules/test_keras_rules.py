"""Small cases of the rules about Keras: look-alikes first, then what is rewritten."""

import pytest
from packaging.version import Version

TF = "import tensorflow as tf\n"
MODEL = TF + "model = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"


@pytest.mark.parametrize(
    ("rule", "baseline", "code"),
    [
        ("layer_keywords", "2.15", "tf.keras.layers.Embedding(3, 2, weights=[w], input_length=4)"),
        ("layer_keywords", "2.15", "tf.keras.layers.InputLayer(batch_input_shape=(1, 2))"),
        ("layer_keywords", "2.15", "tf.keras.applications.ResNet50(weights=None)"),
        ("layer_keywords", "2.15", "tf.keras.layers.LSTM(3, input_shape=(2, 3), trainable=False)"),
        ("optimizer_decay", "2.10", "tf.keras.optimizers.AdamW(weight_decay=0.1)"),
        ("optimizer_decay", "2.10", "tf.compat.v1.train.RMSPropOptimizer(0.1, decay=0.9)"),
        ("optimizer_epsilon_none", "2.10", "tf.keras.optimizers.Adam(epsilon=1e-8)"),
        ("optimizer_lr_attribute", "2.15", "def f(args):\n    return args.lr"),
        ("backend_set_value", "2.15", "session.set_value(1, 2)"),
        ("keras3_loss_reduction", "2.15", "tf.keras.losses.MeanSquaredError(reduction='sum')"),
        ("silent_hard_sigmoid", "2.15", "tf.keras.layers.LSTM(2, recurrent_activation='sigmoid')"),
        ("silent_regularizer_defaults", "2.15", "tf.keras.regularizers.l1_l2(0.1, 0.1)"),
        ("layer_names", "2.15", "tf.Variable(1.0, name='a/b')"),
        ("layer_names", "2.15", "tf.keras.layers.Dense(2, name='a_b')"),
        ("keras3_variable_members", "2.15", "tf.Variable(1.0).value()"),
        ("keras3_symbolic_members", "2.15", "tf.ones((1, 2)).get_shape().as_list()"),
        ("model_add_loss", "2.15", "class M:\n    def add_metric(self): ...\nM().add_metric()"),
        ("optimizer_minimize", "2.15", "import scipy.optimize\nscipy.optimize.minimize(f, 1)"),
    ],
)
def test_leaves_alone(see, rule, baseline, code):
    assert see(f"{TF}{code}\n", baseline=baseline, select=(rule,)).findings == ()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("data_python_lists", "model.fit([a, b], c)"),
        ("data_python_lists", "model.predict(x)"),
        ("data_python_lists", "model.fit({'a': a}, b, validation_data=(a, b))"),
        ("model_metrics_argument", "model.compile('sgd', 'mse', metrics=['mae', 'mse'])"),
        ("model_never_called", "print(model.inputs, model.outputs)"),
        ("model_never_called", "y = model(tf.keras.Input((2,)))\nprint(model.output)"),
        ("keras3_identifiers", "model.compile('sgd', loss='kld', metrics=['mse'])"),
        ("model_compile_optimizer", "model.compile(tf.keras.optimizers.SGD(0.1))"),
        ("keras3_variable_members", "for w in model.weights:\n    print(w.numpy(), w.shape, w.name)"),
        ("layer_shapes", "print(model.output_shape, model.input_shape)"),
    ],
)
def test_leaves_models_alone(see, rule, code):
    assert see(f"{MODEL}{code}\n", baseline="2.15", select=(rule,)).findings == ()


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (
            "layer_keywords",
            "m = tf.keras.Sequential([tf.keras.layers.Dense(1, batch_input_shape=(2, 3))])",
            "m = tf.keras.Sequential([tf.keras.Input(batch_shape=(2, 3)), tf.keras.layers.Dense(1)])",
        ),
        (
            "layer_keywords",
            "model.add(tf.keras.layers.LSTM(1, input_dim=3, input_length=5))",
            "model.add(tf.keras.Input(shape=(5, 3)))\nmodel.add(tf.keras.layers.LSTM(1))",
        ),
        (
            "layer_keywords",
            "y = tf.keras.layers.LSTM(1, batch_input_shape=(1, 2, 3))(tf.keras.Input((2, 3)))",
            "y = tf.keras.layers.LSTM(1)(tf.keras.Input((2, 3)))",
        ),
        ("layer_keywords", "tf.keras.layers.LSTM(1, time_major=False)", "tf.keras.layers.LSTM(1)"),
        ("data_python_lists", "model.fit([1, 2], [3, 4])", "model.fit(np.array([1, 2]), np.array([3, 4]))"),
        ("data_python_lists", "model.predict([[i, 1] for i in x])", "model.predict([[i, 1] for i in x])"),
        ("model_never_called", "print(model.output)", "print(model.outputs[0])"),
        ("model_metrics_argument", "model.compile('sgd', metrics='mae')", "model.compile('sgd', metrics=['mae'])"),
        ("optimizer_lr_attribute", "model.optimizer.lr.assign(0.1)", "model.optimizer.learning_rate.assign(0.1)"),
        (
            "keras3_symbolic_members",
            "x = tf.keras.Input((2,))\nn = x.get_shape().as_list()[1]",
            "x = tf.keras.Input((2,))\nn = list(x.shape)[1]",
        ),
        (
            "layer_names",
            "x = tf.keras.layers.Dense(1, name='a' + '/b/%d' % 1)",
            "x = tf.keras.layers.Dense(1, name='a' + '_b_%d' % 1)",
        ),
        (
            "silent_regularizer_defaults",
            "tf.keras.regularizers.l1_l2()",
            "tf.keras.regularizers.l1_l2(l1=0.01, l2=0.01)",
        ),
        ("layer_shapes", "print(model.layers[0].output_shape)", "print(model.layers[0].output.shape)"),
    ],
)
def test_rewrites(see, rule, before, after):
    start = "import numpy as np\n" + MODEL
    files = see(f"{start}{before}\n", baseline="2.15", select=(rule,)).patched(Version("2.21"))
    assert files.get("code.py", f"{start}{before}\n".encode()).decode() == f"{start}{after}\n"


def test_a_schedule_is_not_put_under_a_callback_that_sets_the_rate(see):
    code = TF + "tf.keras.callbacks.ReduceLROnPlateau()\ntf.keras.optimizers.SGD(0.1, decay=0.1)\n"
    findings = see(code, baseline="2.10", select=("optimizer_decay",)).findings
    assert {(each.fix, each.since) for each in findings} == {("manual", "2.11"), ("manual", "2.16")}


@pytest.mark.parametrize("attribute", ["lr", "learning_rate"])
def test_a_rate_that_is_set_later_is_no_schedule_by_either_name(see, attribute):
    code = TF + f"opt = tf.keras.optimizers.SGD(0.1, decay=0.1)\nopt.{attribute} = 0.2\n"
    findings = see(code, baseline="2.10", select=("optimizer_decay",)).findings
    assert {each.fix for each in findings} == {"manual"}
    read = code.replace(" = 0.2", "")
    assert {each.fix for each in see(read, baseline="2.10", select=("optimizer_decay",)).findings} == {"safe"}


def test_metrics_go_by_the_name_that_the_project_gives_them(see):
    code = MODEL + "model.compile('sgd', metrics=['{}'])\nh = model.fit(1)\nprint(h.history['acc'])\n"
    assert see(code.format("acc"), baseline="1.15", select=("metric_names",)).findings == ()
    [finding] = see(code.format("accuracy"), baseline="1.15", select=("metric_names",)).findings
    assert (finding.effect, finding.since) == ("breaks", "2.0")
    assert see(code.format("accuracy"), baseline="2.0", select=("metric_names",)).findings == ()


def test_optimizers_that_meet_other_variables(see):
    code = TF + (
        "o = tf.keras.optimizers.Adam()\n"
        "def step(a, b, g):\n"
        "    o.apply_gradients(zip(g, a.trainable_variables))\n"
        "    o.apply_gradients(zip(g, b.trainable_variables))\n"
    )
    [finding] = see(code, baseline="2.10", select=("optimizer_shared",)).findings
    assert (finding.line, finding.effect, finding.since) == (5, "breaks", "2.11")
    again = code.replace("b.trainable", "a.trainable")
    assert see(again, baseline="2.10", select=("optimizer_shared",)).findings == ()


def test_a_base_that_a_condition_decides_about_is_both(see):
    code = """\
    import tensorflow as tf

    if hasattr(tf.keras.optimizers, "legacy"):
        Base = tf.keras.optimizers.legacy.Adam
    else:
        Base = tf.keras.optimizers.Adam

    class Slow(Base):
        pass

    w = tf.Variable(1.0)
    optimizer = Slow(0.1)
    optimizer.minimize(lambda: w * 2, var_list=[w])
    """
    once = see(code, baseline="2.10").patched(Version("2.21"))["code.py"].decode()
    assert "minimize" not in once
    assert see(once, baseline="2.10").patched(Version("2.21")) == {}
