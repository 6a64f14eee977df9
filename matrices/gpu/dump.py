"""Facts about GPUs become the one text of their files."""

from collections.abc import Mapping

from packaging.version import Version

from matrices.gpu import builds, tested
from matrices.gpu.facts import Architecture, Cards, Cliff, Drivers, Gpu, Plugin, Series
from matrices.gpu.load import BUILDS, CARDS, PLATFORMS, RULES, TESTED, TOOLKITS
from matrices.toml import HEAD, lines, table


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
        + "".join(table("rule", id=r.id.value, text=r.text, source=r.source, how=r.how) for r in gpu.rules.values()),
    }


def _families(families: Mapping[int, Drivers]) -> str:
    newest = sorted(families.items(), reverse=True)
    return "".join(
        f'\n[[family]]\ncuda = "{cuda}"\ndrivers = {_pair(drivers)}\n' + lines(source=drivers.source, how=drivers.how)
        for cuda, drivers in newest
    )


def _toolkits(toolkits: Mapping[Version, Drivers]) -> str:
    newest = sorted(toolkits.items(), reverse=True)
    if not newest:
        return ""
    evidence = lines(source=newest[0][1].source, how=newest[0][1].how)
    rows = "".join(f'"{version}" = {_pair(drivers)}\n' for version, drivers in newest)
    return f"\n[toolkits]\n{evidence}\n[toolkits.drivers]\n{rows}"


def _pair(drivers: Drivers) -> str:
    known = {"linux": drivers.linux, "windows": drivers.windows}
    return "{ " + ", ".join(f'{name} = "{value}"' for name, value in known.items() if value) + " }"


def _era(one: Architecture) -> str:
    return table(
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
    return table("cards", capability=str(one.capability), names=one.names, source=one.source, how=one.how)


def _series(one: Series) -> str:
    capability = str(one.capability)
    return table("series", like=one.like, capability=capability, reason=one.reason, source=one.source, how=one.how)


def _cliff(one: Cliff) -> str:
    return table(
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
    return table(
        "plugin",
        name=one.name,
        version=one.version,
        range=one.range,
        platforms=one.platforms,
        note=one.note,
        source=one.source,
        how=one.how,
    )
