"""Facts about GPUs become the one text of their files."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu import builds, tested
from matrices.gpu.facts import Architecture, Cards, Cliff, Drivers, Gpu, Plugin, Series
from matrices.gpu.load import BUILDS, CARDS, PLATFORMS, RULES, TESTED, TOOLKITS
from matrices.gpu.versions import Driver

HEAD = "# Facts: see matrices/README.md. `python -m matrices fix` puts this file into its one form.\n"
WIDTH = 120
Value = str | Version | Driver | SpecifierSet | Sequence[object] | None


def dump(gpu: Gpu) -> dict[str, str]:
    """Every file about GPUs, by its name inside the folder of facts."""
    return {
        BUILDS: builds.dump(gpu.builds),
        TESTED: tested.dump(gpu.documents, gpu.rows),
        TOOLKITS: HEAD + _families(gpu.families) + _toolkits(gpu.toolkits) + "".join(map(_era, gpu.architectures)),
        CARDS: HEAD + "".join(map(_cards, gpu.cards)) + "".join(map(_series, gpu.series)),
        PLATFORMS: HEAD
        + "".join(map(_cliff, sorted(gpu.cliffs, key=lambda one: one.id)))
        + "".join(map(_plugin, sorted(gpu.plugins, key=lambda one: one.version, reverse=True))),
        RULES: HEAD
        + "".join(_table("rule", id=r.id.value, text=r.text, source=r.source, how=r.how) for r in gpu.rules.values()),
    }


def _families(families: Mapping[int, Drivers]) -> str:
    newest = sorted(families.items(), reverse=True)
    return "".join(
        f'\n[[family]]\ncuda = "{cuda}"\ndrivers = {_pair(drivers)}\n' + _lines(source=drivers.source, how=drivers.how)
        for cuda, drivers in newest
    )


def _toolkits(toolkits: Mapping[Version, Drivers]) -> str:
    newest = sorted(toolkits.items(), reverse=True)
    if not newest:
        return ""
    evidence = _lines(source=newest[0][1].source, how=newest[0][1].how)
    lines = "".join(f'"{version}" = {_pair(drivers)}\n' for version, drivers in newest)
    return f"\n[toolkits]\n{evidence}\n[toolkits.drivers]\n{lines}"


def _pair(drivers: Drivers) -> str:
    known = {"linux": drivers.linux, "windows": drivers.windows}
    return "{ " + ", ".join(f'{name} = "{value}"' for name, value in known.items() if value) + " }"


def _era(one: Architecture) -> str:
    return _table(
        "architecture",
        name=one.name,
        capabilities=one.capabilities,
        first=one.first,
        last=one.last,
        last_driver=one.last_driver,
        source=one.source,
        how=one.how,
    )


def _cards(one: Cards) -> str:
    return _table("cards", capability=str(one.capability), names=one.names, source=one.source, how=one.how)


def _series(one: Series) -> str:
    capability = str(one.capability)
    return _table("series", like=one.like, capability=capability, reason=one.reason, source=one.source, how=one.how)


def _cliff(one: Cliff) -> str:
    return _table(
        "cliff",
        id=one.id,
        range=one.range,
        platforms=one.platforms,
        effect=one.effect,
        capabilities=one.capabilities or None,
        cuda=one.cuda,
        reason=one.reason,
        cure=one.cure,
        source=one.source,
        how=one.how,
    )


def _plugin(one: Plugin) -> str:
    return _table(
        "plugin",
        name=one.name,
        version=one.version,
        range=one.range,
        platforms=one.platforms,
        note=one.note,
        source=one.source,
        how=one.how,
    )


def _table(_name: str, **values: Value) -> str:
    return f"\n[[{_name}]]\n" + _lines(**values)


def _lines(**values: Value) -> str:
    return "".join(f"{key} = {_value(key, value)}\n" for key, value in values.items() if value is not None)


def _value(key: str, value: Value) -> str:
    match value:
        case SpecifierSet():
            return _quoted(",".join(sorted(map(str, value), key=_bound)))
        case str() | Version() | Driver():
            return _quoted(str(value))
        case _:
            return _list(key, [_quoted(str(item)) for item in value or ()])


def _bound(specifier: str) -> tuple[bool, str]:
    """Where a range starts, then where it ends."""
    return specifier.startswith(("<", "!")), specifier


def _list(key: str, items: Sequence[str]) -> str:
    line = f"[{', '.join(items)}]"
    return line if len(key) + len(line) + 3 <= WIDTH else "[\n" + "".join(_wrapped(items)) + "]"


def _wrapped(items: Iterable[str]) -> Iterator[str]:
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > WIDTH:
            yield line + "\n"
            line = "   "
        line += f" {item},"
    yield line + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings have JSON's escapes
