from textwrap import indent

import pytest

from migrations.engine import Fix

LAYER = "import tensorflow as tf\nclass Linear(tf.keras.layers.Layer):\n    def build(self, shape):\n"


def layer(body: str) -> str:
    return LAYER + indent(body, " " * 8) + "\n"


@pytest.mark.parametrize(
    "body",
    [
        "self.add_weight(name='w', shape=(2,))",
        "self.add_weight()",
        "self.add_weight((3, 2), initializer='ones')",
        "self.add_weight([3, 2])",
        "self.add_weight(*args)",
        "other.add_weight('w', (2,))",
        "self.dense.weights.add_weight('w', (2,))",
    ],
)
def test_leaves_alone(see, body):
    assert see(layer(body)).findings == ()


def test_leaves_other_classes_alone(see):
    code = layer("self.add_weight('w', (2,))")
    assert see(code.replace("(tf.keras.layers.Layer)", "")).findings == ()
    assert see(code.replace("tf.keras.layers.Layer", "torch.nn.Module")).findings == ()


def test_leaves_a_method_of_the_projects_own_alone(see):
    base = "class Base(tf.keras.layers.Layer):\n    def add_weight(self, name, shape):\n        pass\n"
    code = layer("self.add_weight('w', (2,))").replace(
        "class Linear(tf.keras.layers.Layer)", f"{base}class Linear(Base)"
    )
    assert see(code).findings == ()


def test_a_shape_first_is_right_on_keras_3(see):
    assert see(layer("self.add_weight(shape, 'ones')"), baseline="2.16").findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.add_weight('w', (2,))", "self.add_weight(name='w', shape=(2,))"),
        ("self.add_weight(f'{x}w', [2])", "self.add_weight(name=f'{x}w', shape=[2])"),
        ("self.add_weight('w')", "self.add_weight(name='w')"),
        ("self.add_weight('w', shape=(2,))", "self.add_weight(name='w', shape=(2,))"),
        ("self.add_weight(('w'), ((2)))", "self.add_weight(name=('w'), shape=((2)))"),
        ("(self.add_weight)('w', (2,),)", "(self.add_weight)(name='w', shape=(2,),)"),
        (
            "self.add_weight('w' # é\n  'v', (f(1, 2),\n), tf.int32)",
            "self.add_weight(name='w' # é\n  'v', shape=(f(1, 2),\n), dtype=tf.int32)",
        ),
        ("é = self.add_weight('é', [1])", "é = self.add_weight(name='é', shape=[1])"),
        (
            "self.add_weight('w', (2,), None, 'ones', None, True)",
            "self.add_weight(name='w', shape=(2,), dtype=None, initializer='ones', regularizer=None, trainable=True)",
        ),
    ],
)
def test_names_the_positions(patched, before, after):
    assert patched(layer(before)) == layer(after)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("self.add_weight('w', *rest)", "cannot tell"),
        ("self.add_weight('w', (2,), name='v')", "cannot tell"),
        ("self.add_weight('w', (2,), None, None, None, None, None, None)", "cannot tell"),
        ("self.add_weight('w', (2,), getter=mine)", "without `getter`"),
        ("self.add_weight('w', (2,), None, None, None, None)", "reads as False"),
    ],
)
def test_leaves_to_people(see, body, said):
    (finding,) = see(layer(body)).findings
    assert (finding.fix, finding.edits) == (Fix.MANUAL, ())
    assert said in finding.message


def test_a_name_that_is_no_text_is_for_review(see):
    (finding,) = see(layer("self.add_weight(label, size)")).findings
    assert finding.fix is Fix.REVIEW


def test_a_known_shape_makes_the_first_a_name(see):
    (finding,) = see(layer("self.add_weight(label, (2, 3))")).findings
    assert finding.fix is Fix.SAFE


def test_works_through_a_base_class_in_another_file(see):
    analysis = see(
        base="import tensorflow as tf\nclass Base(tf.keras.layers.Layer):\n    pass\n",
        code="from base import Base\nclass L(Base):\n    def build(self, s):\n        self.add_weight('w', (1,))\n",
    )
    assert [finding.path for finding in analysis.findings] == ["code.py"]


@pytest.mark.parametrize(
    ("word", "new", "fix"),
    [
        ("use_resource=True", "", Fix.SAFE),
        ("synchronization=tf.VariableSynchronization.AUTO", "", Fix.REVIEW),
        ("experimental_autocast=False", "autocast=False", Fix.SAFE),
        ("aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA", 'aggregation="only_first_replica"', Fix.SAFE),
    ],
)
def test_keywords_that_are_gone(see, patched, word, new, fix):
    code = layer(f"self.add_weight(name='w', shape=(2,), {word})")
    (finding,) = see(code).findings
    assert finding.fix is fix
    assert f"shape=(2,){', ' if new else ''}{new})" in patched(code)


@pytest.mark.parametrize("word", ["aggregation='mean'", "aggregation=mine"])
def test_other_aggregations_are_left(see, word):
    assert see(layer(f"self.add_weight(name='w', shape=(2,), {word})")).findings == ()


def test_what_only_graphs_had_goes(patched):
    code = """\
    import tensorflow as tf
    class L(tf.keras.layers.Layer):
        def build(self, shape):
            self.w = self.add_weight("w", partitioner=None, shape=(3,), collections=[])
    """
    assert 'self.add_weight(name="w", shape=(3,))' in patched(code)
