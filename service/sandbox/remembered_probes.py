"""What was tried beside commands, kept by all that decides it: by this process, and for a month on disk."""

from pathlib import Path
from typing import Any

from service.keeping import Keeping
from service.probes import Array, Level, Probe, Probed, Run, Way
from service.reasons import Kind, Reason

LAYOUT = 1
"""Raised when they are found or kept differently: what an older upflow kept is then not used."""

DAYS = 30


class RememberedProbes:
    """Without a folder, only this process knows. What says nothing is not kept on disk."""

    def __init__(self, folder: Path | None) -> None:
        self._here: dict[str, tuple[Probed, ...]] = {}
        self._keeping = Keeping(folder, DAYS) if folder else None
        if self._keeping is not None:
            self._keeping.forget()

    def get(self, key: str) -> tuple[Probed, ...] | None:
        """None where nothing is known, or where it cannot be read."""
        if key in self._here or self._keeping is None:
            return self._here.get(key)
        kept = self._keeping.get(key)
        try:
            layout, probed = kept
            return tuple(_probed(each) for each in probed) if layout == LAYOUT else None
        except (ValueError, TypeError):
            return None

    def put(self, key: str, probed: tuple[Probed, ...]) -> None:
        self._here[key] = probed
        reasons = {run.reason for each in probed for run in each.runs if run.reason}
        if self._keeping is not None and all(reason.kind is Kind.FAILED for reason in reasons):
            self._keeping.put(key, [LAYOUT, probed])


def _probed(kept: list[Any]) -> Probed:
    (way, name), runs = kept
    return Probed(Probe(Way(way), name), tuple(_run(each) for each in runs))


def _run(kept: list[Any]) -> Run:
    reason, message, level, whole, arrays, unrun, seconds = kept
    return Run(
        Reason(reason) if reason else None,
        message,
        Level(level) if level else None,
        whole,
        tuple(_array(each) for each in arrays),
        tuple((way, why) for way, why in unrun),
        seconds,
    )


def _array(kept: list[Any]) -> Array:
    path, dtype, shape, digest, about, values = kept
    return Array(path, dtype, tuple(shape), digest, tuple(about), tuple(values))
