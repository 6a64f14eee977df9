"""Tables of a file of facts become the records of the vocabulary; a record with a problem is left out, not guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.facts import Conflict, Need, Product, Release, Source
from matrices.reading import DATE, HOW, NAMES, RANGE, REQUIREMENT, TEXT, VERSION, Table
from matrices.sources import Sources, family, speaks_of_one_release

Older = Mapping[Version, Release | None]  # None: it stands further down, but something is wrong with it
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
URLS = ("https://", "pkg:pypi/", "trial:")


def source(table: Table, name: str) -> Source | None:
    title, url, read = table.take("title", TEXT), table.take("url", TEXT), table.take("read", DATE)
    table.close()
    if not ID.fullmatch(name):
        table.note("", repr(name), "an id of small letters, digits and hyphens")
        return None
    if url and not url.startswith(URLS):
        table.note("url", repr(url), "one that starts with " + ", ".join(URLS))
        return None
    return Source(name, title, url, read) if title and url and read else None


def need(table: Table, sources: Sources, version: Version | None) -> Need | None:
    """A fact: a range and how it is known. The version says which of a product's documents is cited."""
    specifiers, how = table.take("range", RANGE), table.take("how", HOW)
    cited = sources.cite(table, table.take("source", TEXT), version)
    table.close()
    return Need(specifiers, cited, how) if specifiers is not None and cited and how else None


def release(table: Table, version: Version | None, older: Older, sources: Sources) -> Release | None:
    day, like = table.take("date", DATE), table.maybe("like", VERSION)
    if like is not None and like not in older:
        table.note("like", repr(str(like)), "the version of a release further down in this file")
    base = older.get(like) if like else None
    inherited = {} if base is None or version is None else _inherited(base, version, sources)
    for name in table.maybe("without", NAMES) or ():
        if inherited.pop(name, None) is None and (base or not like):
            table.note("without", repr(name), "a need of the release that this one is like")
    python = inherited.pop("python", None)
    if (own := table.maybe_table("python")) is not None:
        python = need(own, sources, version)
    elif not like:
        table.note("python", "nothing", "a fact, { range, source, how }", "or `like` another release")
    needs = inherited | _needs(table.maybe_table("needs"), sources, version)
    table.close()
    return Release(version, day, python, needs) if version and day and python else None


def _inherited(base: Release, version: Version, sources: Sources) -> dict[str, Need]:
    """What the index says of the release before; a fact from anywhere else is about that one release only."""
    said = {"python": base.python, **base.needs}
    return {
        name: replace(need, source=sources.exact(family(need.source), version))
        for name, need in said.items()
        if speaks_of_one_release(need.source)
    }


def _needs(table: Table | None, sources: Sources, version: Version | None) -> dict[str, Need]:
    if table is None:
        return {}
    found: dict[str, Need] = {}
    for name, inner in table.every_table().items():
        if name != canonicalize_name(name):
            table.note(name, repr(name), f"the normal form of the name, {canonicalize_name(name)}")
        if (fact := need(inner, sources, version)) is not None:
            found[name] = fact
    return found


def product(table: Table, sources: Sources) -> Product | None:
    name, since = table.take("name", TEXT), table.take("since", VERSION)
    listed = table.take("source", TEXT)
    if listed is not None and listed not in sources.known:
        sources.cite(table, listed)
    releases = _releases(table.list("release", "version"), sources)
    table.close()
    return Product(name, listed, releases, since) if name and listed and since is not None else None


def _releases(tables: Sequence[Table], sources: Sources) -> tuple[Release, ...]:
    found: dict[Version, Release | None] = {}
    for table in reversed(tables):
        version = table.take("version", VERSION)
        if version in found:
            table.note("version", str(version), "every version once")
        record = release(table, version, found, sources)
        if version is not None:
            found.setdefault(version, record)
    return tuple(record for record in reversed(found.values()) if record is not None)


def conflict(table: Table, sources: Sources) -> Conflict | None:
    name, of, other = table.take("id", TEXT), table.take("product", TEXT), table.take("other", TEXT)
    held, against = table.take("range", RANGE), table.take("other_range", RANGE)
    error, reason = table.take("error", TEXT), table.take("reason", TEXT)
    cure, how = table.take("cure", REQUIREMENT), table.take("how", HOW)
    cited = sources.cite(table, table.take("source", TEXT))
    table.close()
    if not (name and of and other and error and reason and cure and how and cited) or held is None or against is None:
        return None
    return Conflict(name, of, held, other, against, error, reason, cure, cited, how)
