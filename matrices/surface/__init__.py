"""The public API of a wheel, read from its text: nothing of it is ever imported."""
