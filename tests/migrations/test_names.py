import ast

import pytest

from matrices import symbols
from migrations.names import Names, canonical, keras_name, public
from migrations.project import Code, Project
from migrations.text import read
from migrations.walk import walk


def project(**files: str) -> Project:
    codes = {}
    for name, source in files.items():
        path = name.replace("__", "/") + ".py" if not name.endswith("init") else name.replace("_init", "/__init__.py")
        text = read(path, source.encode())
        codes[path] = Code(text, walk(text.tree))
    return Project(codes, frozenset(codes))


def meant(source: str, **others: str) -> str | None:
    """What the argument of the call `ask(...)` names."""
    world = project(code=source, **others)
    names = Names(world, symbols.load())
    for call, scope in world.files["code.py"].outline.nodes[ast.Call]:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ask":
            return names.dotted(call.args[0], scope)
    raise AssertionError("nothing was asked")


DENSE = "tf.keras.layers.Dense"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import tensorflow as tf\nask(tf.keras.layers.Dense)", DENSE),
        ("import tensorflow\nask(tensorflow.keras.layers.Dense)", DENSE),
        ("import tensorflow.keras.layers\nask(tensorflow.keras.layers.Dense)", DENSE),
        ("import tensorflow as t\nask(t.keras.layers.Dense)", DENSE),
        ("import tensorflow.compat.v2 as tf\nask(tf.keras.layers.Dense)", DENSE),
        ("import tensorflow.compat.v1 as tf\nask(tf.keras.layers.Dense)", "tf.compat.v1.keras.layers.Dense"),
        ("from tensorflow import keras\nask(keras.layers.Dense)", DENSE),
        ("from tensorflow.keras import layers as L\nask(L.Dense)", DENSE),
        ("import tensorflow.keras.layers as L\nask(L.Dense)", DENSE),
        ("from tensorflow.keras.layers import Dense as D\nask(D)", DENSE),
        ("from tensorflow.keras.layers import *\nask(Dense)", DENSE),
        ("from tensorflow.python.keras.layers import Dense\nask(Dense)", DENSE),
        ("import keras\nask(keras.layers.Dense)", "keras.layers.Dense"),
        ("import tensorflow as tf\ntf2 = tf\nask(tf2.keras.layers.Dense)", DENSE),
        ("import tensorflow as tf\nL = tf.keras.layers\nask(L.Dense)", DENSE),
        ("import tensorflow as tf\nask(tf.optimizers.SGD)", "tf.keras.optimizers.SGD"),
        ("def f():\n    import tensorflow as tf\n    ask(tf.keras.layers.Dense)", DENSE),
        ("try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\nask(tf.Module)", "tf.Module"),
        (
            "try:\n    from tensorflow import keras\nexcept ImportError:\n    import keras\nask(keras.Model)",
            "tf.keras.Model",
        ),
        ("def f():\n    ask(tf.Module)\nimport tensorflow as tf", "tf.Module"),
        ("import tensorflow as tf\nask(tf.Module)\ndel tf", "tf.Module"),
        ("def f():\n    import tensorflow as tf\n    ask(tf.Module)\n    del tf", "tf.Module"),
        ("def f():\n    global tf\n    import tensorflow as tf\ndef g():\n    ask(tf.Module)", "tf.Module"),
        (
            "def f():\n    tf = 1\n    def g():\n        nonlocal tf\n        import tensorflow as tf\nask(len)",
            "builtins.len",
        ),
        ("class A:\n    import tensorflow as tf\n    ask(tf.Module)", "tf.Module"),
        ("import tensorflow as tf\nf = lambda x: ask(tf.Module)", "tf.Module"),
        ("import tensorflow as tf\n[ask(tf.Module) for x in y]", "tf.Module"),
    ],
)
def test_every_way_to_import(source, name):
    assert meant(source) == name


