"""Makes the files beside it: run it here with TensorFlow 2.4 on Python 3.8, and with 1.15 on 3.7."""

import numpy as np
import tensorflow as tf

ONE = tf.__version__.startswith("1.")


def two():
    tf.random.set_seed(0)
    model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,), activation="tanh", name="dense")])
    model.save("plain.h5")
    open("model.tflite", "wb").write(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    tf.train.Checkpoint(model=model).write("object/model")
    model.save_weights("weights.h5")
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    model.save("compiled.h5")
    model.compile(optimizer=tf.keras.optimizers.SGD(0.1, momentum=0.9), loss="mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    model.save("serving")


def one():
    with tf.compat.v1.Session() as session:
        tf.compat.v1.get_variable("w", initializer=np.arange(6, dtype="float32").reshape(3, 2))
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.train.Saver().save(session, "graph/model.ckpt")


one() if ONE else two()
