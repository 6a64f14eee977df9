"""The API index: which public names TensorFlow and Keras have in which version, and what each is there.

    from matrices import symbols

    index = symbols.load()
    index.symbol("tf.nn.dropout").signatures               # every signature, and the minors that have it
    index.at("tf.keras.layers.Dense", "2.16").signature    # one minor of TensorFlow; the Keras beside it answers
    index.member("tf.keras.Model", "fit", "2.15").called.bind(2, ["epochs"])

It needs the standard library alone, maps the files of data/symbols and reads of them what is asked for.
"""
