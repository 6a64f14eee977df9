"""From what a declared line must ask for to new text for its bytes, in the words and quotes of its file. Pure."""

import re
from collections.abc import Iterator, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.manifest import Format, Notation, Span
from service.nouns import DeclaredLine
from service.patch.notation import plain, written
from service.patch.requirements import LineEdit
from service.patch.splice import TextEdit

TABLES = frozenset({Format.POETRY, Format.PIPFILE})
"""Forms in which the name is a key and the version its value."""
COMMANDS = frozenset({Format.DOCKER, Format.NOTEBOOK, Format.WORKFLOW, Format.TOX, Format.NOX, Format.SCRIPT})
"""Forms in which a requirement is a word of a command, that a shell reads."""
UNSAFE = re.compile(r"[<>;! ]")  # a shell takes `>` for a redirection
PLAIN = frozenset({Format.REQUIREMENTS, Format.PYPROJECT})
MAGIC = re.compile(rb"%[ \t]*tensorflow_version[ \t]+(?P<version>1\.[x\d.]*)")
_GAP = rb"(?:[ \t]|\\\r?\n)+"
_HASHES = re.compile(rb"[^#\n]*?(?P<hashes>(?P<gap>" + _GAP + rb")--hash[= ]\S+(?:" + _GAP + rb"--hash[= ]\S+)*)")

Hashes = Mapping[tuple[str, str], tuple[str, ...]]
"""The hashes of the files of a release, by what `hash_key` says of the line."""


def text_edits(content: bytes, edit: LineEdit, hashes: Hashes | None = None) -> tuple[TextEdit, ...]:
    """The new text; nothing where the line does not hold it as such, or where its hashes would be wrong."""
    line, new = edit.line, edit.requirement
    spans = places(content, line)
    if spans is None:
        return tuple(_magic(content, line, new))
    name, version = spans
    if line.hashes or b"--hash" in _logical(content, version.end):
        redone = _hashes(content, edit, version, hashes or {})
        return () if redone is None else (*_edits(content, line, new, name, version), redone)
    return tuple(_edits(content, line, new, name, version))


def _magic(content: bytes, line: DeclaredLine, new: Requirement) -> Iterator[TextEdit]:
    """Colab's word for a major version: it knows no 1.x any more."""
    found = MAGIC.search(content, _start(content, line.line)) if MAGIC.search(line.text.encode()) else None
    if found is not None and not new.specifier.contains("1.15"):
        yield TextEdit(line.path, Span(*found.span("version")), "2.x")


def _start(content: bytes, line: int) -> int:
    """Where a line begins; they count from 1."""
    start = 0
    for _ in range(line - 1):
        start = content.find(b"\n", start) + 1
    return start


def _edits(content: bytes, line: DeclaredLine, new: Requirement, name: Span, version: Span) -> Iterator[TextEdit]:
    old = _text(content, version)
    text = written(new.specifier, old, line.notation) if new.specifier != line.requirement.specifier else old
    extras = sorted(new.extras - line.requirement.extras)
    if new.name != line.requirement.name:
        yield TextEdit(line.path, name, new.name + (f"[{','.join(extras)}]" if extras and not _is_table(line) else ""))
    if extras and _is_table(line):
        yield from _table_extras(content, line.path, version, text, extras)
        return
    quoted = bool(extras) or UNSAFE.search(text) is not None
    mark = quote_of(line) if quoted and line.format in COMMANDS and not _is_quoted(content, name) else ""
    if mark:
        yield TextEdit(line.path, Span(name.start, name.start), mark)
    if text + mark != old:
        yield TextEdit(line.path, version, text + mark)


