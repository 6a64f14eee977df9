"""Of the wheels of a release the one that installs in a place. Pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from matrices.wheels import python_range, runs_on


def fitting(files: Iterable[str], python: str, platform: str) -> str | None:
    """The address of the wheel; one for this interpreter alone comes before one for many."""
    found: list[tuple[bool, str]] = []
    for file in files:
        try:
            *_, tags = parse_wheel_filename(unquote(PurePosixPath(urlsplit(file).path).name))
        except InvalidWheelFilename:
            continue
        here = [tag for tag in tags if runs_on(tag.platform, platform)]
        held = python_range([f"{tag.interpreter}-{tag.abi}" for tag in here], SpecifierSet()) if here else None
        if held is not None and f"{python}.99" in held:
            found.append((any(tag.interpreter.startswith("cp") for tag in here), file))
    return max(found)[1] if found else None
