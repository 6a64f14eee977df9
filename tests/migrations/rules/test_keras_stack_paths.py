import pytest
from packaging.version import Version

from migrations.engine import Fix, analyse


@pytest.mark.parametrize(
    "code",
    [
        "from keras.layers import Dense",
        "import keras.layers as L\nL.Dense(1)",
        "from keras import backend as K",
        "from keras.preprocessing import image\nimage.load_img",
        "from mine.keras.layers.core import Dense\nimport tensorflow",
        "from .keras.layers.core import Dense\nimport tensorflow",
        "from keras_tuner.engine.tuner import Tuner\nimport tensorflow",
    ],
)
def test_leaves_alone(see, code):
    assert see(code + "\n", baseline="2.13", select=("keras_stack_paths",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from keras.layers.core import Dense", "from keras.layers import Dense"),
        ("from keras.layers.core import Dense as D, Dropout", "from keras.layers import Dense as D, Dropout"),
        (
            "from keras.layers.core import (\n    Dense,  # one\n    Flatten,\n)",
            "from keras.layers import (\n    Dense,  # one\n    Flatten,\n)",
        ),
        ("from keras.layers.normalization import BatchNormalization", "from keras.layers import BatchNormalization"),
        ("from keras.engine.topology import Layer, InputSpec", "from keras.layers import Layer, InputSpec"),
        ("from keras.utils.np_utils import to_categorical", "from keras.utils import to_categorical"),
        (
            "from keras.utils import np_utils\nnp_utils.to_categorical",
            "from keras import utils as np_utils\nnp_utils.to_categorical",
        ),
        ("from keras.layers.core import *", "from keras.layers import *"),
        ("import keras.layers.core as core\ncore.Dense(1)", "import keras.layers as core\ncore.Dense(1)"),
        ("import keras.layers.core\nkeras.layers.core.Dense(1)", "import keras.layers\nkeras.layers.Dense(1)"),
        ("import keras\nx = keras.layers.convolutional.Conv2D", "import keras\nx = keras.layers.Conv2D"),
        (
            "from keras.preprocessing.image import ImageDataGenerator",
            "from tensorflow.keras.preprocessing.image import ImageDataGenerator",
        ),
        (
            "from keras.preprocessing import image, text\nimage.ImageDataGenerator, text.Tokenizer",
            "from tensorflow.keras.preprocessing import image, text\nimage.ImageDataGenerator, text.Tokenizer",
        ),
        ("from keras.optimizers import adam_v2\nadam_v2.Adam", "from keras import optimizers as adam_v2\nadam_v2.Adam"),
        ("import keras.backend.tensorflow_backend as K\nK.epsilon", "import keras.backend as K\nK.epsilon"),
        ("import keras.backend.tensorflow_backend as K\nK.sum", "from tensorflow.keras import backend as K\nK.sum"),
    ],
)
def test_writes(see, old, new):
    patched = see(old + "\n", baseline="2.9", select=("keras_stack_paths",)).patched(Version("2.15"))
    newest = see(old + "\n", baseline="2.9", select=("keras_stack_paths",)).patched(Version("2.21"))
    assert newest["code.py"].decode() == new + "\n"
    assert patched.get("code.py", newest["code.py"]) == newest["code.py"]


def test_names_that_part_ways_get_statements_of_their_own(patched):
    code = "def f():\n    from keras.utils.generic_utils import Progbar, to_list\n    return Progbar\n"
    lines = ("from keras.utils import Progbar", "from keras.utils.generic_utils import to_list", "return Progbar")
    assert patched(code, baseline="2.10") == "\n    ".join(("def f():", *lines)) + "\n"


def test_under_an_old_keras_the_name_of_tensorflow_is_written(patched):
    """The package keras of TensorFlow 2.6 to 2.8 has no `keras.utils.to_categorical`."""
    code = "from keras.utils.np_utils import to_categorical\n"
    assert patched(code, baseline="2.7") == "from tensorflow.keras.utils import to_categorical\n"


