"""tox.toml: the interpreters of its environments, and what each installs."""

from collections.abc import Iterator, Mapping

from service.project.asking import Item
from service.project.environments import of_tox
from service.project.toml_places import TomlFile


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """The same tables as below `[tool.tox]`."""
    file = TomlFile(path, content)
    yield from file.problems
    yield from of_tox(file, ())
