import tensorflow as tf

sides = tf.constant([3.0, 4.0])


@tf.function
def hypotenuse(values):
    return tf.sqrt(tf.reduce_sum(tf.square(values)))


print(float(hypotenuse(sides)))
