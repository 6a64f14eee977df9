"""What the values in files about GPUs must be, for the tables that read them."""

from collections.abc import Iterable
from functools import cache

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu.facts import Effect, RuleId
from matrices.gpu.versions import Capability, Driver
from matrices.reading import NAMES, Kind
from matrices.wheels import PLATFORMS


@cache
def version(text: str) -> Version:
    """The same few versions are named hundreds of times."""
    return Version(text)


@cache
def held(text: str) -> SpecifierSet:
    return SpecifierSet(text)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one exception for "not of this kind", as in `reading`
    return value


def _one_of(value: object) -> str:
    if value not in PLATFORMS:
        raise ValueError
    return _text(value)


def _platforms(value: object) -> tuple[str, ...]:
    return tuple(_one_of(item) for item in NAMES.parse(value))


def _capabilities(value: object) -> tuple[Capability, ...]:
    return tuple(map(Capability.parse, NAMES.parse(value)))


def _code(value: object) -> tuple[str, ...]:
    return _names(_text(value))


@cache
def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split())
    for name in names:
        if "_" not in name:
            raise ValueError
        Capability.parse(name)
    return names


def _items(value: object) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004 - as above
    return value.items()


def _drivers(value: object) -> dict[str, Driver]:
    found = {name: Driver.parse(_text(text)) for name, text in _items(value)}
    if not found or found.keys() - {"linux", "windows"}:
        raise ValueError
    return found


NUMBER = Kind('a version in quotes, like "12.5.1"', lambda value: version(_text(value)))
DRIVER = Kind('a driver in quotes, like "470.82.01" or "470"', lambda value: Driver.parse(_text(value)))
BOOL = Kind("true or false", _bool)
PLATFORM = Kind("one of " + ", ".join(PLATFORMS), _one_of)
ON = Kind("a list of some of " + ", ".join(PLATFORMS), _platforms)
CAPABILITY = Kind('a compute capability in quotes, like "8.6"', lambda value: Capability.parse(_text(value)))
CAPABILITIES = Kind('a list of compute capabilities, like ["8.0", "8.6"]', _capabilities)
CODE = Kind('what code there is, like "sm_80 compute_90"', _code)
EFFECT = Kind("one of " + ", ".join(Effect), lambda value: Effect(_text(value)))
RULE = Kind("one of " + ", ".join(RuleId), lambda value: RuleId(_text(value)))
TEXTS = Kind("a table of texts", lambda value: {name: _text(inner) for name, inner in _items(value)})
PINS = Kind(
    'a table of ranges, like "==8.9.4.25"', lambda value: {name: held(_text(pin)) for name, pin in _items(value)}
)
DRIVERS = Kind('a table like { linux = "525.60.13", windows = "528.33" }', _drivers)
TOOLKITS = Kind(
    'a table of such tables by version of CUDA, "12.5.1" = { linux = "555.42.06" }',
    lambda value: {version(name): _drivers(inner) for name, inner in _items(value)},
)
