"""Facts about TensorFlow and its companions: what exists and what works with what, each with its source."""
