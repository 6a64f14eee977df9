"""Dockerfiles: base images with what their names say, and the packages that their commands install."""

import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter
from service.nouns import Note
from service.project.asking import Item
from service.project.base_images import image
from service.project.installing import Named, Setting, commands
from service.project.page import Page
from service.project.shell import filled

INSTRUCTION = re.compile(r"[ \t]*(?P<word>[A-Za-z]+)[ \t]+")
FROM = re.compile(r"(?:--\S+\s+)*(?P<reference>\S+)(?:\s+as\s+(?P<stage>\S+))?", re.IGNORECASE)
ASSIGNED = re.compile(r"(?P<name>\w+)(?:=|[ \t]+)(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
HERE = re.compile(r"(?<!<)<<-?(?P<quote>[\"']?)(?P<until>[A-Za-z_]\w*)(?P=quote)")
MOST = 2_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Instruction by instruction, with the arguments and variables known so far."""
    page = Page.of(path, content)
    variables: dict[str, str] = {}
    stages: set[str] = set()
    named = Named(path, files, copies=True)
    for count, (start, end, is_here) in enumerate(_instructions(page)):
        if count > MOST:
            yield Note(path, page.line(start), f"only the first {MOST} instructions were read")
            return
        match = INSTRUCTION.match(page.text, start, end)
        word = match["word"].upper() if match else ""
        inner = match.end() if match else end
        if word in {"ARG", "ENV"}:
            for found in ASSIGNED.finditer(page.text, inner, end):
                variables[found["name"]] = _filled(found["value"].strip("\"'"), variables)
        elif word == "FROM":
            yield from _base(page, inner, end, variables, stages)
        elif word == "RUN":
            setting = Setting(Format.DOCKER, None, variables, named=named, is_one=not is_here)
            yield from commands(page, inner, end, setting)


def _instructions(page: Page) -> Iterator[tuple[int, int, bool]]:
    """The characters of each, over the lines that a backslash joins; comments in between belong to it.

    Whether it is a document in lines of their own: `RUN <<EOF`.
    """
    begun: int | None = None
    last = 0
    until: str | None = None
    for _, start, text in page.lines():
        if until is None and (not text.strip() or text.lstrip().startswith("#")):
            continue
        begun = start if begun is None else begun
        last = start + len(text)
        if until is None and text.rstrip().endswith("\\"):
            continue
        here = HERE.search(text) if until is None else None
        if here:
            until = here["until"]
        elif until is None or text.strip() == until:
            yield begun, last, until is not None
            begun = until = None
    if begun is not None:
        yield begun, last, until is not None


def _base(page: Page, start: int, end: int, variables: Mapping[str, str], stages: set[str]) -> Iterator[Item]:
    found = FROM.match(page.text, start, end)
    if found is None:
        return
    if found["stage"]:
        stages.add(found["stage"].lower())
    written = found["reference"]
    reference = _filled(written, variables)
    number = page.line(start)
    if "$" in reference:
        yield Note(page.path, number, f"the base image {written[:80]} comes from an argument without a default")
    elif reference.lower() not in stages and reference != "scratch":
        span = page.span(found.start("reference"), found.end("reference")) if reference == written else None
        base = image(reference, page, start, span, Format.DOCKER)
        yield base
        if base.python:
            yield Interpreter(base.python, page.path, number, page.shown(number), Format.DOCKER)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    found = filled(text, variables)
    return found if len(found) < MOST else text
