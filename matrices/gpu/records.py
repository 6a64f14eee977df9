"""Tables of the hand-kept files about GPUs become records; one with a problem is left out, not guessed."""

from collections.abc import Mapping

from packaging.version import Version

from matrices.gpu import kinds
from matrices.gpu.facts import Architecture, Cards, Cliff, Drivers, Plugin, Rule, RuleId, Series
from matrices.grades import How
from matrices.reading import HOW, NAMES, RANGE, TEXT, Table
from matrices.sources import Sources

Evidence = tuple[str, How]


def evidence(table: Table, sources: Sources) -> Evidence | None:
    """Where a fact was read and how it is known."""
    cited, how = sources.cite(table, table.take("source", TEXT)), table.take("how", HOW)
    return (cited, how) if cited and how else None


def families(table: Table, sources: Sources) -> Mapping[int, Drivers]:
    """The oldest driver of each family of CUDA toolkits, by the number of the family."""
    found: dict[int, Drivers] = {}
    for inner in table.list("family", "cuda"):
        cuda, drivers = inner.take("cuda", kinds.NUMBER), inner.take("drivers", kinds.DRIVERS)
        known = evidence(inner, sources)
        inner.close()
        if cuda is not None and drivers is not None and known:
            found[cuda.major] = Drivers(drivers.get("linux"), drivers.get("windows"), *known)
    return found


def toolkits(table: Table, sources: Sources) -> Mapping[Version, Drivers]:
    """The driver that came with each toolkit."""
    if (inner := table.maybe_table("toolkits")) is None:
        return {}
    known, drivers = evidence(inner, sources), inner.take("drivers", kinds.TOOLKITS)
    inner.close()
    if known is None or drivers is None:
        return {}
    return {cuda: Drivers(pair.get("linux"), pair.get("windows"), *known) for cuda, pair in drivers.items()}


def architecture(table: Table, sources: Sources) -> Architecture | None:
    name, capabilities = table.take("name", TEXT), table.take("capabilities", kinds.CAPABILITIES)
    first, last = table.take("first", kinds.NUMBER), table.maybe("last", kinds.NUMBER)
    last_driver, known = table.maybe("last_driver", kinds.DRIVER), evidence(table, sources)
    table.close()
    if not (name and capabilities and known) or first is None:
        return None
    return Architecture(name, capabilities, first, last, last_driver, *known)


def cards(table: Table, sources: Sources) -> Cards | None:
    capability, names = table.take("capability", kinds.CAPABILITY), table.take("names", NAMES)
    known = evidence(table, sources)
    table.close()
    return Cards(capability, names, *known) if capability and names and known else None


def series(table: Table, sources: Sources) -> Series | None:
    like, capability = table.take("like", TEXT), table.take("capability", kinds.CAPABILITY)
    reason, known = table.take("reason", TEXT), evidence(table, sources)
    table.close()
    return Series(like, capability, reason, *known) if like and capability and reason and known else None


def cliff(table: Table, sources: Sources) -> Cliff | None:
    name, held, on = table.take("id", TEXT), table.take("range", RANGE), table.take("platforms", kinds.ON)
    effect, capabilities = table.take("effect", kinds.EFFECT), table.maybe("capabilities", kinds.CAPABILITIES)
    cuda, reason, cure = table.maybe("cuda", RANGE), table.take("reason", TEXT), table.maybe("cure", TEXT)
    known = evidence(table, sources)
    table.close()
    if not (name and on and effect and reason and known) or held is None:
        return None
    return Cliff(name, held, on, effect, capabilities or (), cuda, reason, cure, *known)


def plugin(table: Table, sources: Sources) -> Plugin | None:
    name, version, held = table.take("name", TEXT), table.take("version", kinds.NUMBER), table.take("range", RANGE)
    on, note, known = table.take("platforms", kinds.ON), table.maybe("note", TEXT), evidence(table, sources)
    table.close()
    if not (name and on and known) or version is None or held is None:
        return None
    return Plugin(name, version, held, on, note, *known)


def rules(table: Table, sources: Sources) -> Mapping[RuleId, Rule]:
    """The rules in words; every one of them must be there."""
    found: dict[RuleId, Rule] = {}
    for inner in table.list("rule", "id"):
        name, text, known = inner.take("id", kinds.RULE), inner.take("text", TEXT), evidence(inner, sources)
        inner.close()
        if name and text and known:
            found[name] = Rule(name, text, *known)
    for missing in [name for name in RuleId if name not in found]:
        table.note(f"rule[{missing}]", "nothing", "the rule, with its source")
    return found
