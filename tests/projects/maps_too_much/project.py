"""Asks the kernel for more than there is, at once: no program can have it."""

import mmap

mmap.mmap(-1, 1 << 46)
