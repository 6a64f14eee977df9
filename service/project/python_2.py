"""Python 2 so that Python 3 parses it: what only the old one has is left out, the rest keeps its place."""

import ast
import re
import warnings

LARGEST = 2**18
STATEMENT = re.compile(r"(?:^|[:;])[ \t]*(?P<word>print|exec|raise)\b[^\n]*", re.MULTILINE)
NEW_PRINT = re.compile(r"(?:print|exec)[ \t]*\((?:[^()\n]|\([^()\n]*\))*\)[ \t]*(?:#[^\n]*)?")
OLD_RAISE = re.compile(r"raise[ \t]+[\w.]+[ \t]*,")
CAUGHT = re.compile(r"^(?P<begin>[ \t]*except[ \t]+[^:\n]*?)(?P<name>,[ \t]*\w+)(?=[ \t]*:)", re.MULTILINE)
OCTAL = re.compile(r"(?<![\w.])0(?=[0-7]+\b)")
PREFIX = re.compile(r"\b[uU](?=[rR]['\"])")
MOST_LINES = 30


def parse(text: str) -> ast.Module:
    """The tree of a file of either Python; raises what Python 3's parser does where it is neither."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            if len(text) > LARGEST:
                raise
            try:
                return ast.parse(in_python_3(text))
            except SyntaxError:
                raise error from None


def in_python_3(text: str) -> str:
    """The same text without old statements. What stands in strings may be changed as well: it is not for being run."""
    parts: list[str] = []
    end = 0
    for match in STATEMENT.finditer(text):
        start = match.start("word")
        said = text[start : match.end()].rstrip()
        is_old = OLD_RAISE.match(said) if match["word"] == "raise" else not NEW_PRINT.fullmatch(said)
        if is_old and start >= end:
            stop = _stop(text, start)
            parts += [text[end:start], "pass" + re.sub(r"[^\n]", " ", text[start + 4 : stop])]
            end = stop
    old = "".join([*parts, text[end:]]).replace("<>", "!=")
    old = CAUGHT.sub(lambda match: match["begin"] + " " * len(match["name"]), old)
    return PREFIX.sub(" ", OCTAL.sub(" ", old))


def _stop(text: str, start: int) -> int:
    """Where a statement ends: at the end of a line that leaves no bracket open and goes not on."""
    depth = 0
    at = start
    for _ in range(MOST_LINES):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*", "", text[at:end])
        depth += sum(line.count(sign) for sign in "([{") - sum(line.count(sign) for sign in ")]}")
        if (depth <= 0 and not line.rstrip().endswith("\\")) or end == len(text):
            return end
        at = end + 1
    return at - 1
