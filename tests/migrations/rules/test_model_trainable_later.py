import pytest
from packaging.version import Version

RULE = ("model_trainable_later",)
START = "import tensorflow as tf\nd, o = tf.keras.Sequential(), tf.keras.optimizers.SGD()\n"


@pytest.mark.parametrize(
    "code",
    [
        "d.trainable = False\nd.compile('sgd', 'mse')\nd.fit(x, y)\n",
        "d.compile('sgd', 'mse')\nd.fit(x, y)\nd.trainable = False\n",
        "d.compile('sgd', 'mse')\nd.trainable = False\nd.compile('sgd', 'mse')\nd.fit(x, y)\n",
        "d.compile('sgd', 'mse')\nd.trainable = False\nd.predict(x)\n",
        "d.compile('sgd', 'mse')\nd.trainable = False\nd.trainable = True\nd.fit(x, y)\n",
        "d.compile('sgd', 'mse')\nd.trainable = frozen\nd.fit(x, y)\n",
        "class A:\n    trainable = True\na = A()\na.trainable = False\nd.compile('sgd', 'mse')\nd.fit(x, y)\n",
    ],
)
def test_says_nothing(see, code):
    assert see(START + code, baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("v = d.fit(x, y)", "d.trainable = True\nv = d.fit(x, y)\nd.trainable = False"),
        (
            "for b in x:\n    v += d.train_on_batch(b)",
            "for b in x:\n    d.trainable = True\n    v += d.train_on_batch(b)\n    d.trainable = False",
        ),
        ("print(d.fit(x, y)); y = 1", None),
        ("if d.fit(x, y): y = 1", None),
    ],
)
def test_it_is_thawed_while_it_is_trained(see, code, after):
    start = START + "d.compile('sgd', 'mse')\nd.trainable = False\n"
    analysis = see(f"{start}{code}\n", baseline="2.10", select=RULE)
    assert [(each.since, each.effect.value) for each in analysis.findings] == [("2.16", "changes")]
    assert analysis.patched(Version("2.21")) == ({"code.py": f"{start}{after}\n".encode()} if after else {})


@pytest.mark.parametrize("other", ["o.apply_gradients(z)", "use(o)"])
def test_an_optimizer_that_others_may_have_is_for_people(see, other):
    code = START + f"d.compile(o, 'mse')\nd.trainable = False\nd.fit(x, y)\n{other}\n"
    assert see(code, baseline="2.10", select=RULE).patched(Version("2.21")) == {}


def test_an_optimizer_that_models_are_compiled_with_becomes_one_for_each(see):
    code = (
        START
        + "d.compile(o, 'mse')\nd.trainable = False\ne = tf.keras.Sequential([d])\ne.compile(o, 'mse')\nd.fit(x, y)\n"
    )
    (text,) = see(code, baseline="2.10", select=(*RULE, "optimizer_shared")).patched(Version("2.21")).values()
    assert b"d.trainable = True\nd.fit(x, y)\nd.trainable = False" in text
    assert b"e.compile(type(o).from_config(o.get_config()), 'mse')" in text
