"""Iterators of datasets, where a program is eager and where it is not."""

from collections.abc import Callable

from packaging.version import Version

from migrations.analysis import Analysis

Analyse = Callable[..., Analysis]
NEWEST = Version("2.21")


def patched(see: Analyse, code: str) -> str:
    return see(code, baseline="1.15").patched(NEWEST).get("code.py", code.encode()).decode()


def test_something_else_with_such_a_method(see: Analyse):
    code = "import tensorflow as tf\nclass A:\n    output_types = 1\nprint(A().output_types)\n"
    assert not see(code, baseline="1.15", select=("iterators_methods",)).findings


def test_programs_of_tensorflow_2_are_left_alone(see: Analyse):
    code = "import tensorflow as tf\ntf.compat.v1.data.Dataset.range(3).make_one_shot_iterator()\n"
    assert not see(code, baseline="2.4", select=("iterators_methods",)).findings


def test_graph_files_keep_the_methods(see: Analyse):
    code = """\
    import tensorflow as tf
    step = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
    print(tf.Session().run(step))
    """
    assert ".make_one_shot_iterator().get_next()" in patched(see, code)


def test_parentheses_stay_in_pairs(see: Analyse):
    code = "import tensorflow as tf\nx = (tf.data.Dataset.range(3)\n     ).make_one_shot_iterator()\n"
    assert "tf.compat.v1.data.make_one_shot_iterator((tf.data.Dataset.range(3)\n     ))" in patched(see, code)
