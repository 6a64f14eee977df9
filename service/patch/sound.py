"""Whether a changed file can still be read as what it is: the last look before a patch is handed out. Pure."""

import ast
import json
from collections.abc import Callable

YAML = (".yml", ".yaml")
TOML = (".toml", "Pipfile")


def is_sound(path: str, old: bytes, new: bytes) -> bool:
    """True where the new text is as well-formed as the old one; forms that nobody checks are taken as they are."""
    read = _reader(path)
    return read is None or _reads(read, new) or not _reads(read, old)


def _reader(path: str) -> Callable[[bytes], object] | None:
    if path.endswith(".ipynb"):
        return json.loads
    if path.endswith(".py"):
        return ast.parse
    if path.endswith(TOML):
        return _toml
    return _yaml if path.endswith(YAML) else None


def _toml(content: bytes) -> object:
    import tomllib  # noqa: PLC0415 - not every project has such a file

    return tomllib.loads(content.decode("utf-8-sig"))


def _yaml(content: bytes) -> object:
    import yaml  # noqa: PLC0415 - as above

    try:
        return yaml.compose(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _reads(read: Callable[[bytes], object], content: bytes) -> bool:
    try:
        read(content)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    return True
