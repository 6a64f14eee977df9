"""What uv resolved, as pip-compile writes it: askers in its order, and what it calls unsafe apart at the end. Pure."""

import re
from collections.abc import Iterator

UNSAFE = frozenset({"distribute", "pip", "setuptools"})
"""What an environment has of its own: pip-compile leaves it out, or with `--allow-unsafe` lists it apart."""
APART = "# The following packages are considered to be unsafe in a requirements file:\n"
UNPINNED = (
    "# WARNING: The following packages were not pinned, but pip requires them to be\n"
    "# pinned when the requirements file includes hashes and the requirement is not\n"
    "# satisfied by a package already installed. Consider using the --allow-unsafe flag.\n"
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_VIA = re.compile(r"(?<=# via )(.+)$", re.MULTILINE)
_VIAS = re.compile(r"(?<=# via\n)((?: {4}#   .+\n)+)")


def in_form(body: str, *, allow_unsafe: bool) -> str:
    """The same pins in the form of pip-compile."""
    blocks = dict(_blocks(_VIAS.sub(_lines_in_order, _VIA.sub(_in_order, body))))
    apart = [name for name in blocks if name in UNSAFE]
    text = "".join(block for name, block in blocks.items() if name not in UNSAFE)
    if not apart:
        return text
    if allow_unsafe:
        return f"{text}\n{APART}" + "".join(blocks[name] for name in apart)
    head = UNPINNED if "--hash=" in text else APART
    return f"{text}\n{head}" + "".join(f"# {name}\n" for name in apart)


def allows_unsafe(command: str, old: str) -> bool:
    """Whether the pins of unsafe packages are written: the command says it, or what it wrote before has them."""
    pinned = any(name in UNSAFE and "==" in block for name, block in _blocks(old))
    return "--allow-unsafe" in command.split() or pinned


def _blocks(body: str) -> Iterator[tuple[str, str]]:
    """Each package with its line, hashes and comments."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", f"\n{body}"):
        if found := _NAME.match(block):
            yield found[0].lower(), f"{block.rstrip()}\n"


def _in_order(found: "re.Match[str]") -> str:
    return ", ".join(sorted(found[0].split(", ")))


def _lines_in_order(found: "re.Match[str]") -> str:
    return "".join(sorted(found[0].splitlines(keepends=True)))
