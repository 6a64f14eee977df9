"""Keywords that a layer of one's own hands on to the layer it derives from."""


def test_what_a_layer_of_ones_own_hands_on(see):
    code = """\
    import tensorflow as tf
    class Slow(tf.keras.layers.LSTM):
        def __init__(self, units):
            super(Slow, self).__init__(units, time_major=True)
    class Other(Slow):
        def __init__(self):
            super().__init__(units=3)
    class Mine:
        def __init__(self):
            super().__init__(time_major=True)
    """
    (finding,) = see(code, select=("layer_keywords",)).findings
    assert finding.line == 4
    assert "time_major" in finding.symbol
