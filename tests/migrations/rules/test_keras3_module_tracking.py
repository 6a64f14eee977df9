import pytest

from migrations.engine import Effect, Fix

NET = """\
import tensorflow as tf

class Net(tf.Module):
    def __init__(self{parameters}):
        super().__init__()
        {body}

net = Net({arguments})
{use}
"""
TRAIN = "optimizer.apply_gradients(zip(gradients, net.trainable_variables))"
DENSE = "self.dense = tf.keras.layers.Dense(1)"


def net(body: str = DENSE, use: str = TRAIN, parameters: str = "", arguments: str = "") -> str:
    lines = body.replace("\n", "\n        ")
    return NET.format(body=lines, use=use, parameters=parameters, arguments=arguments)


@pytest.mark.parametrize("base", ["tf.keras.Model", "tf.keras.layers.Layer", "object", "torch.nn.Module", "Unknown"])
def test_leaves_other_classes_alone(see, base):
    assert see(net().replace("tf.Module", base)).findings == ()


@pytest.mark.parametrize(
    "body",
    [
        "self.w = tf.Variable(1.0)",
        "dense = tf.keras.layers.Dense(1)",
        "self.out = tf.keras.layers.Dense(1)(x)",
        "self.relu = tf.keras.layers.add",
        "self.spec = tf.keras.layers.InputSpec()",
        "self.loss = tf.keras.losses.MeanSquaredError()",
        "self.dense = Dense(1)",
        "other.dense = tf.keras.layers.Dense(1)",
        "self.layers = {tf.keras.layers.Dense(1)}",
        "self.layers = (tf.keras.layers.Dense(n) for n in (1, 2))",
    ],
)
def test_leaves_modules_without_layers_alone(see, body):
    assert see(net(body)).findings == ()


@pytest.mark.parametrize(
    "use",
    [
        "print(net)",
        "net.dense.trainable_variables",
        "net.trainable_variables = ()",
        "net.weights",
        "tf.keras.Sequential([]).trainable_variables",
        "model = tf.keras.Model()\nprint(model.trainable_variables)",
        "def show(m: tf.keras.Model):\n    return m.variables",
        "def show(m):\n    return m.variables\nshow(tf.keras.Sequential())",
        "for layer in [tf.keras.layers.Dense(1)]:\n    print(layer.variables)",
        "class Other(tf.Module):\n    pass\nOther().variables",
        "super().trainable_variables",
    ],
)
def test_leaves_modules_alone_that_nobody_asks(see, use):
    assert see(net(use=use)).findings == ()


def test_leaves_a_class_alone_that_has_the_property(see):
    body = DENSE + "\n\n@property\ndef trainable_variables(self):\n    return self.dense.trainable_variables"
    assert see(net(body).replace("        @", "    @").replace("        def t", "    def t")).findings == ()


@pytest.mark.parametrize(
    ("body", "loop"),
    [
        (DENSE, "(self.dense,)"),
        ("self.dense: object = tf.keras.layers.Dense(1)", "(self.dense,)"),
        ("self.a = self.b = tf.keras.Sequential([])", "(self.a, self.b)"),
        ("self.a, self.b = tf.keras.layers.Dense(1), tf.keras.layers.Dense(2)", "(self.a, self.b)"),
        ("self.all = [tf.keras.layers.Dense(n) for n in (1, 2)]", "(*self.all,)"),
        ("self.all = (tf.keras.layers.Dense(1), tf.keras.layers.ReLU())", "(*self.all,)"),
        ("self.all = []\nself.all.append(tf.keras.layers.Dense(1))", "(*self.all,)"),
        ("self.all = []\nself.all += [tf.keras.layers.Dense(1)]", "(*self.all,)"),
        ("self.all = list(tf.keras.layers.Dense(n) for n in (1, 2))", "(*self.all,)"),
        ("all = []\nall.append(tf.keras.layers.Dense(1))\nself.all = all", "(*self.all,)"),
        ("self.all = {'a': tf.keras.layers.Dense(1)}", "(*self.all.values(),)"),
        ("self.all = {}\nself.all['a'] = tf.keras.layers.Dense(1)", "(*self.all.values(),)"),
        ("self.all = {n: tf.keras.layers.Dense(n) for n in (1, 2)}", "(*self.all.values(),)"),
        ("self.all = dict(a=tf.keras.layers.Dense(1))", "(*self.all.values(),)"),
        ("self.net = tf.keras.applications.ResNet50()", "(self.net,)"),
        ("self.net = tf.keras.applications.resnet.ResNet50()", "(self.net,)"),
        ("self.net = tf.keras.models.load_model('m.h5')", "(self.net,)"),
        ("def build():\n    return tf.keras.Sequential()\nself.net = build()", "(self.net,)"),
    ],
)
def test_joins_what_the_attributes_hold(see, body, loop):
    (finding,) = see(net(body)).findings
    (edit,) = finding.edits
    assert finding.fix is Fix.SAFE
    assert f"for layer in {loop}:\n            found.update" in edit.text


