"""Members that only Keras and TensorFlow had are told of whatever they are asked of, and are to be looked at."""

import pytest

from migrations.engine import Fix

HEAD = "import keras\nimport tensorflow as tf\nimport torch\nfrom sklearn.svm import SVC\n"
TOLD = "is told by the name"
OTHER_CLASS = """\
import deepchem
class C:
    def make(self):
        return deepchem.Graph()
    def both(self):
        m = deepchem.Graph()
        return m, 1
"""
USES = "    def f(self):\n        self.m.fit_generator(x)"


@pytest.fixture
def presumed(see):
    """The symbols of what is presumed in code.py, each with its fix."""

    def presumed(code: str, baseline: str = "1.15", **files: str) -> set[tuple[str, Fix]]:
        analysis = see(f"{HEAD}{code}", baseline=baseline, **files)
        assert analysis.problems == ()
        return {(f.symbol, f.fix) for f in analysis.findings if f.path == "code.py" and TOLD in f.message}

    return presumed


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("def f(m, g):\n    m.fit_generator(g)", "tf.keras.Model.fit_generator"),
        ("def f(ms, g):\n    return ms['a'].predict_generator(g)", "tf.keras.Model.predict_generator"),
        ("for m in models:\n    m.evaluate_generator(x)", "tf.keras.Model.evaluate_generator"),
        ("m, n = load()\nn.predict_classes(x)", "tf.keras.Sequential.predict_classes"),
        ("m = keras.Sequential() if x else mine()\nm.predict_classes(x)", "tf.keras.Sequential.predict_classes"),
        ("class C:\n    def f(self):\n        self.model.fit_generator(x)", "tf.keras.Model.fit_generator"),
        (
            "class C:\n    model = None\n    def f(self):\n        self.model.fit_generator(x)",
            "tf.keras.Model.fit_generator",
        ),
        ("import keras_contrib\nkeras_contrib.Net().fit_generator(x)", "tf.keras.Model.fit_generator"),
        ("import copy\ndef f(m):\n    copy.copy(m).fit_generator(x)", "tf.keras.Model.fit_generator"),
        ("def f(layer):\n    return layer.get_output_at(0)", "tf.keras.layers.Layer.get_output_at"),
        ("def f(s, step):\n    s.experimental_run_v2(step)", "tf.distribute.Strategy.experimental_run_v2"),
        ("def f(val_metric):\n    val_metric.reset_states()", "tf.keras.metrics.Metric.reset_states"),
        ("def f(self):\n    self.model.reset_states()", "tf.keras.Model.reset_states"),
    ],
)
def test_a_member_that_nothing_else_has_is_told_to_be_looked_at(presumed, code, symbol):
    assert presumed(code) == {(symbol, Fix.REVIEW)}


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("def f(model):\n    model.optimizer.get_gradients(a, b)", "tf.keras.optimizers.Optimizer.get_gradients"),
        ("def f(layer):\n    return layer.get_output_at(1)", "tf.keras.layers.Layer.get_output_at"),
        ("def f(layer):\n    return layer.get_updates_for(x)", "tf.keras.layers.Layer.get_updates_for"),
    ],
)
def test_what_no_edit_can_do_stays_left_to_the_user(presumed, code, symbol):
    assert presumed(code) == {(symbol, Fix.MANUAL)}


@pytest.mark.parametrize(
    "code",
    [
        "class T:\n    def fit_generator(self): ...\ndef f(m):\n    m.fit_generator(x)",
        "class T:\n    def __init__(self):\n        self.fit_generator = f\ndef f(m):\n    m.fit_generator(x)",
        "class T(torch.nn.Module):\n    def f(self):\n        self.fit_generator(x)",
        "class T(other.Base):\n    def f(self):\n        super().fit_generator(x)",
        "import deepchem\nm = deepchem.models.Graph()\nm.fit_generator(x)",
        f"{OTHER_CLASS}    def __init__(self):\n        self.m = deepchem.Graph()\n{USES}",
        f"{OTHER_CLASS}    def __init__(self):\n        self.m = self.make()\n{USES}",
        f"{OTHER_CLASS}    def __init__(self):\n        self.m, self.n = self.both()\n{USES}",
        "import deepchem\ndef make():\n    return deepchem.Graph()\nmake().fit_generator(x)",
        "import deepchem\ndef f(m: deepchem.Graph):\n    m.fit_generator(x)",
        "import deepchem\ndef f(m):\n    m.fit_generator(x)\nf(deepchem.Graph())",
        "import deepchem\nfor m in deepchem.all():\n    m.fit_generator(x)",
        "import deepchem\nwith deepchem.open() as m:\n    m.fit_generator(x)",
        "import deepchem\nm, n = deepchem.both()\nn.fit_generator(x)",
        "SVC().predict_proba(x)",
        "def f(m):\n    m.predict_proba(x)",
        "def f(rng):\n    rng.reset_states()",
        "def f(solver):\n    solver.get_updates(a)",
        "def f(m):\n    m.fit_generator = x",
        "fit_generator(x)",
    ],
)
def test_what_may_be_something_else_is_left_alone(presumed, code):
    assert presumed(code) == set()


def test_what_only_comes_from_itself_is_presumed_by_the_rules_too(see):
    code = "class C:\n    def f(self, m):\n        m.predict_classes(self.f(m))\n        self.f(m)\n"
    found = see(HEAD + code, baseline="1.15").findings
    assert {each.rule for each in found if TOLD in each.message} == {"model_predict_classes"}


def test_where_the_class_is_known_nothing_is_presumed(presumed):
    assert presumed("m = keras.Sequential()\nm.fit_generator(x)") == set()


def test_the_class_of_another_file_counts_too(presumed):
    own = {"own": "import keras\nclass Net:\n    def fit_generator(self, x): ...\n"}
    assert presumed("import own\ndef f(m):\n    m.fit_generator(x)", **own) == set()


def test_what_it_says_is_for_somebody_who_does_not_know_upflow(see):
    analysis = see(f"{HEAD}def f(m):\n    m.fit_generator(x)", baseline="1.15")
    found = [each.message for each in analysis.findings if TOLD in each.message]
    assert len(found) == 1
    assert found[0].startswith("`tf.keras.Model.fit_generator` is gone from TensorFlow 2.16 on (Keras 3). Use ")
    assert found[0].endswith("That this is a model of TensorFlow or Keras is told by the name `fit_generator` alone.")
