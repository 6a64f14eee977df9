"""Workflows of GitHub, GitLab, Travis, CircleCI and Azure, compose files: interpreters, images, what is installed."""

import re
from collections.abc import Iterator, Mapping

import yaml

from service.manifest import Format, Interpreter
from service.nouns import Note
from service.project.asking import Item
from service.project.base_images import image
from service.project.page import Page
from service.project.shell import commands
from service.project.yaml_places import block, place, root_of, scalars

PYTHONS = frozenset(
    {"python-version", "python_version", "python", "python.version", "pythonversion", "python-versions"}
)
IMAGES = frozenset({"image", "container", "name"})
COMMANDS = frozenset(
    {"run", "script", "install", "before_install", "before_script", "after_success", "command", "commands", "bash"}
)
VERSION = re.compile(r"(?:pypy-?|python)?(?P<version>[23](?:\.\d+){1,2})(?:-dev)?")
NAMED = re.compile(r"[\w.-]+(?:/[\w.-]+)*:[\w.-]+")


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """By the names of the keys, which all of them share."""
    page = Page.of(path, content)
    root = root_of(page)
    if isinstance(root, Note):
        yield root
        return
    for keys, node in scalars(root):
        key = keys[-1].lower() if keys else ""
        if key in PYTHONS:
            yield from _interpreter(page, node)
        elif (key == "image" or (key in IMAGES and set(keys) & {"image", "container"})) and NAMED.fullmatch(node.value):
            found = place(node, page)
            at = found[0] if found else block(node)[0]
            yield image(node.value, page, at, page.span(*found) if found else None, Format.WORKFLOW)
        elif key in COMMANDS:
            start, end = block(node)
            if node.style in {"'", '"'}:
                start, end = start + 1, end - 1
            yield from commands(page, start, end, form=Format.WORKFLOW)


def _interpreter(page: Page, node: yaml.ScalarNode) -> Iterator[Interpreter]:
    found = VERSION.fullmatch(node.value.strip())
    where = place(node, page)
    if found and where:
        start = where[0] + len(node.value) - len(node.value.lstrip()) + found.start("version")
        number = page.line(start)
        span = page.span(start, start + len(found["version"]))
        yield Interpreter(found["version"], page.path, number, page.shown(number), Format.WORKFLOW, span)
