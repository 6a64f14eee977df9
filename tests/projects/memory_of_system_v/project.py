"""Fills shared memory of the old kind, which lies in no file system and outlives who made it."""

import ctypes

SIZE = 32 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
while True:
    number = libc.shmget(0, SIZE, 0o1600)
    if number < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    ctypes.memset(libc.shmat(number, None, 0), 1, SIZE)
