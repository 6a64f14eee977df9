"""What an expression surely gives; what is not sure stays unknown."""

import ast

import pytest
from packaging.version import Version

from matrices import symbols
from migrations.here import World
from migrations.project import Code, Project
from migrations.text import read
from migrations.values import Kind
from migrations.walk import walk

HEAD = (
    "import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\nS = keras.Sequential\n"
)
MODEL = {"tf.keras.Sequential"}
TENSOR = {"tf.keras.KerasTensor"}


def given(source: str) -> set[str | None] | None:
    """The classes of what the argument of `ask(...)` may be, None for a plain value or None itself; unknown is None."""
    text = read("code.py", f"{HEAD}{source}\n".encode())
    code = Code(text, walk(text.tree))
    world = World(Project({"code.py": code}, {"code.py"}), Version("2.10"), symbols.load())
    for call, scope in code.outline.nodes[ast.Call]:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ask":
            values = world.inference.values(call.args[0], scope)
            if any(value.kind is Kind.UNKNOWN and value.of is None for value in values):
                return None
            return {value.name or (value.of.node.name if value.of else None) for value in values}
    raise AssertionError("nothing was asked")


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("ask(keras.Sequential())", MODEL),
        ("m = keras.Sequential()\nask(m)", MODEL),
        ("m = n = keras.Sequential()\nask(n)", MODEL),
        ("a, m = 1, keras.Sequential()\nask(m)", MODEL),
        ("ask((m := keras.Sequential()))", MODEL),
        ("K = keras.Sequential\nask(K())", MODEL),
        ("ask(keras.models.load_model('x'))", {"tf.keras.Model"}),
        ("ask(keras.models.clone_model(m))", {"tf.keras.Model"}),
        ("def f():\n    return keras.Sequential()\nask(f())", MODEL),
        ("def f():\n    m = keras.Sequential()\n    return m\nask(f())", MODEL),
        ("def f():\n    if x:\n        return keras.Sequential()\n    return None\nask(f())", {*MODEL, None}),
        ("def f():\n    if x:\n        return S()\n    return keras.Model(a)\nask(f())", {*MODEL, "tf.keras.Model"}),
        ("def f(m: keras.Sequential):\n    ask(m)", MODEL),
        ("def f(m):\n    ask(m)\nf(keras.Sequential())", MODEL),
        ("def f(m):\n    ask(m)\nf(m=keras.Sequential())", MODEL),
        ("m = keras.Sequential() if x else None\nask(m)", {*MODEL, None}),
        ("try:\n    m = keras.Sequential()\nexcept E:\n    m = None\nask(m)", {*MODEL, None}),
        ("with tf.distribute.MirroredStrategy().scope():\n    m = keras.Sequential()\nask(m)", MODEL),
        ("with tf.GradientTape() as tape:\n    ask(tape)", {"tf.GradientTape"}),
        ("for m in [keras.Sequential()]:\n    ask(m)", MODEL),
        ("for i, m in enumerate([keras.Sequential()]):\n    ask(m)", MODEL),
        ("for m, x in zip([keras.Sequential()], y):\n    ask(m)", MODEL),
        ("[ask(m) for i, m in enumerate([keras.Sequential()])]", MODEL),
        ("ms = [keras.Sequential()]\nask(ms[0])", MODEL),
        ("ms = []\nms.append(keras.Sequential())\nask(ms[0])", MODEL),
        ("ms = {'a': keras.Sequential()}\nask(ms['a'])", MODEL),
        ("ms = {}\nms['a'] = keras.Sequential()\nask(ms['a'])", MODEL),
        ("m = keras.Sequential()\nfor layer in m.layers:\n    ask(layer)", {"tf.keras.layers.Layer"}),
        ("m = keras.Sequential()\nfor i, layer in enumerate(m.layers):\n    ask(layer)", {"tf.keras.layers.Layer"}),
        ("m = keras.Sequential()\nask(m.optimizer)", {"tf.keras.optimizers.Optimizer"}),
        ("m = keras.Sequential()\nask(m.fit(x))", {"tf.keras.callbacks.History"}),
        ("ds = tf.data.Dataset.range(3).map(f)\nds = ds.batch(2)\nask(ds)", {"tf.data.Dataset"}),
        ("ask(tf.Variable(1))", {"tf.Variable"}),
        ("ask(keras.optimizers.Adam())", {"tf.keras.optimizers.Adam"}),
        ("global q\nq = keras.Sequential()\nask(q)", MODEL),
        ("def f():\n    return S(), 1\nm, n = f()\nask(m)", MODEL),
        ("def f():\n    if x:\n        return S(), 1\n    return None, 2\nm, n = f()\nask(m)", {*MODEL, None}),
        ("class C:\n    def f(self):\n        return 1, S()\nn, m = C().f()\nask(m)", MODEL),
        ("class C:\n    @property\n    def m(self):\n        return S()\nask(C().m)", MODEL),
        ("class C:\n    @functools.cached_property\n    def m(self):\n        return S()\nask(C().m)", MODEL),
        (
            (
                "class B:\n    def run(self):\n        ask(self.make())\n    def make(self):\n        raise X\n"
                "class C(B):\n    def make(self):\n        return S()"
            ),
            MODEL,
        ),
        ("class C:\n    def f(self, m):\n        ask(m)\nC().f(S())", MODEL),
        ("class C:\n    def g(self):\n        self.f(m=S())\n    def f(self, m):\n        ask(m)", MODEL),
        ("class C:\n    @staticmethod\n    def f(m):\n        ask(m)\nC().f(S())", MODEL),
        ("class C:\n    def fit(self, m):\n        ask(m)\nC().fit(S())\nS().fit(1)", MODEL),
        ("ms = {'a': S(), 'b': 1}\nask(ms['a'])", MODEL),
        ("ms = dict(a=S(), b=1)\nask(ms['a'])", MODEL),
        ("ms = [1, S()]\nask(ms[1])", MODEL),
        ("ms = (1, S())\nask(ms[1])", MODEL),
        ("ms = {'a': 1}\nms['a'] = S()\nask(ms['a'])", {*MODEL, None}),
        ("def f(ms: List[keras.Sequential]):\n    ask(ms[0])", MODEL),
        ("def f(ms: typing.Dict[str, keras.Sequential]):\n    ask(ms['a'])", MODEL),
        ("from tensorflow.python.keras.models import Sequential as Q\nask(Q())", {"tf.keras.models.Sequential"}),
    ],
)
def test_what_is_known(source, classes):
    assert given(source) == classes


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("class M(keras.Model):\n    def f(self):\n        ask(self)", {"M"}),
        ("class M(keras.Model): pass\nask(M())", {"M"}),
        ("class M(keras.Model): pass\nclass N(M): pass\nask(N())", {"N"}),
        (
            "class M(S):\n    def __init__(self):\n        self.m = S()\n    def f(self):\n        ask(self.m)",
            MODEL,
        ),
        (
            (
                "class M(keras.Model):\n    def __init__(self):\n        self.m = []\n        self.m.append(S())\n"
                "    def f(self):\n        ask(self.m[0])"
            ),
            MODEL,
        ),
        (
            "class A:\n    def __init__(self, m):\n        self.m = m\n    def f(self):\n        ask(self.m)\nA(S())",
            MODEL,
        ),
        ("class A:\n    m = keras.Sequential()\n    def f(self):\n        ask(self.m)", MODEL),
        ("class A: pass\na = A()\nask(a)", {"A"}),
    ],
)
def test_classes_of_the_project(source, classes):
    assert given(source) == classes


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return S(), 1\nm, n = f()\nask(n.m)",
        "class C:\n    def f(self, m):\n        ask(m)\nC().f(S())\nother.f(1)",
        "class C:\n    def f(self, m):\n        ask(m)\nC().f(S())\nC().f(*x)",
        "class C(unknown.Base):\n    def f(self, m):\n        ask(m)\nC().f(S())",
        "class C:\n    def __call__(self, m):\n        ask(m)\nC().__call__(S())",
        "class C:\n    def f(self, m):\n        ask(m)",
        "ms = {'a': S(), **x}\nask(ms['a'])",
        "ms = [*x, S()]\nask(ms[1])",
        "def f(ms: List[unknown]):\n    ask(ms[0])",
    ],
)
def test_what_only_may_be_is_not_known(source):
    assert given(source) is None


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("ask(i)", TENSOR),
        ("x = layers.Dense(2)(i)\nask(x)", TENSOR),
        ("d = layers.Dense(2)\nask(d(i))", TENSOR),
        ("x = i\nfor _ in y:\n    x = layers.Dense(2)(x)\nask(x)", TENSOR),
        ("ask(i + 1)", TENSOR),
        ("ask(2 * i[:, 0])", TENSOR),
        ("ask(tf.abs(i))", TENSOR),
        ("def f(x):\n    return layers.Dense(1)(x)\nask(f(i))", TENSOR),
        ("def f(x):\n    ask(x)\nf(i)", TENSOR),
        ("m = keras.Sequential()\nask(m(i))", TENSOR),
        ("class M(keras.Model): pass\nask(M()(i))", TENSOR),
        ("x = layers.Concatenate()([i, 1])\nask(x)", TENSOR),
        ("from keras.engine import Layer\nclass L(Layer): pass\nask(L()(i))", TENSOR),
        ("m = keras.Sequential()\nask(m.output)", TENSOR),
        ("ask(layers.Dense(2)(1))", {None}),
        ("def f(x):\n    ask(x)\nf(i)\nf(1)", {*TENSOR, None}),
    ],
)
def test_symbolic_tensors_flow(source, classes):
    assert given(f"i = keras.Input((2,))\n{source}") == classes


