"""Memory of large blocks goes back to the system when it is freed: a service that took an upload is small again."""

import ctypes

M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
LARGE = 1 << 20


def give_back_at_once() -> None:
    """As glibc promises for blocks above a threshold; by itself, it raises that to the largest block that was freed.

    Each thread then keeps what it once had: sixteen uploads of 20 MB left 600 MB behind. Elsewhere it does nothing.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_MMAP_THRESHOLD, LARGE)
