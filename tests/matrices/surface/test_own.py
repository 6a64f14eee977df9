"""Deprecations, exports and lazy loaders of TensorFlow and Keras, as their own helpers do them."""

from matrices.surface.facts import Deprecation, Kind, MemberKind
from matrices.surface.read import read

DEPRECATION = """
    def deprecated(date, instructions, warn_once=True): ...
    def deprecated_args(date, instructions, *names, **kwargs): ...
    def deprecated_arg_values(date, instructions, warn_once=True, **values): ...
"""
USES = """
    from keras import deprecation

    @deprecation.deprecated("2023-07-01", "Use X instead.")
    def old(x): pass

    @deprecation.deprecated_args(None, "It is gone.", "dim", ("axis", None))
    def reduce(x, dim=None, axis=None): pass

    @deprecation.deprecated_arg_values("soon", "Say False.", validate=True)
    def check(x, validate=True): pass

    class Layer:
        @deprecation.deprecated(None, "Call `add_weight`.")
        def add_variable(self, name): pass

    def kept(x): pass
    copied = deprecation.deprecated("2020", "Use kept.")(kept)
"""


def test_deprecations_are_told_with_date_and_instructions(surface):
    found = surface(init=USES, deprecation=DEPRECATION).objects

    assert found["keras:old"].deprecated == Deprecation("2023-07-01", "Use X instead.")
    assert found["keras:old"].signature == "(x)"
    assert found["keras:reduce"].deprecated == Deprecation(args={"dim": "It is gone.", "axis": "It is gone."})
    assert found["keras:check"].deprecated == Deprecation(args={"validate": "Say False."})
    assert found["keras:Layer"].members["add_variable"].deprecated == Deprecation(None, "Call `add_weight`.")


def test_a_deprecated_copy_leaves_the_original_alone(surface):
    found = surface(init=USES, deprecation=DEPRECATION)

    assert found.objects[found.names["keras.kept"]].deprecated is None
    assert found.objects[found.names["keras.copied"]].deprecated == Deprecation("2020", "Use kept.")


def test_a_lazy_loader_is_the_module_behind_it(surface):
    loader = "class LazyLoader:\n    def __init__(self, local_name, parent, name): pass"
    init = "from keras.lazy_loader import LazyLoader\nlazy = LazyLoader('lazy', globals(), 'keras.behind')"

    found = surface(init=init, lazy_loader=loader, behind="x = 1")

    assert found.names["keras.lazy"] == "keras.behind:"


def test_undocumented_names_are_removed(surface):
    init = '''
        """Doc.

        @@shown
        """
        from keras.all_util import remove_undocumented
        shown = hidden = allowed = 1
        remove_undocumented(__name__, ["allowed"])
    '''
    found = surface(init=init, all_util="def remove_undocumented(module_name, allowed=None, doc=None): ...")

    assert {"keras.shown", "keras.allowed"} < found.names.keys()
    assert "keras.hidden" not in found.names


def test_attributes_that_instances_get_are_members(surface):
    init = "class Layer:\n    def __init__(self): self.units = self._hidden = 1\n    def build(self): self.kernel = 2"

    members = surface(init=init).objects["keras:Layer"].members

    assert {name for name, member in members.items() if member.kind is MemberKind.ATTRIBUTE} == {"units", "kernel"}


def test_the_first_split_layout_is_read_as_tensorflow(wheel):
    archive = wheel(
        {
            "tensorflow/__init__.py": "from tensorflow_core import *\ntry:\n  del tools\nexcept NameError:\n  pass\n",
            "tensorflow_core/__init__.py": "from tensorflow.python.ops import relu\nfrom tensorflow import tools\n",
            "tensorflow_core/python/__init__.py": "",
            "tensorflow_core/python/ops.py": "def relu(features, name=None): pass\n",
            "tensorflow_core/tools/__init__.py": "",
        }
    )

    found = read("tensorflow", "1.15.5", archive)

    assert found.names["tf.relu"] == "tensorflow.python.ops:relu"
    assert "tf.tools" not in found.names
    assert found.objects["tensorflow.python.ops:relu"].kind is Kind.FUNCTION


def test_keras_answers_for_the_names_that_tensorflow_forwards(wheel):
    api = "from keras.api._v2.keras import losses, metrics, optimizers, initializers\n"
    leaves = {f"keras/api/_v2/keras/{name}/__init__.py": "" for name in ("metrics", "optimizers", "initializers")}
    legacy = {
        f"keras/api/_v1/keras/{name}__init__.py": ""
        for name in ("", "__internal__/", "__internal__/legacy/", "__internal__/legacy/layers/")
    }
    archive = wheel(
        {
            "keras/__init__.py": "",
            "keras/api/__init__.py": "",
            "keras/api/_v2/__init__.py": "",
            "keras/api/_v2/keras/__init__.py": api,
            "keras/api/_v2/keras/losses/__init__.py": "from keras.losses import mse\n",
            "keras/api/_v1/__init__.py": "",
            "keras/api/_v1/keras/__internal__/legacy/rnn_cell/__init__.py": "",
            "keras/losses.py": "def mse(y_true, y_pred): pass\n",
            **leaves,
            **legacy,
        }
    )

    names = read("keras", "2.8.0", archive).names

    assert names["tf.keras.losses.mse"] == names["tf.losses.mse"] == names["keras.losses.mse"] == "keras.losses:mse"


def test_a_module_that_the_api_gives_another_name_is_walked(wheel):
    flags = "from tensorflow.python.platform import flags\n"
    archive = wheel(
        {
            "tensorflow/__init__.py": f"{flags}from tensorflow._api.v1 import app\n",
            "tensorflow/_api/__init__.py": "",
            "tensorflow/_api/v1/__init__.py": "",
            "tensorflow/_api/v1/app/__init__.py": flags,
            "tensorflow/python/__init__.py": "",
            "tensorflow/python/platform/__init__.py": "",
            "tensorflow/python/platform/flags.py": "from . import inner\ndef DEFINE_string(name): pass\n",
            "tensorflow/python/platform/inner.py": "x = 1\n",
        }
    )

    names = read("tensorflow", "1.14.0", archive).names

    assert names["tf.flags.DEFINE_string"] == names["tf.app.flags.DEFINE_string"]
    assert "tf.flags.inner" in names
    assert "tf.flags.inner.x" not in names
    assert "tf.python.platform" not in names
