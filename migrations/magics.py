"""What IPython takes in a cell and Python does not: magics, shell lines and questions, masked by as many characters."""

import ast
import re
from collections.abc import Iterator

CELL_MAGIC = re.compile(r"(?:[ \t]*\r?\n)*%%(?P<name>\w+)[^\n]*(?:\n|\Z)")
AROUND_PYTHON = frozenset(
    {"capture", "debug", "heat", "memit", "prun", "scalene", "snakeviz", "time", "timeit", "tensorflow_version"}
)
"""Cell magics whose cell is Python all the same."""

SUSPECT = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[%!]|\?[ \t]*(?:#.*)?$", re.MULTILINE)
LINE = re.compile(r"[ \t]*(?P<magic>[%!?,;/].*)")
HELP = re.compile(r"[ \t]*(?P<magic>[^#'\"\n]*?[\w*\])]\?\??[ \t;]*(?:#.*)?)")
ASSIGNED = re.compile(r"[ \t]*[^=#'\"(){}!%\n]*=(?!=)[ \t]*(?P<magic>[!%].*)")
TIMED = re.compile(r"%(?:time|timeit|prun|memit)(?:[ \t]+-[nrplsTD][ \t]*\w+|[ \t]+-[tcqovi]\b)*[ \t]+(?P<code>\S.*)")
"""Line magics that are followed by Python."""

BARE = re.compile(
    r"[ \t]*(?P<magic>(?:pip3?|conda|mamba|uv|cd|ls|ll|cat|cp|mv|rm|mkdir|rmdir|man|less|more|run|env|load_ext"
    r"|reload_ext|matplotlib|pylab|time|timeit|tensorflow_version|apt|apt-get|git|wget|curl|unzip|tar)[ \t]+\S.*)"
)
"""Magics that IPython takes without a mark too, and commands for which the mark was forgotten."""

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>(?:'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)
        |'(?:[^\\'\n]|\\.)*(?:'|$)|"(?:[^\\"\n]|\\.)*(?:"|$)))
    |(?P<open>[\[({])|(?P<close>[\])}])|(?P<joined>\\\r?\n)|(?P<end>\n)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def python_start(cell: str) -> int | None:
    """Where the Python of a cell starts: after a magic for the whole cell; None where the cell is in no Python."""
    magic = CELL_MAGIC.match(cell)
    if magic is None:
        return 0
    return magic.end() if magic["name"] in AROUND_PYTHON else None


def masked(code: str) -> str:
    """The code with its magics masked: as many characters, as many lines."""
    if not SUSPECT.search(code):
        return code
    parts: list[str] = []
    done = 0
    for start in _statements(code):
        if start >= done and (place := _magic(code, start)):
            begin, end = place
            parts += [code[done:begin], _mask(code[begin:end], code[start:begin])]
            done = end
    return "".join([*parts, code[done:]])


def masked_line(code: str, line: int) -> str | None:
    """The code with one line masked, where that line can be a magic without a mark; else None."""
    lines = code.split("\n")
    found = BARE.fullmatch(lines[line - 1].rstrip("\r")) if line <= len(lines) else None
    if found is None:
        return None
    lines[line - 1] = lines[line - 1].replace(found["magic"], _blank(found["magic"]))
    return "\n".join(lines)


def _statements(code: str) -> Iterator[int]:
    """Where lines start that are no part of a string, a bracket or a longer line."""
    yield 0
    depth = 0
    at, starts = 0, True
    while True:
        magic = _magic(code, at) if starts else None
        token = TOKEN.search(code, magic[1] if magic else at)
        if token is None:
            return
        at, starts = token.end(), False
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(0, depth - 1)
        elif token["end"] and depth == 0:
            starts = True
            yield at


def _magic(code: str, start: int) -> tuple[int, int] | None:
    """The place of the magic in the line that starts here, with the lines that a backslash adds."""
    for form in (LINE, ASSIGNED, HELP):
        found = form.match(code, start)
        if found and (form is not HELP or _ends_line(code, found.end())):
            end = found.end()
            while code[:end].rstrip("\r").endswith("\\") and end < len(code):
                after = code.find("\n", end + 1)
                end = len(code) if after < 0 else after
            return found.start("magic"), end
    return None


def _ends_line(code: str, at: int) -> bool:
    return at == len(code) or code[at] in "\r\n"


def _mask(magic: str, before: str) -> str:
    """Python after a magic stays: behind `0;` where the magic starts the line, as a value after `x =`."""
    timed = TIMED.fullmatch(magic)
    if timed and _parses(timed["code"], is_value=bool(before.strip())):
        width = timed.start("code")
        return (" " * width if before.strip() else f"0{' ' * (width - 2)};") + timed["code"]
    return _blank(magic)


def _blank(magic: str) -> str:
    """A number and spaces; line ends stay, so what a backslash added are empty lines."""
    return "0" + re.sub(r"[^\r\n]", " ", magic[1:])


def _parses(code: str, *, is_value: bool) -> bool:
    try:
        ast.parse(f"0;{code}", mode="exec") if not is_value else ast.parse(code, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