def _table_extras(content: bytes, path: str, version: Span, text: str, extras: list[str]) -> Iterator[TextEdit]:
    """A value that is the version alone becomes a table with it; in one that is a table already, extras are added."""
    quote = _text(content, Span(version.start - 1, version.start))
    listed = ", ".join(f"{quote}{extra}{quote}" for extra in extras)
    start = content.rfind(b"\n", 0, version.start) + 1
    if b"{" in content[start : version.start]:
        yield TextEdit(path, version, text)
        if b"extras" not in content[start : content.find(b"\n", version.end) % (len(content) + 1)]:
            yield TextEdit(path, Span(version.end + 1, version.end + 1), f", extras = [{listed}]")
        return
    value = f"{{version = {quote}{text}{quote}, extras = [{listed}]}}"
    yield TextEdit(path, Span(version.start - 1, version.end + 1), value)


def _is_table(line: DeclaredLine) -> bool:
    return line.format in TABLES and line.notation is not Notation.CONDA


def _is_quoted(content: bytes, name: Span) -> bool:
    return content[name.start - 1 : name.start] in {b'"', b"'"}


def quote_of(line: DeclaredLine) -> str:
    """The sign for a word that a shell must not take apart.

    Single quotes: double ones would have to be escaped in JSON and YAML; but not within single ones.
    """
    return '"' if line.format is Format.WORKFLOW and "'" in line.text else "'"


def _hashes(content: bytes, edit: LineEdit, version: Span, hashes: Hashes) -> TextEdit | None:
    """The hashes of another version, in the layout of the old ones; None where they are not known."""
    key, match = hash_key(edit.requirement), _HASHES.match(content, version.end)
    if not pinned(edit.requirement) or key not in hashes or match is None:
        return None
    gap = match["gap"].decode()
    text = "".join(f"{gap}--hash={one}" for one in hashes[key])
    return TextEdit(edit.line.path, Span(match.start("hashes"), match.end("hashes")), text)


def hash_key(requirement: Requirement) -> tuple[str, str]:
    """Under which the hashes of a pin are known."""
    return str(canonicalize_name(requirement.name)), pinned(requirement)


def pinned(requirement: Requirement) -> str:
    """The one version that a requirement admits; nothing where it admits more."""
    text = plain(requirement.specifier)
    return text.removeprefix("==") if text.startswith("==") and not re.search(r"[,*=]", text[2:]) else ""


def _logical(content: bytes, start: int) -> bytes:
    """The rest of a line and of those that continue it."""
    end = content.find(b"\n", start)
    while end >= 0 and content[:end].rstrip(b"\r").endswith(b"\\"):
        end = content.find(b"\n", end + 1)
    return content[start:] if end < 0 else content[start:end]


def places(content: bytes, line: DeclaredLine) -> tuple[Span, Span] | None:
    """Where the name and the version of a line stand."""
    if line.name_span is not None and line.version_span is not None:
        return line.name_span, line.version_span
    return _found(content, line) if line.name_span is None and line.format in PLAIN else None


def _found(content: bytes, line: DeclaredLine) -> tuple[Span, Span] | None:
    """Looked for in the text of the line, for who made it without spans."""
    clause = rb"(?:===|[=~!<>]=?|<|>)\s*[\w.*+!-]+"
    name = re.escape(line.requirement.name).encode()
    pattern = re.compile(
        rb"(?<![\w-])(?P<name>" + name + rb")(?![\w-])(?:\s*\[[^\]]*\])?\s*\(?"
        rb"(?P<version>(?:" + clause + rb"(?:\s*,\s*" + clause + rb")*)?)"
    )
    start = _start(content, line.line)
    end = content.find(b"\n", start)
    match = pattern.search(content, start, len(content) if end < 0 else end)
    if match is None:
        return None
    # Where nothing is said, the place is right behind the name and its extras.
    empty = len(content[match.start() : match.end()].rstrip(b" (")) + match.start()
    version = match.span("version") if match["version"] else (empty, empty)
    return Span(*match.span("name")), Span(*version)


def _text(content: bytes, span: Span) -> str:
    return content[span.start : span.end].decode("utf-8", errors="surrogateescape")
