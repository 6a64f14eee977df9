"""Does a set work: what the facts say of packages that are installed together, and of what somebody asks for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.facts import At, Conflict, Matrix
from matrices.picking import PYTHON, Facts, NoSet, pick
from matrices.query import concerns, is_serious
from matrices.requirements import interpreters

Picks = Mapping[str, Version]
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an installer picks for what is asked, what breaks in it, and the pins after which nothing known does.

    `picks` is empty and `why` is said when no set satisfies what is asked. `cures` None: no pin is known to cure it.
    """

    picks: Picks
    conflicts: tuple[Conflict, ...]
    cures: tuple[Requirement, ...] | None
    cured: Picks
    why: str = ""

    @property
    def at(self) -> At | None:
        """The first stage at which something breaks; parts are not counted."""
        stages = [conflict.at for conflict in self.broken]
        return At.INSTALL if self.why else next((stage for stage in At if stage in stages), None)

    @property
    def broken(self) -> tuple[Conflict, ...]:
        """The conflicts that nobody can do without a cure for."""
        return tuple(conflict for conflict in self.conflicts if is_serious(conflict))


def trouble(matrix: Matrix, installed: Picks, python: str) -> tuple[Conflict, ...]:
    """The conflicts of packages that are installed together on one interpreter."""
    there = {**installed, PYTHON: Version(python)}
    return tuple(conflict for conflict in matrix.conflicts if _holds(matrix, conflict, there, python))


def _holds(matrix: Matrix, conflict: Conflict, there: Picks, python: str) -> bool:
    if conflict.unless in there or not concerns(conflict, python) or not any(_bearers(matrix, conflict, there)):
        return False
    if conflict.other_range is None:
        return not any(_named(matrix, conflict.other, there))
    return any(there[name] in conflict.other_range for name in [conflict.other] if name in there)


def _bearers(matrix: Matrix, conflict: Conflict, there: Picks) -> Iterator[str]:
    """The packages that a conflict is about; a variant beside its product is another package, not itself."""
    for name in _named(matrix, conflict.product, there):
        if name != conflict.other and conflict.range.contains(there[name], prereleases=True):
            yield name


def _named(matrix: Matrix, product: str, there: Picks) -> Iterator[str]:
    """A product, and its variants, as far as they are there."""
    for name in there:
        known = matrix.products.get(name)
        if name == product or (known is not None and known.variant_of == product):
            yield name


def judge(facts: Facts, asked: Iterable[Requirement]) -> Judgement:
    """What becomes of these requirements, whichever installer decides, and the smallest known pins that mend it.

    Facts keep what they worked out: one of them serves all questions about one place.
    """
    matrix, place, wanted = facts.matrix, facts.place, list(asked)
    try:
        sets = _sets(facts, wanted)
    except NoSet as error:
        return Judgement({}, (), None, {}, str(error))
    broken = {conflict.id: (conflict, picks) for picks in sets for conflict in trouble(matrix, picks, place.python)}
    found = tuple(conflict for conflict, _ in broken.values())
    serious = [picks for conflict, picks in broken.values() if is_serious(conflict)]
    if not serious:
        return Judgement(sets[0], found, (), sets[0])
    cures, cured = _cure(facts, wanted, sets)
    return Judgement(serious[0], found, cures, cured)


def _sets(facts: Facts, wanted: Sequence[Requirement]) -> list[Picks]:
    """The set that most installers pick, and those with the newest of each package that a conflict is about.

    Metadata often leaves a choice (an old tensorboard, or an old protobuf?), and installers decide it differently.
    """
    usual = pick(facts, wanted)
    sets: list[Picks] = [usual]
    for conflict in facts.matrix.conflicts:
        for name in _bearers(facts.matrix, conflict, usual):
            newest = _newest(facts, name, usual[name], conflict.other)
            if newest is not None and newest != usual.get(conflict.other):
                with suppress(NoSet):
                    sets.append(pick(facts, [*wanted, Requirement(f"{conflict.other}=={newest}")]))
    return sets


def _newest(facts: Facts, name: str, version: Version, other: str) -> Version | None:
    """The newest version of another package that a release itself admits."""
    release = facts.matrix.products[name].by_version[version]
    need = release.needs_on(facts.place.python, facts.place.platform).get(other)
    if need is None or other not in facts.matrix.products:
        return None
    return next((one for one in facts.finals(other) if facts.admits(need.range, one)), None)


def _cure(
    facts: Facts, wanted: Sequence[Requirement], sets: Sequence[Picks]
) -> tuple[tuple[Requirement, ...] | None, Picks]:
    """Add the pins of what breaks until nothing does: a pin may bring other versions, with troubles of their own."""
    pins: dict[str, Requirement] = {}
    for _ in range(ROUNDS):
        found = [conflict for picks in sets for conflict in _serious(facts, picks)]
        if not found:
            return _shortest(facts, wanted, list(pins.values())), sets[0]
        new = {str(conflict.cure): conflict.cure for conflict in found if conflict.cure is not None}
        if new.keys() <= pins.keys():
            return None, {}
        pins |= new
        try:
            sets = _sets(facts, [*wanted, *pins.values()])
        except NoSet:
            return None, {}
    return None, {}


def _serious(facts: Facts, picks: Picks) -> list[Conflict]:
    return [one for one in trouble(facts.matrix, picks, facts.place.python) if is_serious(one)]


def _shortest(facts: Facts, wanted: Sequence[Requirement], pins: list[Requirement]) -> tuple[Requirement, ...]:
    """Without the pins that others made needless."""
    for pin in list(pins):
        rest = [one for one in pins if one is not pin]
        sets = _sets(facts, [*wanted, *rest])
        if not any(_serious(facts, picks) for picks in sets):
            pins = rest
    return tuple(pins)


def pythons(matrix: Matrix, asked: Iterable[Requirement]) -> tuple[str, ...]:
    """The interpreters on which everything that is asked for installs at all, oldest first."""
    ranges = [_held(matrix, requirement) for requirement in asked]
    known = [held for held in ranges if held is not None]
    return tuple(sorted(set.intersection(*known), key=Version)) if known else ()


def _held(matrix: Matrix, requirement: Requirement) -> set[str] | None:
    product = matrix.products.get(canonicalize_name(requirement.name))
    if product is None:
        return None
    fitting = [one for one in product.offered if one.version in requirement.specifier]
    return {python for one in fitting for python in interpreters(one.python.range)}
