import pytest

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    ["tf.name_scope('a')", "tf.name_scope(name=n)", "tf.name_scope(*a)", "tf.name_scope('a', **o)", "name_scope(n, d)"],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_name_scope",)).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name_scope(None, d, [x])", "name_scope(d)"),
        ("name_scope(None, default_name=d)", "name_scope(name=d)"),
        ("name_scope(name=None, default_name=d, values=v)", "name_scope(name=d)"),
        ("name_scope('a', values=v)", "name_scope('a')"),
        ("name_scope(f'a{n}', d, v)", "name_scope(f'a{n}')"),
        ("name_scope(name='a', default_name=d, values=v)", "name_scope(name='a')"),
        ("name_scope(n, values=v)", "name_scope(n)"),
        ("name_scope(n, d, v)", "compat.v1.name_scope(n, d, v)"),
        ("name_scope(name=n, default_name=d, values=s)", "compat.v1.name_scope(name=n, default_name=d, values=s)"),
    ],
)
def test_one_name_is_left(patched, before, after):
    assert patched(f"{HEAD}tf.{before}\n", baseline="1.15") == f"{HEAD}tf.{after}\n"
