"""Failures of several versions that are one and the same: told once, with all of the versions."""

import re
from collections.abc import Iterable, Iterator

from service.comparing import standing
from service.nouns import Candidate, Kind, Trial

_DIFFERS = re.compile(r"0x[0-9a-f]+|\d+(?:\.\d+)*|\(\d+ tests failed\)|/\S+/")


def what(message: str) -> str:
    """A failure without what differs each time: numbers, addresses, folders."""
    return _DIFFERS.sub("#", message)


def alike(results: Iterable[tuple[Candidate, tuple[Trial, ...]]]) -> Iterator[str]:
    """A sentence for each failure without the patch that more than one version shows, the oldest first."""
    groups: dict[str, list[tuple[Candidate, str]]] = {}
    for candidate, trials in results:
        plain = next((standing(trial) for trial in trials if not trial.patched), None)
        if plain is not None and plain.kind is Kind.FAILED:
            groups.setdefault(what(plain.message), []).append((candidate, plain.message))
    for group in groups.values():
        if len(group) > 1:
            *others, last = [str(candidate.tensorflow) for candidate, _ in group]
            yield f"TensorFlow {', '.join(others)} and {last} fail alike: {group[0][1]}"
