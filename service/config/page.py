"""The page of the configuration: every key with what it means, its default and an example. Made from the definition."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from service.config.definition import Configuration, Ignore, Limits, Tolerance, Upgrades
from service.config.records import kind_of, name_of

PARTS = {"limits": Limits, "tolerance": Tolerance, "ignore": Ignore, "upgrades": Upgrades}
BEGIN, END = "<!-- keys: written by `python -m service.config` -->", "<!-- end of keys -->"
FOLDER = Path(__file__).parents[2] / "docs"
PAGE, SCHEMA = FOLDER / "configuration.md", FOLDER / "upflow.schema.json"


def renewed(page: str) -> str:
    """The page with its keys as they are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}{END}{after}"


def markdown() -> str:
    lines = ["", *_table(Configuration)]
    for name, part in PARTS.items():
        lines += ["", f"### `{name}`", "", " ".join((part.__doc__ or "").split()), "", *_table(part)]
    return "\n".join(lines) + "\n\n"


def keys() -> str:
    """The same for a terminal: a valid file, in which every key is a comment."""
    lines: list[str] = []
    for header, part in (("", Configuration), *((f"[{name}]", part) for name, part in PARTS.items())):
        lines += ["", f"# {header}"] if header else []
        for one in fields(part):
            if name_of(one) in PARTS:
                continue
            lines += [f"# {one.metadata['about']}", f"# {name_of(one)} = {one.metadata['example']}"]
    return "\n".join(lines).replace("# [ignore]", "# [[ignore]]") + "\n"


def _table(part: type[Any]) -> Iterator[str]:
    yield from ("| key | what it means | default | example |", "| --- | --- | --- | --- |")
    for one in fields(part):
        cells = (f"`{name_of(one)}`", _about(one), _default(one), f"`{one.metadata['example']}`")
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _about(one: "Field[Any]") -> str:
    choices = getattr(kind_of(one), "words", ())
    words = f" One of {', '.join(choices)}." if choices else ""
    return f"{one.metadata['about']}{words}"


def _default(one: "Field[Any]") -> str:
    value = None if one.default is MISSING else one.default
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int():
            return str(value)
        case (str() as alone,):
            return f'`"{alone}"`'
        case _:
            return ""