@pytest.mark.parametrize(
    "code",
    ["from keras.legacy import interfaces\ninterfaces", "from keras.applications.mobilenet import relu6\nrelu6(1)"],
)
def test_says_so_where_nothing_took_its_place(see, code):
    (finding, *_) = see(code + "\n", baseline="2.4", select=("keras_stack_paths",)).findings
    assert (finding.fix, finding.edits) == (Fix.MANUAL, ())


def test_a_comment_is_not_lost(see):
    names = "Progbar,  # shown while training\n    to_list,"
    code = f"from keras.utils.generic_utils import (\n    {names}\n)\nProgbar, to_list\n"
    assert see(code, baseline="2.10").patched(Version("2.21")) == {}


def test_spans_with_a_gap_are_told_apart(see):
    findings = see(
        "from keras.preprocessing.image import load_img\n", baseline="2.8", select=("keras_stack_paths",)
    ).findings
    assert [(each.since, each.until) for each in findings] == [("2.9", "2.12")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "from keras import backend as K\nK.sum, K.epsilon",
            "from tensorflow.keras import backend as K\nK.sum, K.epsilon",
        ),
        ("from keras import backend\nbackend.cast", "from tensorflow.keras import backend\nbackend.cast"),
        ("import keras.backend as K\nK.int_shape", "from tensorflow.keras import backend as K\nK.int_shape"),
        (
            "from keras import backend as K, layers\nK.stack, layers.Dense",
            "from tensorflow.keras import backend as K\nfrom keras import layers\nK.stack, layers.Dense",
        ),
        (
            "from keras.backend import tensorflow_backend as K\nK.set_learning_phase, K.sum",
            "from tensorflow.keras import backend as K\nK.set_learning_phase, K.sum",
        ),
        (
            "def f(x):\n    from keras import backend as K\n    return K.local_conv1d, K.sum(x)",
            "def f(x):\n    from tensorflow.keras import backend as K\n    return K.local_conv1d, K.sum(x)",
        ),
    ],
)
def test_the_backend_is_imported_from_tensorflow(see, old, new):
    assert see(old + "\n", baseline="2.3").patched(Version("2.21"))["code.py"].decode() == new + "\n"


@pytest.mark.parametrize("name", ["theano_backend", "cntk_backend"])
def test_another_backend_is_no_backend_of_tensorflow(see, name):
    old = f"from keras import backend as K\nfrom keras.backend import {name} as B\nK.sum, B.sum\n"
    new = f"from tensorflow.keras import backend as K\nfrom keras.backend import {name} as B\nK.sum, B.sum\n"
    assert see(old, baseline="1.15").patched(Version("2.21"))["code.py"].decode() == new
    assert see(new, baseline="1.15").patched(Version("2.21")) == {}


def test_an_edit_of_the_backend_is_to_be_looked_at(see):
    findings = see("from keras import backend as K\nK.sum(1)\n", baseline="2.3").findings
    assert [(each.fix, each.writes) for each in findings] == [(Fix.REVIEW, ("tf.keras.backend.sum",))]


def test_a_file_that_has_the_backend_from_another_one_stays():
    sources = {
        "mine.py": b"import tensorflow as tf\nimport keras.backend as K\nx = K.ones((2,))\n",
        "uses.py": b"import tensorflow as tf\nfrom mine import K\ny = K.sum(1)\n",
    }
    analysis = analyse(sources, baseline=Version("2.3"))
    patched = analysis.patched(Version("2.21"))
    assert patched == {
        "mine.py": b"import tensorflow as tf\nfrom tensorflow.keras import backend as K\nx = K.ones((2,))\n"
    }
    assert [each.line for each in analysis.findings if each.path == "uses.py"] == [3]


@pytest.mark.parametrize("name", ["GRU", "LSTM"])
def test_a_public_name_that_another_took_over_from_is_left_to_the_check(see, name):
    old = f"from keras.layers import CuDNN{name}, Dense\nCuDNN{name}(4), Dense(1)\n"
    new = see(old, baseline="1.15").patched(Version("2.21"))["code.py"].decode()
    assert new.startswith(f"from keras.layers import {name} as CuDNN{name}, Dense\n")
