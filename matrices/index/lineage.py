"""Which object of one version is which of the version before: files move and are renamed, what they hold goes on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from matrices.surface.facts import Surface, Thing


class Lineage:
    """Gives every object a key that it keeps: the id that it had when it was first seen.

    Nothing is concluded from a lineage but how compactly the index is written: every facet has spans of its own.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}  # every id that was ever seen, and its key
        self._living: dict[str, str] = {}  # the keys of the version before, and their ids there
        self._kinds: dict[str, str] = {}
        self._named: dict[str, str] = {}  # public names of the version before, and their keys

    def assign(self, surface: Surface) -> Mapping[str, str]:
        """The key of every id of the next version."""
        given = self._kept(surface.objects)
        for claims in (self._by_name(surface), self._by_last_part(surface.objects, given)):
            taken = set(given.values())
            for found, key in claims:
                if found not in given and key not in taken and self._kinds[key] == surface.objects[found].kind:
                    given[found] = key
                    taken.add(key)
        for found in sorted(surface.objects):
            if found not in given:
                given[found] = self._new(found, set(given.values()))
        self._remember(surface, given)
        return given

    def _kept(self, objects: Mapping[str, Thing]) -> dict[str, str]:
        """Ids that were seen before; where two belonged to one object, the later keeps it."""
        given: dict[str, str] = {}
        taken: dict[str, str] = {}
        for found in sorted(objects):
            key = self._known.get(found)
            if key is not None and (key not in taken or self._living.get(key) == found):
                given.pop(taken.get(key, ""), None)
                given[found] = key
                taken[key] = found
        return given

    def _by_name(self, surface: Surface) -> Iterator[tuple[str, str]]:
        """Objects that most of the same public names lead to now as before."""
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, found in surface.names.items():
            if found in surface.objects and found not in self._known and name in self._named:
                votes[found][self._named[name]] += 1
        for found, counted in sorted(votes.items()):
            yield from ((found, key) for key, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    def _by_last_part(self, objects: Iterable[str], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Objects without public names whose own name vanished once in one module and appeared once in another."""
        claimed = set(given.values())
        gone, new = defaultdict(list), defaultdict(list)
        for key, was in self._living.items():
            if key not in claimed:
                gone[_last(was)].append(key)
        for found in objects:
            if found not in given and found not in self._known:
                new[_last(found)].append(found)
        for name in sorted(new):
            if len(new[name]) == len(gone[name]) == 1:
                yield new[name][0], gone[name][0]

    def _new(self, found: str, taken: set[str]) -> str:
        key, number = found, 1
        while key in taken or key in self._kinds:
            number += 1
            key = f"{found}~{number}"
        return key

    def _remember(self, surface: Surface, given: Mapping[str, str]) -> None:
        self._known |= given
        self._living = {key: found for found, key in given.items()}
        self._kinds |= {key: surface.objects[found].kind for found, key in given.items()}
        self._named = {name: given[found] for name, found in surface.names.items() if found in given}


def _last(found: str) -> str:
    return found.partition(":")[2]
