"""Changes: what to rewrite in source code, and what to warn of, when TensorFlow moves."""