@pytest.mark.parametrize(
    ("body", "loop"),
    [
        ("if deep:\n    self.dense = tf.keras.layers.Dense(1)", '(getattr(self, "dense", None),)'),
        ("self.dense = tf.keras.layers.Dense(1) if deep else None", "(self.dense,)"),
        ("self.all = [tf.keras.layers.Dense(1), None]", "(*self.all,)"),
    ],
)
def test_passes_over_what_is_not_there(see, body, loop):
    (finding,) = see(net(body)).findings
    assert finding.fix is Fix.REVIEW
    assert (
        f"for layer in {loop}:\n            if layer is not None:\n                found.update"
        in finding.edits[0].text
    )


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("if deep:\n    self.all = [tf.keras.layers.Dense(1)]", '*getattr(self, "all", ())'),
        ("if deep:\n    self.all = {'a': tf.keras.layers.Dense(1)}", '*getattr(self, "all", {}).values()'),
        ("self.all = [tf.keras.layers.Dense(1)] if deep else None", "*(self.all or ())"),
        ("self.all = {'a': tf.keras.layers.Dense(1)} if deep else None", "*(self.all or {}).values()"),
    ],
)
def test_passes_over_containers_that_are_not_there(see, body, part):
    (finding,) = see(net(body)).findings
    assert finding.fix is Fix.REVIEW
    assert f"for layer in ({part},):\n            found" in finding.edits[0].text


@pytest.mark.parametrize(
    "body",
    [
        "self.all = [[tf.keras.layers.Dense(1)]]",
        "self.all = [tf.keras.layers.Dense(1), 'relu']",
        "self.all = [tf.keras.layers.Dense(1), unknown]",
        "self.dense = tf.keras.layers.Dense(1) if deep else tf.nn.relu",
        "if deep:\n    self.__dense = tf.keras.layers.Dense(1)",
    ],
)
def test_leaves_to_people_what_it_cannot_join(see, body):
    (finding,) = see(net(body)).findings
    assert (finding.fix, finding.edits) == (Fix.MANUAL, ())


def test_leaves_a_class_on_one_line_to_people(see):
    code = "import tensorflow as tf\nclass Net(tf.Module): __init__ = lambda self: setattr(self, 'd', 1)\n"
    assert see(code + "Net().variables\n").findings == ()
    code = "import tensorflow as tf\nif 1:\n  class Net(tf.Module):\n"
    code += "    def f(self): self.d = tf.keras.layers.Dense(1); self.e = 2\n"
    assert [f.fix for f in see(code + "Net().variables\n").findings] == [Fix.REVIEW]


@pytest.mark.parametrize(
    ("body", "parameters", "arguments"),
    [
        (DENSE, "", ""),
        (DENSE + "\nself.units = 3\nself.act = tf.nn.relu", "", ""),
        (DENSE + "\nself.units = units", ", units", "8"),
        (DENSE + "\nself.units = units", ", units=8", ""),
        (DENSE + "\nself.units = units", ", units: int", "n"),
        ("self.dense = dense", ", dense", "tf.keras.layers.Dense(1)"),
    ],
)
def test_nothing_left_to_train_breaks(see, body, parameters, arguments):
    (finding,) = see(net(body, parameters=parameters, arguments=arguments)).findings
    assert (finding.effect, finding.since, finding.until) == (Effect.BREAKS, "2.16", None)
    assert "not enough values to unpack (expected 2, got 0)" in finding.message


