"""Prints fifty megabytes, most of it in lines without an end."""

import sys

for _ in range(50):
    sys.stdout.write("x" * (1 << 20))
print("\nthe end")
