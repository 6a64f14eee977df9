"""YAML as nodes with their places. Nothing is made from them but text: no tag, no alias is followed twice."""

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml

from service.nouns import Note
from service.project.page import Page

MOST = 2**19
DEEPEST = 40
DEEPEST_INDENT = 200
INDENT = re.compile(r"^[ \t\-?:]+", re.MULTILINE)
MOST_LEVELS = 100
MOST_NODES = 50_000
Walked: TypeAlias = tuple[tuple[str, ...], yaml.ScalarNode]


def root_of(page: Page) -> yaml.Node | Note:
    """The file as nodes; a note where it is no YAML, or more of it than a person writes."""
    if len(page.text) > MOST:
        return Note(page.path, None, f"not read: more than {MOST >> 10} KiB of YAML")
    # The reader refuses what is no text; a stray byte in a comment is no reason to know nothing.
    text = re.sub(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]", "?", page.text)
    # The loader in C is ten times as fast, and goes down its own stack: only what people write is given to it.
    is_flat = max(map(len, INDENT.findall(text)), default=0) < DEEPEST_INDENT
    for deep, most in ((_depth(text), DEEPEST), (0 if is_flat else _levels(text), MOST_LEVELS)):
        if deep > most:
            return Note(page.path, None, f"not read: nested more than {most} deep")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if is_flat else yaml.SafeLoader
    try:
        found = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "cannot be parsed"
        line = min(mark.line + 1, len(page.starts)) if mark else None
        return Note(page.path, line, f"not YAML: {why}{page.pointed(line, mark.column) if mark and line else ''}")
    except RecursionError:
        return Note(page.path, None, "not read: nested too deeply")
    except ValueError as error:
        return Note(page.path, None, f"not YAML: {type(error).__name__}")
    return found if found is not None else yaml.MappingNode("tag:yaml.org,2002:map", [])


def _depth(text: str) -> int:
    """The most brackets or list marks that are open at once: the reader would go down one call for each."""
    deepest = depth = 0
    for sign in re.findall(r"[\[\]{}]|^(?:- ?){9,}", text, re.MULTILINE):
        depth = max(0, depth + (1 if sign in "[{" else -1)) if len(sign) == 1 else depth
        deepest = max(deepest, depth, sign.count("-"))
    return deepest


def _levels(text: str) -> int:
    """The most indents that are open at once, each deeper than the one before."""
    deepest = 0
    below: list[int] = []
    for line in text.splitlines():
        if not (bare := line.lstrip(" ")):
            continue
        while below and below[-1] >= len(line) - len(bare):
            below.pop()
        below.append(len(line) - len(bare))
        deepest = max(deepest, len(below))
    return deepest


def scalars(node: yaml.Node) -> Iterator[Walked]:
    """Every scalar with the keys that lead to it. An alias is met once, wherever it is used again."""
    seen: set[int] = set()
    left: list[tuple[tuple[str, ...], yaml.Node]] = [((), node)]
    while left and len(seen) < MOST_NODES:
        path, here = left.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, yaml.ScalarNode):
            yield path, here
        elif isinstance(here, yaml.SequenceNode):
            left += [(path, each) for each in reversed(here.value)]
        elif isinstance(here, yaml.MappingNode):
            left += [((*path, _key(key)), value) for key, value in reversed(here.value)]


def _key(node: yaml.Node) -> str:
    return str(node.value)[:200] if isinstance(node, yaml.ScalarNode) else ""


def place(node: yaml.ScalarNode, page: Page) -> tuple[int, int] | None:
    """The characters of a scalar, quotes apart; None where they are not what it means."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in {"'", '"'}:
        start, end = start + 1, end - 1
    return (start, end) if page.text[start:end] == node.value else None


def block(node: yaml.ScalarNode) -> tuple[int, int]:
    """The characters of a scalar as they stand, for text over several lines."""
    return node.start_mark.index, node.end_mark.index
