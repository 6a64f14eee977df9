"""Answers that are kept for as long as what they were made of stays, so that nobody waits for the same work twice."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

MOST = 16 * 2**20
"""Bytes of answers; those that were not asked for the longest go first."""


class Kept:
    """Use from any thread."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Hashable, tuple[object, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, made_of: object) -> bytes | None:
        """The answer of that name; None where it was made of something else."""
        with self._lock:
            found = self._answers.get(name)
            if found is None or found[0] != made_of:
                return None
            self._answers.move_to_end(name)
            return found[1]

    def put(self, name: Hashable, made_of: object, answer: bytes) -> None:
        with self._lock:
            before = self._answers.pop(name, None)
            self._answers[name] = made_of, answer
            self._size += len(answer) - (len(before[1]) if before else 0)
            while self._size > self._most:
                self._size -= len(self._answers.popitem(last=False)[1][1])
