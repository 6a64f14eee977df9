"""Fills files that have no name and lie in no file system with a size."""

import os

files = []
while True:
    files.append(os.memfd_create("filler"))
    for _ in range(32):
        os.write(files[-1], bytes(1 << 20))
