from migrations.engine import Effect

HEAD = "import tensorflow as tf\n"


def test_where_shapes_may_differ_it_stays_what_it_was(see, patched):
    code = HEAD + "y = tf.where(mask, x, y)\n"
    assert patched(code, baseline="1.15") == code.replace("tf.where", "tf.compat.v1.where")
    (finding,) = see(code, baseline="1.15", select=("tf1_where",)).findings
    assert finding.effect is Effect.DEPRECATED


def test_rows_of_a_matrix_surely_change(see):
    code = HEAD + "y = tf.where(tf.constant([True, False]), tf.zeros([2, 2]), tf.ones([2, 2]))\n"
    (finding,) = see(code, baseline="1.15", select=("tf1_where",)).findings
    assert finding.effect is Effect.CHANGES


def test_graph_mode_keeps_all(see):
    code = HEAD + "x = tf.placeholder(tf.float32)\ny = tf.where(mask, x, z)\ntf.contrib.layers.flatten(x)\n"
    assert not see(code, baseline="1.15", select=("tf1_where",)).findings
