"""Takes memory, and touches it."""

held = []
while True:
    held.append(b"x" * (1 << 24))
