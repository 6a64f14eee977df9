"""Tables of a file of facts become the records of the vocabulary; a record with a problem is left out, not guessed."""

import re

from packaging.specifiers import SpecifierSet

from matrices.facts import Allowance, Conflict, Product, Release, Retired, Source
from matrices.reading import AT, DATE, HOW, NAMES, RANGE, REQUIREMENT, TEXT, VERSION, YES, Table
from matrices.sources import Sources

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


def product(table: Table, sources: Sources, releases: tuple[Release, ...]) -> Product | None:
    """The hand-kept head of a product, with its releases from their own file."""
    name, since = table.take("name", TEXT), table.take("since", VERSION)
    listed = table.take("source", TEXT)
    imports, variant = table.maybe("imports", TEXT), table.maybe("variant_of", TEXT)
    extras, retired = table.maybe("extras", NAMES), _retired(table.maybe_table("retired"), sources)
    table.close()
    if listed is not None and listed not in sources:
        sources.cite(table, listed)
    if not (name and listed and since is not None):
        return None
    return Product(name, listed, releases, since, imports or name.replace("-", "_"), variant, retired, extras)


def _retired(table: Table | None, sources: Sources) -> Retired | None:
    if table is None:
        return None
    after, reason = table.maybe("after", VERSION), table.take("reason", TEXT)
    replaced, how = table.maybe("replaced_by", NAMES), table.take("how", HOW)
    cited = sources.cite(table, table.take("source", TEXT), after)
    table.close()
    return Retired(after, reason, replaced or (), cited, how) if reason and cited and how else None


def conflict(table: Table, sources: Sources) -> Conflict | None:
    name, of, other = table.take("id", TEXT), table.take("product", TEXT), table.take("other", TEXT)
    held, against = table.take("range", RANGE), _against(table)
    python, at = table.maybe("python", RANGE), table.take("at", AT)
    error, reason = table.take("error", TEXT), table.take("reason", TEXT)
    cure, how = table.maybe("cure", REQUIREMENT), table.take("how", HOW)
    unless = table.maybe("unless", TEXT)
    cited = sources.cite(table, table.take("source", TEXT))
    table.close()
    if not (name and of and other and error and reason and how and cited and at) or held is None:
        return None
    return Conflict(name, of, held, other, against, python, at, error, reason, cure, cited, how, unless)


def _against(table: Table) -> SpecifierSet | None:
    """The versions of the other package that break, or None: it is not there at all."""
    if table.maybe("absent", YES):
        return None
    return table.take("other_range", RANGE)


def allowance(table: Table, sources: Sources) -> Allowance | None:
    name, of, other = table.take("id", TEXT), table.take("product", TEXT), table.take("other", TEXT)
    held, allowed = table.take("range", RANGE), table.take("other_range", RANGE)
    python, reason, how = table.maybe("python", RANGE), table.take("reason", TEXT), table.take("how", HOW)
    cited = sources.cite(table, table.take("source", TEXT))
    table.close()
    if not (name and of and other and reason and how and cited) or held is None or allowed is None:
        return None
    return Allowance(name, of, held, other, allowed, python, reason, cited, how)
