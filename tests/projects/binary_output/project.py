"""Prints bytes that are no text, and codes that a terminal would obey."""

import os
import sys

sys.stdout.flush()
os.write(1, bytes(range(256)) * 1000 + b"\n")
os.write(1, b"\x1b]0;owned\x07\x1b[2J\x1b[31mPASSED\r\n")
raise ValueError("\x1b[2J\x1b]8;;http://example.org\x07cleared")
