"""Workflows of GitHub, GitLab, Travis, CircleCI and Azure, compose files: interpreters, images, what is installed."""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from service.manifest import Format, Image, Interpreter
from service.nouns import DeclaredLine, Note
from service.project.asking import Item
from service.project.base_images import image
from service.project.installing import Choice, Named, Setting, commands, each_choice
from service.project.page import Page
from service.project.yaml_places import Walked, block, place, root_of, scalars

PYTHONS = frozenset(
    {"python-version", "python_version", "python", "python.version", "pythonversion", "python-versions"}
)
IMAGES = frozenset({"image", "container", "name"})
COMMANDS = frozenset(
    {"run", "script", "install", "before_install", "before_script", "after_success", "command", "commands", "bash"}
)
VARIABLES = frozenset({"env", "variables", "environment", "matrix", "global"})
VERSION = re.compile(r"(?:pypy-?|python)?(?P<version>[23](?:\.\d+){1,2})(?:-dev)?")
NAMED = re.compile(r"[\w.-]+(?:/[\w.-]+)*:[\w.-]+")
ASSIGNED = re.compile(r"(?<!\S)(?P<name>[A-Za-z_]\w*)=(?P<quote>[\"']?)(?P<value>[^\s\"']*)(?P=quote)")
LONGEST = 2_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """By the names of the keys, which all of them share."""
    page = Page.of(path, content)
    root = root_of(page)
    if isinstance(root, Note):
        yield root
        return
    walked = list(scalars(root))
    setting = Setting(Format.WORKFLOW, choices=_choices(walked), named=Named(path, files))
    told: set[tuple[int | None, str]] = set()
    for item in _items(page, walked, setting):
        # A value of a matrix is a line for each command that uses it.
        said = _said(item)
        if said is None or said not in told or (isinstance(item, DeclaredLine) and item.name_span):
            yield item
        told |= set() if said is None else {said}


def _said(item: Item) -> tuple[int | None, str] | None:
    match item:
        case DeclaredLine():
            return item.line, str(item.requirement)
        case Interpreter() if item.span:
            return item.span.start, item.version
        case Image() if item.span is None:
            return item.line, item.reference
        case _:
            return None


def _items(page: Page, walked: Sequence[Walked], setting: Setting) -> Iterator[Item]:
    for keys, node in walked:
        key = keys[-1].lower() if keys else ""
        if key in PYTHONS:
            yield from _interpreters(page, node, setting.choices)
        elif key == "image" or (key in IMAGES and set(keys) & {"image", "container"}):
            yield from _images(page, node, setting.choices)
        elif key in COMMANDS:
            start, end = block(node)
            if node.style in {"'", '"'}:
                start, end = start + 1, end - 1
            yield from commands(page, start, end, setting)


def _choices(walked: Sequence[Walked]) -> Mapping[str, Sequence[Choice]]:
    """The values of variables and of the axes of a matrix, by their names in small letters."""
    found: dict[str, list[Choice]] = {}
    for keys, node in walked:
        if not VARIABLES.isdisjoint(keys) and len(node.value) < LONGEST:
            at = node.start_mark.index
            if keys[-1] in VARIABLES:
                for match in ASSIGNED.finditer(node.value):
                    found.setdefault(match["name"].lower(), []).append(Choice(match["value"], at))
            elif "exclude" not in keys:
                found.setdefault(keys[-1].lower(), []).append(Choice(node.value.strip(), at))
    return found


def _images(page: Page, node: yaml.ScalarNode, choices: Mapping[str, Sequence[Choice]]) -> Iterator[Item]:
    """An image, or one for each value of the variable that names it, with the Python in it."""
    found = place(node, page)
    at = found[0] if found else block(node)[0]
    written = [(at, node.value, page.span(*found) if found else None)]
    if "$" in node.value:
        written = [(choice.at, text, None) for choice, text in each_choice(node.value, choices)]
    for start, reference, span in written:
        if NAMED.fullmatch(reference):
            base = image(reference, page, start, span, Format.WORKFLOW)
            yield base
            if base.python:
                yield Interpreter(base.python, page.path, base.line, base.text, Format.WORKFLOW)


def _interpreters(page: Page, node: yaml.ScalarNode, choices: Mapping[str, Sequence[Choice]]) -> Iterator[Interpreter]:
    """What stands there, or each value of the variable of a matrix that has another name."""
    where = place(node, page)
    if where:
        yield from _interpreter(page, where[0], node.value)
    for choice, _ in each_choice(node.value.strip(), choices) if "$" in node.value else ():
        yield from _interpreter(page, choice.at + (page.text[choice.at] in "\"'"), choice.value)


def _interpreter(page: Page, at: int, text: str) -> Iterator[Interpreter]:
    found = VERSION.fullmatch(text.strip())
    start = at + len(text) - len(text.lstrip()) + found.start("version") if found else at
    if found and page.text.startswith(found["version"], start):
        number = page.line(start)
        span = page.span(start, start + len(found["version"]))
        yield Interpreter(found["version"], page.path, number, page.shown(number), Format.WORKFLOW, span)
