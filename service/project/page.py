"""The text of one file whose places are kept: characters become lines for a reader and bytes for an edit."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from service.manifest import Span

END = re.compile(r"\r\n|\n|\r")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
LONGEST = 200


@dataclass(frozen=True)
class Page:
    """A file as characters. Lines end as they do for bytes: neither form feeds nor Unicode's separators end one."""

    path: str
    text: str
    encoding: str = "utf-8"
    mark: int = 0

    @classmethod
    def of(cls, path: str, content: bytes) -> "Page":
        """Bytes that are no text survive as surrogates, so that what stands around them keeps its place."""
        for mark, encoding in MARKS:
            if content.startswith(mark):
                # PowerShell's `pip freeze > requirements.txt` writes UTF-16.
                errors = "surrogateescape" if encoding == "utf-8" else "replace"
                return cls(path, content[len(mark) :].decode(encoding, errors), encoding, len(mark))
        return cls(path, content.decode("utf-8", "surrogateescape"))

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        if "\r" in self.text:
            return [0, *(match.end() for match in END.finditer(self.text))]
        *whole, _ = self.text.split("\n")
        return [0, *accumulate(len(line) + 1 for line in whole)]

    @cached_property
    def _is_plain(self) -> bool:
        return self.text.isascii()

    def line(self, at: int) -> int:
        """The number of the line that a character is in, from 1."""
        return bisect_right(self.starts, at)

    def shown(self, line: int) -> str:
        """A line without its end, without what gives access, and not longer than a reader wants."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return without_credentials(self.text[start : min(end, start + LONGEST)].rstrip("\r\n"))

    def pointed(self, line: int, column: int) -> str:
        """The line as a note shows it, below what the note says, and a caret below the place."""
        shown = self.shown(line)
        blank = len(shown) - len(shown.lstrip())
        return f"\n    {shown.strip()}\n    {' ' * max(0, min(column, len(shown)) - blank)}^"

    def span(self, start: int, end: int) -> Span | None:
        """The bytes of the file that hold these characters; None where text put there would have to be encoded."""
        return Span(self._byte(start), self._byte(end)) if self.encoding == "utf-8" else None

    def _byte(self, at: int) -> int:
        return self.mark + (at if self._is_plain else len(self.text[:at].encode("utf-8", "surrogateescape")))

    def lines(self) -> Iterator[tuple[int, int, str]]:
        """Number, first character and text of each line, without its end."""
        ends = [*self.starts[1:], len(self.text)]
        for number, (start, end) in enumerate(zip(self.starts, ends, strict=True), 1):
            yield number, start, self.text[start:end].rstrip("\r\n")


def without_credentials(text: str) -> str:
    """An address may carry a name and a password: nobody needs to read them."""
    return CREDENTIALS.sub("***@", text) if "@" in text else text
