"""Dockerfiles: base images with what their names say, and the packages that their commands install."""

import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter
from service.nouns import Note
from service.project.asking import Item
from service.project.base_images import image
from service.project.installing import Named, Setting, commands
from service.project.page import Page
from service.project.shell import VARIABLE

INSTRUCTION = re.compile(r"[ \t]*(?P<word>[A-Za-z]+)[ \t]+")
FROM = re.compile(r"(?:--\S+\s+)*(?P<reference>\S+)(?:\s+as\s+(?P<stage>\S+))?", re.IGNORECASE)
ASSIGNED = re.compile(r"(?P<name>\w+)(?:=|[ \t]+)(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
MOST = 2_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Instruction by instruction, with the arguments and variables known so far."""
    page = Page.of(path, content)
    variables: dict[str, str] = {}
    stages: set[str] = set()
    named = Named(path, files, copies=True)
    for count, (start, end) in enumerate(_instructions(page)):
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
            yield from commands(page, inner, end, Setting(Format.DOCKER, None, variables, named=named))


def _instructions(page: Page) -> Iterator[tuple[int, int]]:
    """The characters of each, over the lines that a backslash joins; comments in between belong to it."""
    begun: int | None = None
    last = 0
    for _, start, text in page.lines():
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        begun = start if begun is None else begun
        last = start + len(text)
        if not text.rstrip().endswith("\\"):
            yield begun, last
            begun = None
    if begun is not None:
        yield begun, last


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
    filled = VARIABLE.sub(lambda found: variables.get(found["name"], found["default"] or found[0]), text)
    return filled if len(filled) < MOST else text