@pytest.mark.parametrize(
    ("body", "parameters", "arguments"),
    [
        (DENSE + "\nself.w = tf.Variable(1.0)", "", ""),
        (DENSE + "\nself.other = other", ", other", "thing()"),
        (DENSE + "\nsetattr(self, name, value)", "", ""),
        (DENSE + "\nself.inner = tf.Module()", "", ""),
    ],
)
def test_something_left_to_train_changes(see, body, parameters, arguments):
    (finding,) = see(net(body, parameters=parameters, arguments=arguments)).findings
    assert finding.effect is Effect.CHANGES
    assert "silently trains fewer" in finding.message


def test_without_an_optimizer_it_changes(see):
    (finding,) = see(net(use="print(len(net.trainable_variables))")).findings
    assert finding.effect is Effect.CHANGES


def test_points_at_the_first_layer_and_names_them_all(see):
    (finding,) = see(net("self.n = 1\n" + DENSE + "\nself.drop = tf.keras.layers.Dropout(0.5)")).findings
    assert (finding.line, finding.column) == (7, 9)
    assert "self.dense and self.drop" in finding.message


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("net.trainable_variables[0]", "by position"),
        ("net.dense.trainable = False\n" + TRAIN, "frozen"),
        ("tf.keras.layers.Dense(1, trainable=False)\n" + TRAIN, "frozen"),
    ],
)
def test_says_what_to_look_at(see, use, said):
    (finding,) = see(net(use=use)).findings
    assert finding.fix is Fix.REVIEW
    assert said in finding.message


def test_other_attributes_may_hold_layers_too(see):
    (finding,) = see(net(DENSE + "\nself.other = other", parameters=", other", arguments="thing()")).findings
    assert finding.fix is Fix.REVIEW
    assert "may hold layers too" in finding.message


def test_gives_each_property_that_is_read(see):
    (finding,) = see(net(use="net.variables\nnet.non_trainable_variables")).findings
    text = finding.edits[0].text
    assert "for v in layer.weights" in text
    assert "for v in layer.non_trainable_weights" in text
    assert "def trainable_variables" not in text


def test_a_property_that_only_asks_super_is_for_people(see):
    asks = "    @property\n    def trainable_variables(self):\n        return super().trainable_variables[1:]\n"
    (finding,) = see(net().replace("net = Net", f"{asks}\nnet = Net")).findings
    assert (finding.fix, finding.line) == (Fix.MANUAL, 9)


def test_reads_in_other_files_count(see):
    model = net(use="")
    train = "from model import Net\nnet = Net()\nopt.minimize(loss, net.trainable_variables)\n"
    (finding,) = see(model=model, train=train).findings
    assert (finding.path, finding.effect) == ("model.py", Effect.BREAKS)


def test_base_and_subclass_each_have_their_own(see):
    deep = "class Deep(Net):\n    def __init__(self):\n        self.head = tf.keras.layers.Dense(1)\nDeep().variables\n"
    texts = [finding.edits[0].text for finding in see(net(use=deep)).findings]
    assert ["(self.dense,)" in text for text in texts] == [True, False]
    assert ["(self.head,)" in text for text in texts] == [False, True]


def test_a_module_that_holds_one_asks_it(see):
    code = net(
        use="class Outer(tf.Module):\n    def __init__(self):\n        self.net = Net()\nOuter().trainable_variables\n"
    )
    inner, outer = see(code).findings
    assert "for layer in (self.dense,)" in inner.edits[0].text
    assert "for module in (self.net,)" in outer.edits[0].text


def test_twice_is_once(patched):
    once = patched(net(use=TRAIN + "\nnet.variables"))
    assert once.count("def ") == 3
    assert patched(once) == once


def test_uses_the_indentation_of_the_class(patched):
    head = "import tensorflow as tf\nif True:\n\tclass Net(tf.Module):\n"
    method = "\t\tdef f(self):\n\t\t\tself.d = tf.keras.layers.Dense(1)  # one\n"
    after = patched(f"{head}{method}\t\tx = 1\nNet().variables")
    assert f"{head}{method}\n\t\t@property\n\t\tdef variables(self):\n\t\t\t# Keras 3" in after
    assert "\t\t\treturn tuple(found.values())\n\n\t\tx = 1\n" in after