@pytest.mark.parametrize(
    "source",
    [
        "ask(tf.Module)",
        "import tensorflow as tf\ndef f(tf):\n    ask(tf.Module)",
        "import tensorflow as tf\ndef f(*tf):\n    ask(tf.Module)",
        "import tensorflow as tf\nf = lambda tf: ask(tf.Module)",
        "import tensorflow as tf\n[ask(tf.Module) for tf in x]",
        "import tensorflow as tf\ndef f():\n    tf = 1\n    ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    for tf in x:\n        ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    with x as tf:\n        ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    try: pass\n    except E as tf: ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    match x:\n        case [tf, *_]: ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    match x:\n        case {**tf}: ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    a, (tf, *b) = x\n    ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    if (tf := x): ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    [tf := x for x in y]\n    ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    class tf: pass\n    ask(tf.Module)",
        "import tensorflow as tf\ndef f():\n    tf: int\n    ask(tf.Module)",
        "import tensorflow as tf\ndel tf\nask(tf.Module)",
        "import tensorflow as tf\nimport torch as tf\nask(tf.Module)",
        "class A:\n    import tensorflow as tf\n    def f(self):\n        ask(tf.Module)",
        "def f():\n    import tensorflow as tf\nask(tf.Module)",
        "from tensorflow.keras.layers import *\nfrom other import *\nask(Dense)",
        "from . import tensorflow as tf\nask(tf.Module)",
        "tf = tf\nask(tf.Module)",
        "import tensorflow as tf\nask(tf.keras['layers'].Dense)",
    ],
)
def test_what_is_not_known_is_not_named(source):
    assert meant(source) is None


def test_a_star_import_does_not_take_builtins():
    assert meant("from tensorflow.keras.layers import *\nask(print)") == "builtins.print"


@pytest.mark.parametrize(
    ("source", "others"),
    [
        ("from common import tf\nask(tf.Module)", {"common": "import tensorflow as tf"}),
        ("import common\nask(common.tf.Module)", {"common": "import tensorflow as tf"}),
        ("from common import *\nask(tf.Module)", {"common": "import tensorflow as tf"}),
        ("from .common import tf\nask(tf.Module)", {"common": "import tensorflow as tf"}),
        (
            "from pkg import tf\nask(tf.Module)",
            {"pkg_init": "from .inner import tf", "pkg__inner": "import tensorflow as tf"},
        ),
        ("from pkg.inner import tf\nask(tf.Module)", {"pkg__inner": "import tensorflow as tf"}),
        ("from pkg.__init__ import tf\nask(tf.Module)", {"pkg_init": "import tensorflow as tf"}),
        ("from folder import common\nask(common.tf.Module)", {"folder__common": "import tensorflow as tf"}),
        ("from folder.a import common as c\nask(c.tf.Module)", {"folder__a__common": "import tensorflow as tf"}),
        ("from . import common\nask(common.tf.Module)", {"common": "import tensorflow as tf"}),
        ("from pkg import inner\nask(inner.tf.Module)", {"pkg_init": "", "pkg__inner": "import tensorflow as tf"}),
    ],
)
def test_follows_the_projects_own_modules(source, others):
    assert meant(source, **others) == "tf.Module"


def test_modules_that_import_each_other_end():
    assert meant("from other import x\nask(x)", other="from code import x") is None


def test_canonical_leaves_lookalikes_alone():
    assert canonical("tensorflow_hub.KerasLayer") == "tensorflow_hub.KerasLayer"
    assert keras_name("tf.compat.v1.keras.Model") is None


BRANCHED = {
    "import tensorflow as tf\nif tf.__version__ >= '2':\n    import tensorflow.compat.v1 as tf\nask(tf.Session)",
    "import tensorflow as tf\nif tf.__version__.startswith('2'):\n    tf = tf.compat.v1\nask(tf.Session)",
    "import tensorflow as tf\nTF2 = int(tf.__version__[0]) > 1\nif TF2:\n    tf = tf.compat.v1\nask(tf.Session)",
    "try:\n    import tensorflow.compat.v1 as tf\nexcept ImportError:\n    import tensorflow as tf\nask(tf.Session)",
    "try:\n    import tensorflow.compat.v1 as tf\nexcept:\n    import tensorflow as tf\ndef f():\n    ask(tf.Session)",
    "import tensorflow as tf\ntry:\n    tf = tf.compat.v1\nexcept AttributeError:\n    pass\nask(tf.Session)",
    "import tensorflow as tf\nif hasattr(tf, 'compat'):\n    tf1 = tf.compat.v1\nelse:\n    tf1 = tf\nask(tf1.Session)",
    "import tensorflow as tf\ntf1 = tf.compat.v1 if hasattr(tf, 'compat') else tf\nask(tf1.Session)",
    "import tensorflow as tf\ntf = tf.compat.v1\nask(tf.Session)",
    "import tensorflow\ntensorflow = tensorflow.compat.v1\nask(tensorflow.Session)",
    "import tensorflow as tf\nimport tensorflow.compat.v1 as tf\nask(tf.Session)",
    "import tensorflow.compat.v1 as tf\nif hasattr(tf, 'x'):\n    import tensorflow as tf\nask(tf.Session)",
}


