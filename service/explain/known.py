"""Errors of packages that do not go together although their metadata allows it: the facts know them by their words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from packaging.version import Version

from matrices.facts import Conflict, Source
from matrices.requirements import range_text
from service.explain.answer import By, Explained, Mend

_SPECIFIC = re.compile(r"\([^() ]+\)")


def patterns(conflicts: Iterable[Conflict]) -> tuple[tuple[re.Pattern[str], tuple[Conflict, ...]], ...]:
    """Each error once, with all that shows it; what stands in brackets differs from program to program."""
    by_error = sorted(conflicts, key=lambda conflict: conflict.error)
    groups = groupby(by_error, key=lambda conflict: conflict.error)
    return tuple((_pattern(error), tuple(group)) for error, group in groups)


def _pattern(error: str) -> re.Pattern[str]:
    """What was seen, with anything in brackets that have no blank in them: the name of a layer, a shape."""
    parts = _SPECIFIC.split(error)
    return re.compile(r"\(.*?\)".join(map(re.escape, parts)))


def explained(
    line: str,
    known: Iterable[tuple[re.Pattern[str], tuple[Conflict, ...]]],
    sources: Mapping[str, Source],
    version: Version | None,
) -> Iterator[Explained]:
    """One for each thing that mends it; with `version` only what concerns that TensorFlow."""
    for pattern, conflicts in known:
        if pattern.search(line):
            mended: dict[tuple[str, str, str], list[Conflict]] = {}
            for each in conflicts:
                if _concerns(each, version):
                    mended.setdefault((each.product, each.beside, str(each.cure)), []).append(each)
            yield from (_told(line, group, sources) for group in mended.values())


def _concerns(conflict: Conflict, version: Version | None) -> bool:
    """A minor is concerned where its first or its newest patch can be."""
    if version is None or conflict.product != "tensorflow":
        return True
    patches = (version, Version(f"{version.major}.{version.minor}.99"))
    return any(conflict.range.contains(patch, prereleases=True) for patch in patches)


def _told(line: str, group: Sequence[Conflict], sources: Mapping[str, Source]) -> Explained:
    first = group[0]
    ranges = " or ".join(range_text(each.range) for each in group)
    return Explained(
        id=first.id,
        line=line,
        cause=f"{first.product}{ranges} with {first.beside}: {first.reason}",
        mends=(Mend(By.PIN, str(first.cure)),) if first.cure else (),
        source=sources[first.source].url,
        how=first.how.value,
    )
