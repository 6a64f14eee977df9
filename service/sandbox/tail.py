"""Keeps the beginning and the end of an output of any length, in bounded memory."""

from service.sandbox.printable import printable


class Tail:
    """A quarter of `limit` goes to the beginning, where warnings are, the rest to the end, where the reason is."""

    def __init__(self, limit: int) -> None:
        self._head_room = limit // 4
        self._end_room = limit - self._head_room
        self._head = bytearray()
        self._end = bytearray()
        self._dropped = 0

    def add(self, data: bytes) -> None:
        room = self._head_room - len(self._head)
        self._head += data[:room]
        self._end += data[room:]
        if len(self._end) > 2 * self._end_room:  # not at every chunk: cutting the beginning off moves the rest
            self._cut()

    def text(self) -> str:
        self._cut()
        gap = f"\n[... {self._dropped:,} bytes of output left out ...]\n" if self._dropped else ""
        return printable(self._head.decode(errors="replace") + gap + self._end.decode(errors="replace"))

    def _cut(self) -> None:
        surplus = max(0, len(self._end) - self._end_room)
        del self._end[:surplus]
        self._dropped += surplus