@pytest.mark.parametrize("source", sorted(BRANCHED))
def test_the_first_version_by_either_name_is_the_first_version(source):
    assert meant(source) == "tf.compat.v1.Session"


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\nif x:\n    import tensorflow.compat.v1 as tf\nask(tf.Session)",
        "import tensorflow as tf\nif args.model_version == 1:\n    tf = tf.compat.v1\nask(tf.Session)",
        "import tensorflow as tf\ntf1 = tf.compat.v1 if FLAGS.old else tf\nask(tf1.Session)",
        "import tensorflow.compat.v1 as tf\nimport tensorflow as tf\nask(tf.Session)",
        "import tensorflow as tf\nif tf.__version__ > '2':\n    tf = tf.compat.v1\nelse: tf = m\nask(tf.Session)",
        "import tensorflow as tf\nif tf.__version__ > '2':\n    t = tf.compat.v1.nn\nelse:\n    t = tf.math\nask(t.x)",
    ],
)
def test_what_no_version_decides_is_not_known(source):
    assert meant(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "import importlib\ntf = importlib.import_module('tensorflow')\nask(tf.Module)",
        "from importlib import import_module\ntf = import_module('tensorflow')\nask(tf.Module)",
        "tf = __import__('tensorflow')\nask(tf.Module)",
        "tf = __import__('tensorflow.keras')\nask(tf.Module)",
        "import pytest\ntf = pytest.importorskip('tensorflow')\nask(tf.Module)",
        "from x.lazy_loader import LazyLoader\ntf = LazyLoader('tf', globals(), 'tensorflow')\nask(tf.Module)",
        "import tensorflow as tf\nM = getattr(tf, 'Module')\nask(M)",
        "import tensorflow as tf\nclass A:\n    tf = tf\n    ask(tf.Module)",
        "import tensorflow as tf\nclass A:\n    tf = tf\nask(A.tf.Module)",
        "import tensorflow as tf\nclass A:\n    M = tf.Module\nask(A.M)",
        "tf = None\ndef load():\n    global tf\n    import tensorflow as tf\ndef g():\n    ask(tf.Module)",
        "tf = None\ndef load():\n    global tf\n    import tensorflow\n    tf = tensorflow\ndef g(): ask(tf.Module)",
        "import tensorflow as tf\nt, n = tf, 1\nask(t.Module)",
        "import tensorflow as tf\n(t := tf)\nask(t.Module)",
        "import tensorflow as tf\nt: object = tf\nask(t.Module)",
        "import tensorflow as tf\ntf = tf if tf is not None else None\nask(tf.Module)",
        "from math import *\nfrom tensorflow import *\nask(Module)",
        "from tensorflow import *\nfrom math import *\nask(Module)",
        "from numpy import *\nfrom tensorflow import *\nask(Module)",
        "from tensorflow.keras.layers import *\nfrom tensorflow import *\nfrom keras.models import *\nask(Module)",
    ],
)
def test_other_ways_to_a_module(source):
    assert meant(source) == "tf.Module"


@pytest.mark.parametrize(
    "source",
    [
        "import importlib\ntf = importlib.import_module('.tensorflow', 'pkg')\nask(tf.Module)",
        "import importlib\ntf = importlib.import_module(name)\nask(tf.Module)",
        "keras = __import__('tensorflow.keras', fromlist=['x'])\nask(keras.Module)",
        "import tensorflow as tf\nM = getattr(tf, 'Module', None)\nask(M)",
        "import tensorflow as tf\nM = getattr(tf, name)\nask(M)",
        "import tensorflow as tf\nclass A:\n    def Module(self): pass\nask(A.Module)",
        "from tensorflow import *\nfrom numpy import *\nask(Module)",
        "from tensorflow import *\nask(__file__)",
        "from tensorflow.keras.layers import *\nask(NoSuchLayer)",
        "import tensorflow as tf\na, *tf = x\nask(tf.Module)",
        "import tensorflow as tf\nt = load(tf)\nask(t.Module)",
    ],
)
def test_what_may_be_anything_is_not_named(source):
    assert meant(source) is None


