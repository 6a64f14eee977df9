import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,), kernel_initializer="zeros")])
model.compile(optimizer=tf.keras.optimizers.SGD(lr=0.25), loss="mse")
history = model.fit(np.ones((4, 1)), np.ones((4, 1)), epochs=2, verbose=0)
print("loss", round(float(history.history["loss"][1]), 4))