@pytest.mark.parametrize(
    "source",
    [
        "ask(x)",
        "ask(unknown())",
        "def f(m):\n    ask(m)",
        "def f(m):\n    ask(m)\nf(keras.Sequential())\nf(x)",
        "def f(*m):\n    ask(m)\nf(keras.Sequential())",
        "def f(m):\n    ask(m)\nf(**x)",
        "m = keras.Sequential()\nm = x\nask(m)",
        "m = keras.Sequential() if x else load()\nask(m)",
        "m = x or keras.Sequential()\nask(m)",
        "def f():\n    if x:\n        return keras.Sequential()\n    return g()\nask(f())",
        "def f():\n    yield keras.Sequential()\nask(f())",
        "async def f():\n    return keras.Sequential()\nask(f())",
        "import torch\nask(torch.nn.Linear(1, 2))",
        "from other import Model\nask(Model())",
        "for i, m in x:\n    ask(m)",
        "for i, (m, n) in enumerate([keras.Sequential()]):\n    ask(m)",
        "for m in x:\n    ask(m)",
        "with x as m:\n    ask(m)",
        "ask(keras.Sequential().layers.pop)",
        "class A:\n    def f(self):\n        ask(self.m)",
        "class A:\n    def __init__(self, m):\n        self.m = m\n    def f(self):\n        ask(self.m)",
        "class M(keras.Model): pass\nM.x = 1\nask(M().whatever)",
        "ask(eval('1'))",
        "ask(getattr(x, 'y'))",
        "ask(keras.Sequential)(x)(y)",
    ],
)
def test_what_is_not_known_stays_unknown(source):
    assert given(source) is None or source.startswith("ask(keras.Sequential)")


def test_names_that_depend_on_themselves_end():
    assert given("x = keras.Sequential()\nx = x\nask(x)") == MODEL
    assert given("def f():\n    return f()\nask(f())") in (None, set())
    assert given("a = b\nb = a\nask(a)") in (None, set())


def test_deep_chains_end():
    lines = ["x0 = keras.Sequential()", *(f"x{number + 1} = x{number}" for number in range(300)), "ask(x300)"]
    assert given("\n".join(lines)) in (None, MODEL)
