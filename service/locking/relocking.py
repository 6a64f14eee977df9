"""The patch of what is declared, with the locks that follow from it; what no tool of upflow's can make is told."""

from collections.abc import Iterator, Mapping, Sequence

from service.case import Case
from service.locking import compiled, uv_lock
from service.locking.hashing import hashes
from service.locking.trust import Left
from service.manifest import Format
from service.nouns import Candidate
from service.patch.locks import Stale, reach, stale, told
from service.patch.rewriting import Rewritten
from service.resolve.index import scrubbed


def with_locks(case: Case, candidate: Candidate) -> Rewritten:
    """What is declared as a candidate needs it, with the hashes of new versions and every lock that can be made."""
    edits = case.requirement_edits(candidate)
    plainly = case.rewritten(candidate, hashes(edits, candidate.python))
    locks = {lock.path for lock in case.declared.locks}
    notes = [note for note in plainly.notes if note.path not in locks]
    moved = candidate.tensorflow if candidate.tensorflow != case.choice.baseline.tensorflow else None
    found = list(stale(case.declared, case.checkout.files, plainly.files, edits, moved))
    files = dict(plainly.files)
    for one in _in_order(found, case.checkout.files):
        try:
            files[one.lock.path] = _made(one, {**case.checkout.files, **files}, candidate.python)
        except Left as why:
            notes.append(told(one, scrubbed(str(why))))
    return Rewritten({path: new for path, new in files.items() if new != case.checkout.files[path]}, tuple(notes))


def _made(one: Stale, files: Mapping[str, bytes], python: str) -> bytes:
    match one.lock.format:
        case Format.PIP_COMPILE:
            return compiled.again(one.lock, one.command, files, python, one.upgrade)
        case Format.UV_LOCK:
            return uv_lock.again(one.lock, files, one.upgrade)
        case _:
            raise Left("upflow has not the tool for it")


def _in_order(found: Sequence[Stale], files: Mapping[str, bytes]) -> Iterator[Stale]:
    """A lock that limits another one comes before it: `-c requirements.txt` in dev.in."""
    waiting = list(found)
    while waiting:
        paths = {one.lock.path for one in waiting}
        free = [one for one in waiting if not (_read_for(one, files) & paths) - {one.lock.path}]
        for one in free or waiting[:1]:
            yield one
            waiting.remove(one)


def _read_for(one: Stale, files: Mapping[str, bytes]) -> set[str]:
    if one.lock.format is not Format.PIP_COMPILE:
        return set()
    try:
        order = compiled.ordered(one.lock, one.command, files)
    except Left:
        return set()
    return reach((*order.sources, *order.limits), files)
