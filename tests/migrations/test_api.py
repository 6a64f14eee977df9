"""Names, calls and members are held against the API index: what is not sure is not said."""

import pytest

from migrations.rule import Effect

GONE = "tf.keras.utils.multi_gpu_model"
"""There to 2.3; its place is taken by nothing that could be written."""


@pytest.fixture
def said(see):
    """What the check says of code.py: line, name without `tf.`, since when."""

    def said(code: str, baseline: str = "2.3", **files: str) -> list[tuple[int, str, str]]:
        analysis = see(code, baseline=baseline, select=("api",), **files)
        assert analysis.problems == ()
        found = {(f.line, f.symbol.removeprefix("tf."), f.since) for f in analysis.findings if f.path == "code.py"}
        first: dict[tuple[int, str], str] = {}
        for line, name, since in sorted(found, key=lambda each: tuple(map(int, each[2].split(".")))):
            first.setdefault((line, name), since)
        return sorted((line, name, since) for (line, name), since in first.items())

    return said


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import tensorflow as tf\ntf.keras.utils.multi_gpu_model(m)", 2),
        ("import tensorflow\ntensorflow.keras.utils.multi_gpu_model(m)", 2),
        ("import tensorflow.keras.utils as u\nu.multi_gpu_model(m)", 2),
        ("import tensorflow.keras.utils\ntensorflow.keras.utils.multi_gpu_model(m)", 2),
        ("from tensorflow import keras\nkeras.utils.multi_gpu_model(m)", 2),
        ("from tensorflow.keras import utils as u\nu.multi_gpu_model(m)", 2),
        ("from tensorflow.keras.utils import multi_gpu_model", 1),
        ("from tensorflow.keras.utils import multi_gpu_model as g", 1),
        ("from tensorflow.keras.utils import (\n    to_categorical,\n    multi_gpu_model,\n)", 3),
        ("from tensorflow.keras.utils import *\nmulti_gpu_model(m)", 2),
        ("import tensorflow as tf\nt = tf\nt.keras.utils.multi_gpu_model", 3),
        ("import tensorflow as tf\nk = tf.keras\nu = k.utils\nprint(u.multi_gpu_model)", 4),
        ("import tensorflow as tf\nx: tf.keras.utils.multi_gpu_model", 2),
        ("import tensorflow as tf\nclass A(tf.keras.utils.multi_gpu_model): pass", 2),
        ("import tensorflow as tf\n@tf.keras.utils.multi_gpu_model\ndef f(): pass", 2),
        ("import tensorflow as tf\nf(*[tf.keras.utils.multi_gpu_model for x in y])", 2),
        ("def f():\n    import tensorflow as tf\n    tf.keras.utils.multi_gpu_model", 3),
        ("import tensorflow as tf\nf'{tf.keras.utils.multi_gpu_model}'", 2),
        ("import importlib\ntf = importlib.import_module('tensorflow')\ntf.keras.utils.multi_gpu_model", 3),
    ],
)
def test_a_name_that_is_gone_is_found_however_it_is_said(said, code, line):
    assert said(code) == [(line, "keras.utils.multi_gpu_model", "2.4")]


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("from common import tf\ntf.keras.utils.multi_gpu_model", {"common": "import tensorflow as tf"}),
        ("from common import *\ntf.keras.utils.multi_gpu_model", {"common": "import tensorflow as tf"}),
        ("import common as c\nc.tf.keras.utils.multi_gpu_model", {"common": "import tensorflow as tf"}),
        ("from common import u\nu.multi_gpu_model", {"common": "from tensorflow.keras import utils as u"}),
    ],
)
def test_through_the_projects_own_modules(said, code, files):
    assert said(code, **files) == [(2, "keras.utils.multi_gpu_model", "2.4")]


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\nprint('tf.keras.utils.multi_gpu_model')  # tf.keras.utils.multi_gpu_model",
        "import tensorflow as tf\ntf.keras.utils.to_categorical([1])",
        "import tensorflow as tf\ndef f(tf):\n    tf.keras.utils.multi_gpu_model",
        "import tensorflow as tf\nfor tf in x:\n    tf.keras.utils.multi_gpu_model",
        "import tensorflow as tf\ndel tf\ntf.keras.utils.multi_gpu_model",
        "import tensorflow as tf\nfrom mock import tf\ntf.keras.utils.multi_gpu_model",
        "import tensorflow as tf\nclass A:\n    def multi_gpu_model(self): pass\nA().multi_gpu_model()",
        "from tensorflow.keras.utils import *\ndef multi_gpu_model(x): pass\nmulti_gpu_model(m)",
        "import tensorflow as tf\ngetattr(tf.keras.utils, name)(m)",
        "import tensorflow as tf\ntf.keras.utils.__dict__['multi_gpu_model']",
    ],
)
def test_what_only_looks_like_it_is_not_said(said, code):
    assert said(code) == []


