"""The smallest cause that a set cannot be, in a sentence or two with its source: never a resolver's proof. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.facts import Conflict
from matrices.picking import PYTHON, Ask, Facts, NoSet, installs
from matrices.requirements import parsed_range, range_text
from service.resolve.explaining import listed, out_of, pythons_of, unavailable

MANY = 3
"""So many versions that a range leaves out one by one are told as a span."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The smallest cause that a set cannot be, and its source."""

    text: str
    source: str


def cause(error: NoSet, facts: Facts, name: str | None = None) -> Cause:
    """The smallest cause of a contradiction, in one or two sentences; `name` is the package that it is about."""
    own = [ask for ask in error.asks if not ask.by]
    for ask in own:
        asked = Requirement(f"{ask.name}{ask.text}")
        found = unavailable(facts.matrix, asked, facts.place, before=facts.before)
        if found is not None and name is None:
            return Cause(f"{found.text}{out_of(found)}", found.source)
        if found is not None and name == ask.name:
            return Cause(found.text, found.source)
    conflicts = [one for one in error.conflicts if name is None or name in (one.other, one.product)] or error.conflicts
    if conflicts:
        return _conflict(conflicts[0])
    return _contradiction(error, facts, name)


def _conflict(first: Conflict) -> Cause:
    held = f"{first.product} {range_text(first.range)}"
    pair = f"{held} breaks with {first.beside}"
    if first.other == PYTHON and first.other_range is not None:
        pair = f"{held} does not {first.at} on Python {range_text(first.other_range)}"
    return Cause(f"{pair}: {first.error.rstrip('.')}. {first.reason}", first.source)


def _contradiction(error: NoSet, facts: Facts, name: str | None) -> Cause:
    """Who wants what of one package; releases of one package that all want the like are told of as one."""
    asks = [_as_pinned(ask, error, facts) for ask in error.asks]
    groups: dict[tuple[str, str], list[Ask]] = {}
    for ask in asks:
        groups.setdefault((ask.by.partition(" ")[0], ask.name), []).append(ask)
    said = [
        _wants(by, found, facts, error)
        for (by, about), found in groups.items()
        if by and _matters(about, by, name, error)
    ]
    told = {ask.by for ask in asks}
    told |= {f"{ask.name} {ask.text[2:]}" for ask in asks if not ask.by and f"{ask.name}{ask.text}:" in "".join(said)}
    asked = [
        f"{ask.name}{ask.text}"
        for ask in asks
        if not ask.by and ask.text and ask.name != name and f"{ask.name} {ask.text.removeprefix('==')}" not in told
    ]
    source = next((ask.source for ask in asks if ask.source), "")
    parts = ([f"asked for {'is' if len(asked) == 1 else 'are'} {listed(asked)}"] if asked else []) + said
    return Cause(f"{'; '.join(parts)}." if parts else "nothing satisfies all of it.", source)


def _as_pinned(ask: Ask, error: NoSet, facts: Facts) -> Ask:
    """What several releases say alike, as said by the one of them that is asked for exactly."""
    by = ask.by.partition(" ")[0]
    pinned = next((one.text[2:] for one in error.asks if not one.by and one.name == by and is_exact(one.text)), None)
    known = facts.matrix.products[by].by_version.get(Version(pinned)) if pinned and by else None
    return replace(ask, by=f"{by} {known.version}", source=known.source) if known else ask


def is_exact(text: str) -> bool:
    """Whether a range is one version."""
    return text.startswith("==") and not text.startswith("===") and not set(text) & {"*", ","}


def _matters(about: str, by: str, name: str | None, error: NoSet) -> bool:
    if name is None or len(error.asks) <= 4:  # noqa: PLR2004 - so few are told of together
        return True
    return name in (about, by)


def _wants(by: str, asks: Sequence[Ask], facts: Facts, error: NoSet) -> str:
    texts = list(dict.fromkeys(ask.text for ask in asks))
    if len(asks) == 1 or len(texts) == 1:
        versions = [ask.by.partition(" ")[2] for ask in asks]
        which = versions[0] if len(asks) == 1 else f"{min(versions, key=Version)} to {max(versions, key=Version)}"
        return f"{by} {which} wants {asks[0].name}{_ordered(texts[0])}"
    other, python = asks[0].name, facts.place.python
    which = next((f"{other}{ask.text}" for ask in error.asks if not ask.by and ask.name == other), "it")
    text = f"no release of {by} that installs on Python {python} goes with {which}: each wants another {other}"
    return f"{text}{_elsewhere(by, other, facts, error)}"


def _elsewhere(by: str, other: str, facts: Facts, error: NoSet) -> str:
    """The release that would go with what was asked for, where it is only the interpreter that it has no wheel for."""
    missing = [one for one in facts.matrix.products[by].offered if not installs(one, facts.place)]
    held = [parsed_range(ask.text) for ask in error.asks if not ask.by and ask.name == other and ask.text]
    wanted = next((one for one in facts.finals(other) if held and all(one in each for each in held)), None)
    for release in missing:
        pythons = pythons_of(release, facts.place.platform)
        need = release.needs_on(pythons[-1], facts.place.platform).get(other) if pythons else None
        if need is not None and wanted is not None and wanted in need.range:
            return f"; {by} {release.version} does, on Python {listed(pythons)}"
    return ""


def _ordered(text: str) -> str:
    return brief(text.strip("()")) or " in any version"


def brief(text: str) -> str:
    """A range for people: many single versions that it leaves out are told as a span."""
    held = parsed_range(text)
    out = sorted(Version(one.version) for one in held if one.operator == "!=" and "*" not in one.version)
    if len(out) < MANY:
        return range_text(held)
    rest = SpecifierSet(",".join(str(one) for one in held if one.operator != "!=" or "*" in one.version))
    return f"{range_text(rest)} without {out[0]} to {out[-1]}"
