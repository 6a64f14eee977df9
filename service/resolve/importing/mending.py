"""A set whose packages do not import beside each other, mended: what is missing comes in, or a package moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices.published import readable
from service.nouns import TENSORFLOW, Constraint, package
from service.resolve.freeing import own
from service.resolve.importing.choosing import fitting
from service.resolve.importing.running import Crash, crashes
from service.resolve.importing.wheels import Wheel
from service.resolve.importing.world import World, bringer
from service.resolve.nearness import is_near
from service.resolve.pins import Pins
from service.resolve.proof import Proof
from service.resolve.resolver import Unresolvable
from service.resolve.wish import Change, Kind, bare

FAMILY = TENSORFLOW | {"keras", "tf-keras"}
"""What the wish is about, and what comes with it: others move, these stay."""
SOUND = frozenset(
    {"matplotlib", "torch", "jaxlib", "jax", "pillow", "pyarrow", "opencv-python", "scikit-image", "dask"}
)
"""Large packages that ask for what they import: they are not followed, as the libraries of the facts are not."""
STEPS = 3
"""So many older releases are looked at where no newer one imports."""

Say = Callable[[str], None]


class Unimportable(Exception):
    """No release of a package imports in the set."""

    def __init__(self, crash: Crash, text: str, source: str) -> None:
        super().__init__(text)
        self.crash, self.text, self.source = crash, text, source


@dataclass(frozen=True, slots=True)
class Found:
    """An import that fails in a set, in words. `is_gone`: no later release of the library has the name either."""

    crash: Crash
    version: str
    library: str
    is_gone: bool = False

    @property
    def text(self) -> str:
        crash = self.crash
        asks = f"{crash.package} {self.version} does not import: {crash.where} asks for {crash.wanted}"
        return f"{asks}, which {self.library} does not have" if self.library else f"{asks}, and nothing brings it"

    @property
    def source(self) -> str:
        return f"pkg:pypi/{self.crash.package}@{self.version}#{self.crash.file}"


def mend(proof: Proof, pins: Pins, say: Say) -> bool:
    """Whether an import of the set fails, and something was changed for it. Raises Unimportable."""
    for found in broken(proof, pins):
        if found.text in proof.doubtful:
            continue
        say(found.text)
        if _brings(proof, found) or _holds_back(proof, pins, found) or _moves(proof, found):
            return True
        proof.doubtful.add(found.text)
        if found.crash.library in FAMILY:
            raise Unimportable(found.crash, found.text, found.source)
        proof.notes.append(f"{found.text}: no version of {found.crash.package} was found that does")
    return False


def broken(proof: Proof, pins: Pins) -> Iterator[Found]:
    """The imports that fail, of what is asked for and of what depends on TensorFlow."""
    place = proof.facts.place
    asked = {name: text for name, text in pins.versions.items() if name not in proof.sources}
    wheels: dict[str, Wheel] = {}
    compiled: set[str] = set()
    for name, told in proof.resolver.wheels(asked, proof.task()).items():
        url = fitting(told.files, place.python, place.platform)
        if url is not None:
            wheels[name] = proof.resolver.modules.open(url, place.python)
        if told.compiled:
            compiled.add(name)
    dependents = _dependents(pins)
    roots = [name for name in proof.requirements if name in dependents or name not in compiled | FAMILY]
    followed = dependents | set(roots) | (wheels.keys() - proof.facts.matrix.products.keys() - FAMILY - SOUND)
    for name in followed & wheels.keys():
        wheels[name].is_followed = True
    world = World(pins.versions, wheels, place.python)
    for crash in crashes(world, [top for name in roots for top in world.tops(name)], followed):
        has = pins.versions.get(crash.library)
        yield Found(
            crash,
            pins.versions[crash.package],
            f"{crash.library} {has}" if has else "",
            world.library.is_gone(crash.wanted),
        )


def _dependents(pins: Pins) -> set[str]:
    """The packages that depend on TensorFlow or Keras, through others too."""
    found: set[str] = set()
    new = set(FAMILY)
    while new:
        new = {name for one in new for name in pins.via.get(one, ()) if name} - found - FAMILY
        found |= new
    return found


def _brings(proof: Proof, found: Found) -> bool:
    """A module that nothing brings, from the package that does."""
    top = found.crash.wanted.partition(".")[0]
    text = bringer(top)
    if found.library or text is None or package(Requirement(text)) in proof.requirements:
        return False
    added = Requirement(text)
    proof.requirements[package(added)] = added
    try:
        proof.compile(proof.task())
    except Unresolvable as error:
        del proof.requirements[package(added)]
        if error.is_away:
            raise
        return False
    reason = f"{found.text}, and its metadata does not ask for {package(added)}"
    proof.changes.append(Change(Kind.ADDED, added.name, "", str(added), "", reason, found.source))
    return True


def _holds_back(proof: Proof, pins: Pins, found: Found) -> bool:
    """A library that others bring, kept as it was on the day of the package that asks for what it lost."""
    library = found.crash.library
    if not library or library in FAMILY or own(proof, {library}):
        return False
    task = proof.task()
    told = proof.resolver.wheels({found.crash.package: found.version}, task).get(found.crash.package)
    if told is None or told.uploaded is None:
        return False
    day = min(told.uploaded, proof.facts.before) if proof.facts.before else told.uploaded
    alone = replace(task, requirements=(Requirement(library),), constraints=(), before=day, prefer=(), sources=())
    try:
        then = proof.resolver.compile(alone).versions[library]
    except Unresolvable as error:
        if error.is_away:
            raise
        return False
    now, before = readable(pins.versions[library]), readable(then)
    if now is None or before is None or before >= now:
        return False
    limit = Constraint(Requirement(f"{library}<={then}"), found.text, found.source, needed=True)
    text = str(limit.requirement)
    proof.limits[text] = limit
    try:
        proof.compile(proof.task())
    except Unresolvable as error:
        del proof.limits[text]
        if error.is_away:
            raise
        return False
    return True


def _moves(proof: Proof, found: Found) -> bool:
    """The package itself, at the nearest release that imports: the next minor, the newest, or one just before it."""
    name = found.crash.package
    for specifier in _tried(proof, found):
        asked = Requirement(f"{name}{specifier}")
        if own(proof, {name}) or name in proof.requirements:
            _take(proof, found, asked)
        else:
            proof.limits[str(asked)] = Constraint(asked, found.text, found.source, needed=True)
        return True
    return False


def _tried(proof: Proof, found: Found) -> Iterator[SpecifierSet]:
    """The versions that import, as ranges, nearest first."""
    name, version = found.crash.package, found.version
    newest = _at(proof, name, f">{version}")
    if newest is not None and _imports(proof, name, newest):
        first = _at(proof, name, f">{version}", lowest=True)
        if first is not None:
            minor = ".".join(first.versions[name].split(".")[:2])
            patch = _at(proof, name, f">{version},=={minor}.*")
            if patch is not None and patch.versions != newest.versions and _imports(proof, name, patch):
                yield SpecifierSet(f"=={patch.versions[name]}")
        yield SpecifierSet(f"=={newest.versions[name]}")
    if found.is_gone:
        return
    below = version
    for _ in range(STEPS):
        older = _at(proof, name, f"<{below}")
        if older is None or not is_near(proof, name, older.versions[name], version):
            return
        if _imports(proof, name, older):
            yield SpecifierSet(f"=={older.versions[name]}")
        below = older.versions[name]


def _at(proof: Proof, name: str, specifier: str, *, lowest: bool = False) -> Pins | None:
    """The set with a package in another range; None where there is none."""
    asked = Requirement(f"{name}{specifier}")
    task = proof.task([name])
    others = tuple(one for one in task.requirements if package(one) != name)
    if lowest:
        others = tuple(_pinned(one, proof) for one in others)
    try:
        found = proof.compile(replace(task, requirements=(*others, asked), prefer=(), lowest=lowest))
    except Unresolvable as error:
        if error.is_away:
            raise
        return None
    known = readable(found.versions[name])
    return None if known is None or known.is_prerelease else found


def _pinned(requirement: Requirement, proof: Proof) -> Requirement:
    """A requirement at what the set has: `lowest` is meant for one package alone."""
    version = proof.last.get(package(requirement))
    exact = bare(requirement)
    exact.specifier = SpecifierSet(f"=={version}") if version else requirement.specifier
    return exact


def _imports(proof: Proof, name: str, pins: Pins) -> bool:
    return not any(found.crash.package == name for found in broken(proof, pins))


def _take(proof: Proof, found: Found, moved: Requirement) -> None:
    name = package(moved)
    asked = next((one for one in proof.wanted.asks if package(one.requirement) == name), None)
    before = proof.requirements.get(name, moved)
    proof.bounds = [one for one in proof.bounds if package(one.requirement) != name]
    exact = bare(before)
    exact.specifier = moved.specifier
    proof.requirements[name] = exact
    place, line = (asked.place, asked.line) if asked else ("", None)
    was = str(asked.requirement) if asked else str(before)
    proof.changes = [one for one in proof.changes if one.kind is not Kind.RELAXED or one.name != name]
    proof.changes.append(Change(Kind.RELAXED, name, was, str(exact), place, found.text, found.source, line))
