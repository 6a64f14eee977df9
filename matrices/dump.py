"""Records become the one text of a file of facts: newest first, one fact a line, `like` where it saves lines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest

from packaging.specifiers import SpecifierSet

from matrices.facts import Conflict, Matrix, Need, Product, Release, Source
from matrices.load import CONFLICTS, PRODUCTS, SOURCES
from matrices.query import minor
from matrices.sources import family, speaks_of_one_release

HEAD = "# Facts: see matrices/README.md. `python -m matrices fix` puts this file into its one form.\n"
OPERATORS = ("===", "==", "~=", ">=", ">", "<=", "<", "!=")


def files(matrix: Matrix) -> dict[str, str]:
    """Every file of facts, by its name inside the folder."""
    return {
        SOURCES: sources(matrix.sources.values()),
        CONFLICTS: conflicts(matrix.conflicts),
        **{f"{PRODUCTS}/{product.name}.toml": dump(product) for product in matrix.products.values()},
    }


def sources(every: Iterable[Source]) -> str:
    written = sorted((source for source in every if not speaks_of_one_release(source.id)), key=lambda source: source.id)
    return HEAD + "".join(
        f"\n[{source.id}]\n" + _lines(title=source.title, url=source.url, read=source.read) for source in written
    )


def conflicts(every: Iterable[Conflict]) -> str:
    return HEAD + "".join(_conflict(conflict) for conflict in sorted(every, key=lambda conflict: conflict.id))


def dump(product: Product) -> str:
    head = HEAD + "\n" + _lines(name=product.name, source=product.source, since=str(product.since))
    return head + "".join(_release(*pair) for pair in zip_longest(product.releases, product.releases[1:]))


def range_text(specifiers: SpecifierSet) -> str:
    """A range as people write it: where it starts, where it ends, what it leaves out."""
    order = sorted(specifiers, key=lambda one: (OPERATORS.index(one.operator), one.version))
    return ",".join(map(str, order))


def _conflict(conflict: Conflict) -> str:
    return "\n[[conflict]]\n" + _lines(
        id=conflict.id,
        product=conflict.product,
        range=range_text(conflict.range),
        other=conflict.other,
        other_range=range_text(conflict.other_range),
        error=conflict.error,
        reason=conflict.reason,
        cure=str(conflict.cure),
        source=conflict.source,
        how=conflict.how,
    )


def _release(release: Release, older: Release | None) -> str:
    like = older if older and minor(older.version) == minor(release.version) else None
    given = _index_facts(like) if like else {}
    said = {name: _fact(need) for name, need in sorted(_facts(release).items())}
    new = {name: text for name, text in said.items() if given.get(name) != text}
    text = "\n[[release]]\n" + _lines(version=str(release.version), date=release.date)
    if like:
        text += _lines(like=str(like.version))
    if gone := sorted(given.keys() - said.keys()):
        text += f"without = [{', '.join(map(_quoted, gone))}]\n"
    if python := new.pop("python", None):
        text += f"python = {python}\n"
    if new:
        text += "[release.needs]\n" + "".join(f"{name} = {fact}\n" for name, fact in new.items())
    return text


def _facts(release: Release) -> Mapping[str, Need]:
    return {"python": release.python, **release.needs}


def _index_facts(release: Release) -> dict[str, str]:
    return {name: _fact(need) for name, need in _facts(release).items() if speaks_of_one_release(need.source)}


def _fact(need: Need) -> str:
    values = {"range": range_text(need.range), "source": family(need.source), "how": need.how.value}
    return "{ " + ", ".join(f"{key} = {_quoted(value)}" for key, value in values.items()) + " }"


def _lines(**values: str | date) -> str:
    return "".join(_pairs(values))


def _pairs(values: Mapping[str, str | date]) -> Iterator[str]:
    for key, value in values.items():
        yield f"{key} = {value.isoformat() if isinstance(value, date) else _quoted(value)}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings have JSON's escapes
