"""What a project's own `[tool.upflow]` says: which rules, which files, which names of its own are others now."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from migrations.rule import Effect

T = TypeVar("T")

PYPROJECT = "pyproject.toml"
KEYS = ("command", "exclude", "renames", "select", "skip", "stack")
STACKS = ("keras3", "legacy")
RENAME_KEYS = ("effect", "message", "since", "to")


class BadSettings(ValueError):
    """Everything that is wrong with the settings, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Rename(NamedTuple):
    """What a house's own table says of one name. Without `since` it holds from the next version on."""

    to: str
    since: str | None = None
    effect: Effect = Effect.DEPRECATED
    message: str = ""


class Settings(NamedTuple):
    """`stack` is the Keras that the project wants to end on; None leaves that open."""

    select: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    renames: Mapping[str, Rename] = MappingProxyType({})
    stack: str | None = None

    def excludes(self, path: str) -> bool:
        """A pattern means files, or a folder with all that is below it."""
        return any(_covers(pattern, path) for pattern in self.exclude)


def read_settings(files: Mapping[str, bytes]) -> Settings:
    """The settings of a project, by its files. A pyproject.toml that is no TOML says nothing here."""
    if PYPROJECT not in files:
        return Settings()
    import tomllib  # noqa: PLC0415 - only where there is such a file

    try:
        tool = tomllib.loads(files[PYPROJECT].decode("utf-8", errors="replace")).get("tool", {})
    except tomllib.TOMLDecodeError:
        return Settings()
    return _Reader(files).read(tool.get("upflow", {}) if isinstance(tool, dict) else {})


def _covers(pattern: str, path: str) -> bool:
    pattern = pattern.removeprefix("./").rstrip("/")
    parts = path.split("/")
    return any(fnmatchcase("/".join(parts[: end + 1]), pattern) for end in range(len(parts))) or (
        "/" not in pattern and any(fnmatchcase(part, pattern) for part in parts)
    )


class _Reader:
    """Reads all of the table, and says all that is wrong with it at once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[str] = []

    def read(self, table: object) -> Settings:
        place = f"{PYPROJECT}: tool.upflow"
        if not isinstance(table, dict):
            raise BadSettings([f"{place}: expected a table, found {_shown(table)}"])
        self.only(table, KEYS, place)
        settings = Settings(
            select=self.words(table.get("select", []), f"{place}.select"),
            skip=self.words(table.get("skip", []), f"{place}.skip"),
            exclude=self.words(table.get("exclude", []), f"{place}.exclude"),
            renames=MappingProxyType(self.renames(table.get("renames", {}), f"{place}.renames")),
            stack=self.one_of(table.get("stack"), STACKS, f"{place}.stack"),
        )
        if self.problems:
            raise BadSettings(self.problems)
        return settings

    def only(self, table: Mapping[str, object], known: Sequence[str], place: str) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

                near = get_close_matches(key, known, 1)
                meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
                self.problems.append(f"{place}.{key}: there is no such key; {meant}")

    def words(self, value: object, place: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.problems.append(f"{place}: expected a list of strings, found {_shown(value)}")
        return ()

    def one_of(self, value: object, known: Sequence[str], place: str) -> str | None:
        if value is None or (isinstance(value, str) and value in known):
            return value
        self.problems.append(f"{place}: expected {' or '.join(map(_shown, known))}, found {_shown(value)}")
        return None

    def renames(self, value: object, place: str) -> dict[str, Rename]:
        """A table of names, or the files that hold such tables."""
        match value:
            case dict():
                return dict(self.table(value, place))
            case str():
                return self.file(value, place)
            case list() if all(isinstance(each, str) for each in value):
                return {old: new for name in value for old, new in self.file(name, place).items()}
            case _:
                expected = "a table of names or the name of a TOML file"
                self.problems.append(f"{place}: expected {expected}, found {_shown(value)}")
                return {}

    def file(self, name: str, place: str) -> dict[str, Rename]:
        path = normpath(name)
        if path not in self.files:
            self.problems.append(f"{place}: there is no file {name} in the project")
            return {}
        import tomllib  # noqa: PLC0415 - as above

        try:
            table = tomllib.loads(self.files[path].decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(f"{path}: not TOML: {error}")
            return {}
        inner = table.get("renames", table)
        return dict(self.table(inner if isinstance(inner, dict) else table, path))

    def table(self, table: Mapping[str, object], place: str) -> Iterator[tuple[str, Rename]]:
        for old, new in _flat(table):
            here = f'{place}."{old}"'
            rename = self.rename(new, here)
            if not _is_name(old):
                self.problems.append(f"{here}: expected a full name with dots, such as mylib.old")
            elif rename is not None and not _is_name(rename.to):
                self.problems.append(f"{here}: expected a full name with dots to go to, found {_shown(rename.to)}")
            elif rename is not None and rename.to == old:
                self.problems.append(f"{here}: the new name is the old one")
            elif rename is not None:
                yield old, rename

    def rename(self, value: object, place: str) -> Rename | None:
        if isinstance(value, str):
            return Rename(value)
        if not isinstance(value, dict) or not isinstance(value.get("to"), str):
            self.problems.append(f"{place}: expected the new name, or a table with `to`, found {_shown(value)}")
            return None
        self.only(value, RENAME_KEYS, place)
        effect = self.one_of(value.get("effect"), [each.value for each in Effect], f"{place}.effect")
        since, message = (self.text(value.get(key, ""), f"{place}.{key}") for key in ("since", "message"))
        if since and not _is_minor(since):
            self.problems.append(f'{place}.since: expected a minor of TensorFlow such as "2.16", found {_shown(since)}')
        return Rename(value["to"], since or None, Effect(effect) if effect else Effect.DEPRECATED, message)

    def text(self, value: object, place: str) -> str:
        if isinstance(value, str):
            return value
        self.problems.append(f"{place}: expected a string, found {_shown(value)}")
        return ""


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Names that were written without quotes are tables in tables for TOML."""
    for key, value in table.items():
        name = f"{above}.{key}" if above else key
        if isinstance(value, dict) and "to" not in value:
            yield from _flat(value, name)
        else:
            yield name, value


def _is_name(text: str) -> bool:
    parts = text.split(".")
    return len(parts) > 1 and all(part.isidentifier() for part in parts)


def _is_minor(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == len("xy") and all(part.isdecimal() for part in parts)


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
