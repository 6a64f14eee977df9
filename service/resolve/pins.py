"""What uv answers, read: the pins with who asks for them, and when their wheels were uploaded."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==(\S+)")


@dataclass(frozen=True, slots=True)
class Pins:
    """What has to be installed, and for each package which others ask for it ("" is the project)."""

    versions: Mapping[str, str]
    via: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self) -> tuple[str, ...]:
        """`name==version`, sorted."""
        return tuple(sorted(f"{name}=={version}" for name, version in self.versions.items()))


@dataclass(frozen=True, slots=True)
class Wheel:
    """When the wheel of a pin was uploaded, whether it is compiled for one interpreter, and where its files are."""

    uploaded: date | None
    compiled: bool
    files: tuple[str, ...] = ()


def read_pins(text: str, sources: Sequence[str] = ()) -> Pins:
    """The pins of a requirements.txt with a comment on each line; `sources` are taken as they are."""
    versions: dict[str, str] = {}
    via: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        pin, _, comment = line.partition("#")
        if match := _PIN.match(pin.strip()):
            name = str(canonicalize_name(match[1]))
            versions[name] = match[3].rstrip(";")
            via[name] = tuple(_askers(comment))
    for pin in sources:
        name, _, version = pin.partition("==")
        versions[name] = version
        via.setdefault(name, ())
    return Pins(versions, via)


def _askers(comment: str) -> Iterator[str]:
    for one in comment.strip().removeprefix("via").split(","):
        name = one.strip()
        if name.startswith("-r "):
            yield ""
        elif name and not name.startswith("-"):
            yield str(canonicalize_name(name))


def read_wheels(text: str) -> Iterator[tuple[str, Wheel]]:
    """What a pylock.toml says of the wheels of each package."""
    for package in tomllib.loads(text).get("packages", ()):
        found = package.get("wheels", ())
        days = [one["upload-time"] for one in found if "upload-time" in one]
        first = min((day for day in days if isinstance(day, datetime)), default=None)
        files = [str(one.get("url") or one.get("path", "")) for one in found]
        names = [str(one.get("name") or file).rpartition("/")[2] for one, file in zip(found, files, strict=True)]
        yield (
            str(canonicalize_name(package["name"])),
            Wheel(first.date() if first else None, all(map(_compiled, names)), tuple(files)),
        )


def read_source(text: str) -> str | None:
    """Where a pylock.toml has the source distribution of its one package."""
    for package in tomllib.loads(text).get("packages", ()):
        return str(package.get("sdist", {}).get("url") or "") or None
    return None


def _compiled(name: str) -> bool:
    """Whether a wheel speaks the binary interface of an interpreter."""
    try:
        *_, tags = parse_wheel_filename(name)
    except InvalidWheelFilename:
        return False
    return all(tag.abi != "none" for tag in tags)
