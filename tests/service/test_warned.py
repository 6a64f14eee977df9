"""Warnings come with the line of the project that they are about."""

from service.nouns import Outcome
from service.testing import Suite, Warned
from service.warned import warned

LOG = """WARNING:tensorflow:From /work/net.py:12: calling softmax (from tensorflow.python.ops.nn_ops) with dim is deprecated and will be removed in a future version.
Instructions for updating:
dim is deprecated, use axis instead
WARNING:tensorflow:From /work/net.py:9: The name tf.Session is deprecated. Please use tf.compat.v1.Session instead.
WARNING:tensorflow:From /env/lib/python3.7/site-packages/x.py:3: The name tf.x is deprecated.
/work/pkg/data.py:4: FutureWarning: use y
  x()
/env/lib/python3.7/site-packages/z.py:1: FutureWarning: of others
"""  # noqa: E501 - as TensorFlow prints it


def test_notices_of_tensorflow_and_warnings_of_python_are_read_from_a_log():
    assert warned(Outcome(None, log=LOG)) == (
        Warned(
            "DeprecationWarning",
            "The name tf.Session is deprecated. Please use tf.compat.v1.Session instead.",
            "net.py",
            9,
        ),
        Warned(
            "DeprecationWarning",
            "calling softmax (from tensorflow.python.ops.nn_ops) with dim is deprecated "
            "and will be removed in a future version.",
            "net.py",
            12,
        ),
        Warned("FutureWarning", "use y", "pkg/data.py", 4),
    )


def test_what_tests_told_comes_with_them_and_each_once():
    told = Warned("FutureWarning", "use y", "pkg/data.py", 4)
    other = Warned("DeprecationWarning", "old", "a.py", 1)
    outcome = Outcome(None, log="/work/pkg/data.py:4: FutureWarning: use y\n", suite=Suite(warnings=(told, other)))
    assert warned(outcome) == (other, told)


def test_a_log_without_any_has_none():
    assert warned(Outcome(None, log="From /work/a.py:1: all is well\n")) == ()
