"""Programs that build a graph and run it in a session: what they are, and how they go on under TensorFlow 2."""
