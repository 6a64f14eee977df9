"""Surfaces, version after version, become the files of the index: every fact once, with the minors that it holds in."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from matrices.index.anonymous import named
from matrices.index.history import BASES, DEPRECATED, ENDS, FOREIGN, ID, KIND, MEMBER, NAMES, SAME, SIGNATURE
from matrices.index.lineage import Lineage
from matrices.index.mirrors import plainest
from matrices.index.package import MODULE, by_colon, by_dot
from matrices.index.spans import Timeline, order
from matrices.index.table import TAB, write
from matrices.index.worlds import KERAS, TENSORFLOW
from matrices.index.writing import History, write_deprecation, write_member
from matrices.surface.facts import Surface, Thing

FOLDER = "symbols"
HEAD = f"{FOLDER}/index.json"
PARTS = ("names", "objects", "modules")
Facets = dict[str, History]


def build(surfaces: Iterable[Surface], keras: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the index, by name inside data/.

    The versions of one package come oldest first, one a minor; only one surface is held at a time. `keras`: for every
    minor of TensorFlow that takes `tf.keras` from another package, the minor of Keras that answers for it.
    """
    growing: defaultdict[str, Growing] = defaultdict(Growing)
    for surface in surfaces:
        growing[surface.package].add(surface)
    files = {
        f"{FOLDER}/{package}/{part}.txt": content
        for package, grown in sorted(growing.items())
        for part, content in zip(PARTS, grown.files(), strict=True)
    }
    beside = _beside(keras, *(tuple(growing[name].versions) if name in growing else () for name in (TENSORFLOW, KERAS)))
    head = {"keras": beside, "packages": {name: grown.versions for name, grown in sorted(growing.items())}}
    return {HEAD: (json.dumps(head, indent=1) + "\n").encode(), **files}


def _beside(keras: Mapping[str, str], tensorflows: Collection[str], known: Collection[str]) -> dict[str, str]:
    """The Keras of each TensorFlow that was read; without it, its `tf.keras` would seem to be gone."""
    found = {minor: at_most(keras[minor], known) for minor in tensorflows if minor in keras}
    if lost := [minor for minor, beside in found.items() if beside is None]:
        raise ValueError(f"the API of TensorFlow {', '.join(lost)} was read, but not that of the Keras beside it")
    return {minor: beside for minor, beside in found.items() if beside is not None}


def at_most(minor: str, known: Iterable[str]) -> str | None:
    """The minor, or of Keras 3 the newest before it whose API was read; Keras 2 is for its own TensorFlow only."""
    before = [each for each in known if order(each) <= order(minor) and (each == minor or each >= "3")]
    return max(before, key=order, default=None)


class Growing:
    """The index of one package while its versions come in."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self._lineage = Lineage()
        self._names: defaultdict[str, History] = defaultdict(History)
        self._objects: defaultdict[str, Facets] = defaultdict(lambda: defaultdict(History))
        self._modules: defaultdict[str, History] = defaultdict(History)

    def add(self, surface: Surface) -> None:
        surface = named(surface)
        place, keys = self._next(surface), self._lineage.assign(surface)
        for name, found in surface.names.items():
            self._names[name].add(place, found if found.endswith(MODULE) else _key(found, keys))
        for found, thing in surface.objects.items():
            facets = self._objects[keys[found]]
            facets[ID].add(place, found)
            if found != keys[found]:
                self._objects[found][SAME].add(place, keys[found])
            _add(facets, place, thing, keys)
        for module in surface.modules:
            self._modules[module].add(place, "")

    def _next(self, surface: Surface) -> int:
        minor = ".".join(surface.version.split(".")[:2])
        if self.versions and order(minor) <= order(next(reversed(self.versions))):
            raise ValueError(f"{surface.package} {surface.version} comes after {list(self.versions.values())[-1]}")
        self.versions[minor] = surface.version
        return len(self.versions) - 1

    def files(self) -> tuple[bytes, bytes, bytes]:
        """Names, objects, modules."""
        timeline = Timeline(tuple(self.versions))
        self._note_names()
        objects = {key: list(_lines(key, facets, timeline)) for key, facets in self._objects.items()}
        names = {name: [_reflected(name, self._names).write(timeline)] for name in self._names}
        modules = {name: [history.write(timeline)] for name, history in self._modules.items()}
        return write(_grouped(names, by_dot)), write(_grouped(objects, by_colon)), write(_grouped(modules, by_dot))

    def _note_names(self) -> None:
        """The way back, from an object to all names that ever led to it; which did when is said by the names."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, history in self._names.items():
            for _, _, key in history.values:
                found[key].add(plainest(name))
        for key, names in found.items():
            if key in self._objects and len(names) > 1:
                self._objects[key][NAMES].add(0, " ".join(sorted(names)))


def _reflected(name: str, names: Mapping[str, History]) -> History:
    """The history of a name, with a mark for the time in which its plainest form led to the same."""
    plain = plainest(name)
    if plain == name or plain not in names:
        return names[name]
    there, written = dict(names[plain].places()), History()
    for place, value in names[name].places():
        written.add(place, SAME if there.get(place) == value else value)
    return written


def _key(found: str, keys: Mapping[str, str]) -> str:
    return keys.get(found, f"{FOREIGN}{found}")


def _add(facets: Facets, place: int, thing: Thing, keys: Mapping[str, str]) -> None:
    facets[KIND].add(place, thing.kind.value)
    if thing.signature is not None:
        facets[SIGNATURE].add(place, thing.signature)
    if thing.bases:
        facets[BASES].add(place, " ".join(_key(base, keys) for base in thing.bases))
    if thing.deprecated:
        facets[DEPRECATED].add(place, write_deprecation(thing.deprecated))
    for name, member in thing.members.items():
        facets[f"{MEMBER}{name}"].add(place, write_member(member))
        if member.deprecated:
            facets[f"{MEMBER}{name}{ENDS}"].add(place, write_deprecation(member.deprecated))


def _lines(key: str, facets: Facets, timeline: Timeline) -> Iterator[str]:
    yield facets[KIND].write(timeline) if KIND in facets else ""
    for facet in (ID, SAME, BASES, SIGNATURE, DEPRECATED, NAMES, *sorted(each for each in facets if MEMBER in each)):
        told = facet in facets and not (facet == ID and {value for *_, value in facets[ID].values} == {key})
        if told:
            text = facets[facet].values[0][2] if facet == NAMES else facets[facet].write(timeline)
            yield f"{facet}{TAB}{text}"


def _grouped(rows: Mapping[str, list[str]], split: Callable[[str], tuple[str, str]]) -> dict[str, dict[str, list[str]]]:
    groups: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for key, lines in rows.items():
        group, row = split(key)
        groups[group][row] = lines
    return groups