@pytest.mark.parametrize(
    "name",
    [
        "tf.keras.saving.load_model",  # it comes later: the project knows what it does
        "tf.keras.ops.mean",
        "tf.python.framework.ops.Tensor",
        "tf.keras.layers.Dense.__name__",
        "tf.__version__",
        "tensorflow_hub.KerasLayer",
    ],
)
def test_names_of_which_nothing_can_be_said(said, name):
    assert said(f"import tensorflow as tf\nimport tensorflow_hub\n{name}\n") == []


def test_a_project_may_shadow_the_package(said):
    assert said("import keras\nkeras.utils.multi_gpu_model", keras="x = 1") == []


def test_standalone_keras_has_its_own_versions(said):
    assert said("import keras\nkeras.utils.multi_gpu_model(m)") == [(2, "keras.utils.multi_gpu_model", "2.6")]


def test_the_first_version_keeps_its_names(said):
    first = "import tensorflow.compat.v1 as tf\n"
    assert said(f"{first}tf.Session()\ntf.log(1)\ntf.placeholder(tf.float32)") == []
    assert said(f"{first}tf.keras.utils.multi_gpu_model") == [(2, "compat.v1.keras.utils.multi_gpu_model", "2.4")]


@pytest.mark.parametrize(
    ("code", "baseline", "name", "since"),
    [
        ("tf.log(1)", "1.14", "log", "2.0"),
        ("tf.to_float(1)", "1.14", "to_float", "2.0"),
        ("tf.contrib.layers.flatten(x)", "1.14", "contrib.layers.flatten", "2.0"),
        ("tf.keras.experimental.LinearModel()", "2.10", "keras.experimental.LinearModel", "2.16"),
    ],
)
def test_when_a_name_went(said, code, baseline, name, since):
    assert said(f"import tensorflow as tf\n{code}", baseline) == [(2, name, since)]


@pytest.mark.parametrize("name", ["tf.keras.utils.no_such_thing", "tf.log", "tf.contrib.layers.flatten"])
def test_what_never_was_there_breaks_nothing_anew(see, name):
    findings = see(f"import tensorflow as tf\n{name}", baseline="2.10", select=("api",)).findings
    assert all(finding.effect is Effect.DEPRECATED for finding in findings)


# Calls


@pytest.mark.parametrize(
    ("call", "effect"),
    [
        ("tf.argmax([1], dimension=0)", "breaks"),  # an unknown keyword
        ("tf.reduce_sum([1], reduction_indices=0)", "breaks"),
        ("tf.reduce_sum([1], 0, True, None, [0], True)", "breaks"),  # too many positions
        ("tf.expand_dims([1], dim=0)", "breaks"),
    ],
)
def test_calls_that_do_not_fit_any_more(see, call, effect):
    findings = see(f"import tensorflow as tf\n{call}", baseline="1.14", select=("api",)).findings
    assert {(finding.since, finding.effect.value) for finding in findings} == {("2.0", effect)}


def test_a_position_that_means_something_else(see):
    code = "import tensorflow as tf\ntf.keras.losses.BinaryCrossentropy(False, 0, 'none', 'x')"
    findings = see(code, baseline="2.5", select=("api",)).findings
    assert {(finding.since, finding.effect.value) for finding in findings} >= {("2.16", "changes")}


@pytest.mark.parametrize(
    "call",
    [
        "tf.argmax([1], 0)",
        "tf.argmax([1], axis=0)",
        "tf.argmax(*args)",
        "tf.argmax([1], **options)",
        "tf.reduce_sum(*args, axis=0)",
        "tf.argmax([1], nonsense=0)",  # it never did
        "tf.argmax()",
        "tf.argmax([1], input=[1])",
        "argmax([1], dimension=0)",
    ],
)
def test_calls_that_fit_or_never_did(said, call):
    assert said(f"import functools\nimport tensorflow as tf\n{call}", "1.14") == []


def test_a_call_by_its_own_name_is_looked_at(said):
    assert said("from tensorflow import argmax as a\na([1], dimension=0)", "1.14") == [(2, "argmax", "2.0")]
    assert said("from tensorflow import argmax as a\na([1], axis=0)", "1.14") == []


