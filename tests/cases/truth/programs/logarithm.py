import tensorflow as tf

with tf.Session() as session:
    print(session.run(tf.log(tf.constant([1.0, 2.0]))))
