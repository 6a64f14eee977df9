import ast

import pytest

from migrations.names import Names, canonical, keras_name
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
    names = Names(world)
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
        ("from tensorflow.python.keras.layers import Dense\nask(Dense)", "tf.python.keras.layers.Dense"),
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