# Members


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("m = tf.keras.Sequential([])\nm.predict_classes(x)", [(3, "keras.Sequential.predict_classes", "2.6")]),
        (
            "m = tf.keras.models.Sequential()\nf = m.output_names",
            [(3, "keras.models.Sequential.output_names", "2.16")],
        ),
        (
            "m = tf.keras.models.Sequential()\nf = m.predict_classes",
            [(3, "keras.models.Sequential.predict_classes", "2.6")],
        ),
        ("def f(m: tf.keras.Sequential):\n    m.predict_classes(x)", [(3, "keras.Sequential.predict_classes", "2.6")]),
        (
            "def f(m):\n    m.predict_classes(x)\nf(tf.keras.Sequential())",
            [(3, "keras.Sequential.predict_classes", "2.6")],
        ),
        (
            "def make():\n    return tf.keras.Sequential()\nmake().predict_classes(x)",
            [(4, "keras.Sequential.predict_classes", "2.6")],
        ),
        (
            "class A:\n    m = tf.keras.Sequential()\n    def f(self):\n        self.m.predict_classes(x)",
            [(5, "keras.Sequential.predict_classes", "2.6")],
        ),
        (
            "class M(tf.keras.Model):\n    def f(self):\n        self.fit_generator(x)",
            [(4, "keras.Model.fit_generator", "2.16")],
        ),
        ("class M(tf.keras.Model): pass\nM().fit_generator(x)", [(3, "keras.Model.fit_generator", "2.16")]),
        (
            "class M(tf.keras.Model): pass\nclass N(M): pass\nN().fit_generator(x)",
            [(4, "keras.Model.fit_generator", "2.16")],
        ),
        (
            "class C(tf.keras.callbacks.Callback):\n    def f(self):\n        self.model.fit_generator(1)",
            [(4, "keras.Model.fit_generator", "2.16")],
        ),
        (
            "s = tf.distribute.MirroredStrategy()\ns.experimental_run_v2(f)",
            [(3, "distribute.MirroredStrategy.experimental_run_v2", "2.4")],
        ),
        (
            "tf.distribute.get_strategy().experimental_run_v2(f)",
            [(2, "distribute.Strategy.experimental_run_v2", "2.4")],
        ),
        ("o = tf.keras.optimizers.Adam()\no.get_updates(1, 2)", [(3, "keras.optimizers.Adam.get_updates", "2.11")]),
        (
            "class L(tf.keras.layers.Layer):\n    def call(self, x):\n        self.add_update([])",
            [(4, "keras.layers.Layer.add_update", "2.16")],
        ),
    ],
)
def test_members_of_what_is_surely_an_instance(said, code, expected):
    assert said(f"import tensorflow as tf\n{code}") == expected


def test_members_of_the_first_version(said):
    code = "import tensorflow as tf\nds = tf.data.Dataset.range(3)\nit = ds.make_one_shot_iterator()"
    assert said(code, "1.15") == [(3, "data.Dataset.make_one_shot_iterator", "2.0")]


@pytest.mark.parametrize(
    "code",
    [
        "def f(m):\n    m.predict_proba(x)",
        "m = load()\nm.predict_proba(x)",
        "m = tf.keras.Sequential()\nm = mine()\nm.predict_proba(x)",
        "m = tf.keras.Sequential() if x else mine()\nm.predict_proba(x)",
        "m = tf.keras.Sequential()\nm.predict(x)\nm.my_own(x)",
        "from tensorflow.keras.models import Model\nm = Model(x, y)\nm.inputs, m.outputs, m.output_names",
        "m = tf.keras.Sequential()\nm.predict_classes = f",
        "class M(tf.keras.Model):\n    def fit_generator(self): pass\nM().fit_generator(x)",
        "class M(tf.keras.Model):\n    def __init__(self):\n        self.fit_generator = f\nM().fit_generator(x)",
        "class N:\n    def fit_generator(self): pass\nclass M(N, tf.keras.Model): pass\nM().fit_generator(x)",
        "class M(unknown.Base):\n    def f(self):\n        self.fit_generator(x)",
        "class M(torch.nn.Module):\n    def f(self):\n        self.fit_generator(x)",
        "for m in models:\n    m.predict_proba(x)",
        "getattr(tf.keras.Sequential(), name)(x)",
    ],
)
def test_members_of_what_may_be_anything(said, code):
    assert said(f"import tensorflow as tf\nimport torch\n{code}") == []


def test_of_several_classes_the_same_one_answers_every_time(see):
    """Values are in sets, whose order is another one in each process."""
    code = """
        import tensorflow as tf
        optimizer = tf.keras.optimizers.SGD() if tf else tf.keras.optimizers.Adam()
        optimizer.get_weights()
    """
    found = {finding.symbol for finding in see(code, select=("api",)).findings}
    assert found == {"tf.keras.optimizers.Adam.get_weights"}