def test_later_star_imports_win():
    keras = "from keras.layers import *\nfrom tensorflow.keras.layers import *\nask(Dense)"
    assert meant(keras) == DENSE
    assert (
        meant("from tensorflow.keras.layers import *\nfrom keras.layers import *\nask(Dense)") == "keras.layers.Dense"
    )
    assert meant("from keras.models import *\nfrom keras.layers import *\nask(Model)") == "keras.models.Model"


@pytest.mark.parametrize(
    ("source", "others"),
    [
        ("from pkg import tf\nask(tf.Module)", {"pkg_init": "import tensorflow as tf"}),
        ("from pkg import *\nask(tf.Module)", {"pkg_init": "from .a import *", "pkg__a": "import tensorflow as tf"}),
        ("from a import *\nfrom b import *\nask(tf.Module)", {"a": "import tensorflow as tf", "b": "x = 1"}),
        ("from b import *\nfrom a import *\nask(tf.Module)", {"a": "import tensorflow as tf", "b": "x = 1"}),
        ("from a import M\nask(M)", {"a": "from tensorflow import *\nfrom math import *"}),
        (
            "from pkg import a\nask(a.tf.Module)",
            {"pkg_init": "from math import *", "pkg__a": "import tensorflow as tf"},
        ),
        ("import pkg.a\nask(pkg.a.tf.Module)", {"pkg_init": "", "pkg__a": "import tensorflow as tf"}),
        ("from pkg.a import tf\nask(tf.Module)", {"pkg_init": "import tensorflow as tf", "pkg__a": "from . import tf"}),
        (
            "from pkg.a import tf\nask(tf.Module)",
            {"pkg_init": "import tensorflow as tf", "pkg__a": "from pkg import tf"},
        ),
        ("import importlib\na = importlib.import_module('a')\nask(a.tf.Module)", {"a": "import tensorflow as tf"}),
    ],
)
def test_follows_re_exports(source, others):
    expected = "tf.Module"
    assert meant(source.replace("import M\nask(M)", "import Module\nask(Module)"), **others) == expected


def test_star_imports_in_a_circle_end():
    assert meant("from a import *\nask(Dense)", a="from b import *", b="from a import *") is None


def test_a_name_of_the_project_is_found_where_it_is_bound():
    direct = project(code="from pkg.a import FLAG as flag\nflag", pkg__a="FLAG = 1")
    place = Names(direct).place(ast.Name("flag"), direct.files["code.py"].outline.top)
    assert place == (direct.files["pkg/a.py"].outline.top, "FLAG")


@pytest.mark.parametrize("importer", ["games/tensorflow/net.py", "games/keras/net.py", "games/play.py"])
def test_a_folder_that_is_named_like_tensorflow_is_not_imported_from_elsewhere(importer: str) -> None:
    world = Project({}, frozenset([importer, "games/tensorflow/__init__.py", "games/keras/__init__.py"]))
    found = world.find("tensorflow", 0, importer)
    assert found == ("games/tensorflow/__init__.py" if importer == "games/play.py" else None)


@pytest.mark.parametrize(
    ("private", "name"),
    [
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.layers.merge.concatenate", "keras.layers.concatenate"),
        ("keras.engine.topology.Layer", "keras.layers.Layer"),
        ("keras.engine.training.Model", "keras.Model"),
        ("tf.python.keras.layers.core.Dense", "tf.keras.layers.Dense"),
        ("tf.python.keras.layers.Dense", "tf.keras.layers.Dense"),
        ("tf.python.keras.Model", "tf.keras.Model"),
        ("tf.python.keras.engine.base_layer.Layer", "tf.keras.layers.Layer"),
        ("tf.python.keras.optimizer_v2.adam.Adam", "tf.keras.optimizers.Adam"),
    ],
)
def test_a_private_module_of_keras_has_a_public_name_for_what_is_in_it(private, name):
    assert public(private) == name


@pytest.mark.parametrize(
    "name",
    [
        "keras.layers.Dense",
        "keras.layers.core",
        "keras.layers.preprocessing.image",
        "keras.engine.base_layer.Node",
        "tf.python.keras.backend",
        "tf.python.keras.utils.tf_utils.smart_cond",
        "tf.python.keras.optimizer_v2.optimizer_v2.OptimizerV2",
        "tf.keras.layers.core.Dense",
        "numpy.core.Dense",
    ],
)
def test_what_else_is_in_there_keeps_its_name(name):
    assert public(name) == name
