"""How a project's own code loads saved files: what it never calls cannot break it. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service.probes import Way

_LOADS = re.compile(rb"\bload_model\s*\(")
_UNCOMPILED = re.compile(rb"\bcompile\s*=\s*False\b")
_META_GRAPH = re.compile(rb"\bimport_meta_graph\b")
LONGEST = 2000
CODE = (".py", ".ipynb")


class Calls(NamedTuple):
    """`loads`: it calls load_model somewhere; `compiled`: also for what a model was compiled with, as if in doubt."""

    loads: bool = False
    compiled: bool = True
    meta_graphs: bool = False

    def counts(self, way: Way) -> bool:
        """Whether it matters that this no longer works. A file that is loaded in one way only is taken to be."""
        match way:
            case Way.SAVED_MODEL_KERAS:
                return self.loads
            case Way.META_GRAPH:
                return self.meta_graphs
            case _:
                return True


def calls(files: Mapping[str, bytes]) -> Calls:
    """By the text of all code and notebooks."""
    texts = [content for path, content in files.items() if path.endswith(CODE)]
    arguments = [each for text in texts for each in _arguments(text)]
    return Calls(
        loads=bool(arguments),
        compiled=not arguments or not all(_UNCOMPILED.search(each) for each in arguments),
        meta_graphs=any(_META_GRAPH.search(text) for text in texts),
    )


def _arguments(text: bytes) -> Iterator[bytes]:
    """What stands between the brackets of each call; a function of that name that is defined is no call."""
    for found in _LOADS.finditer(text):
        if text[: found.start()].rstrip(b" \t").endswith(b"def"):
            continue
        depth, end = 1, found.end()
        while depth and end < min(len(text), found.end() + LONGEST):
            depth += {b"(": 1, b")": -1}.get(text[end : end + 1], 0)
            end += 1
        yield text[found.end() : end]
