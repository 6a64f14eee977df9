"""The interpreters on which each TensorFlow can have a set, nearest first, judged from the facts alone. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from matrices.gpu.ends import of_platform
from matrices.gpu.machine import Machine
from matrices.grades import Verdict
from matrices.picking import Facts, Place
from matrices.published import newer_minors
from matrices.requirements import interpreters
from matrices.wheels import LINUX, PLATFORMS
from service.errors import WrongUse
from service.evidence import evidence
from service.nouns import Declared
from service.resolve.explaining import out_of, unavailable
from service.resolve.nearest import Nearest, Refused, refused, told
from service.resolve.search import Found, search
from service.resolve.versions import admits
from service.resolve.wish import Device, Wish, wish


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a project's set. Empty `targets`: today's release and every newer minor.

    `facts_alone`: the index is not asked.
    """

    targets: tuple[str, ...] = ()
    baseline: str | None = None
    python: str | None = None
    device: Device | None = None
    platform: str = LINUX
    before: date | None = None
    offline: bool = False
    facts_alone: bool = False


@dataclass(frozen=True)
class Way:
    """One interpreter for one TensorFlow: what is wanted there, and the set that gives up least of it, if any.

    `most`: sets that give up more pins than that were not looked for, as another interpreter has a better one.
    """

    facts: Facts
    wanted: Wish
    found: Found | None
    most: int | None = None

    @cached_property
    def nearest(self) -> Nearest | Refused:
        """The set with the reason of each change, or why there is none."""
        return told(self.found, self.facts) if self.found else refused(self.wanted, self.facts)

    def in_full(self) -> "Way":
        """The same with whatever set there is, however much it gives up."""
        if self.found is not None or self.most is None:
            return self
        found = search(self.wanted, self.facts)
        return Way(self.facts, found.wanted if found else self.wanted, found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One TensorFlow with its interpreters, nearest set first; none of them where the project allows none."""

    release: Release
    ways: tuple[Way, ...]
    refusal: Refused | None = None

    @property
    def sets(self) -> tuple[Way, ...]:
        """The ways that have a set."""
        return tuple(way for way in self.ways if way.found)


def judge_all(declared: Declared, matrix: Matrix, asking: Asking, baseline: Version | None) -> tuple[Candidate, ...]:
    """Every TensorFlow that is asked about, on every interpreter that the project allows, from the facts alone."""
    places: dict[str, Facts] = {}
    allowed = SpecifierSet(f"=={asking.python}.*") if asking.python else declared.python or SpecifierSet()
    prefer = _usual_python(declared, baseline, matrix)
    found = []
    for release in _releases(matrix, asking, baseline):
        if (gone := _no_gpu(matrix, release, asking)) is not None:
            found.append(Candidate(release, (), gone))
            continue
        held = release.python_on(asking.platform) if asking.platform in PLATFORMS else None
        pythons = [one for one in interpreters(held.range) if admits(allowed, one)] if held else []
        for python in pythons:
            places.setdefault(python, Facts(matrix, Place(python, asking.platform), asking.before))
        if pythons:
            near = sorted(pythons, key=lambda python: _from_usual(python, prefer))
            ways = _ways(declared, release, asking, [places[python] for python in near])
            found.append(Candidate(release, tuple(ways)))
        else:
            found.append(Candidate(release, (), _no_python(matrix, release, asking, allowed)))
    return tuple(found)


def _ways(declared: Declared, release: Release, asking: Asking, places: list[Facts]) -> list[Way]:
    """Fewer pins given up before more; of equals the interpreter nearer to today's, which is looked at first."""
    ways: list[Way] = []
    most: int | None = None
    for facts in places:
        wanted = wish(declared, release.version, facts, asking.device)
        found = search(wanted, facts, most=most) if most != -1 else None
        ways.append(Way(facts, found.wanted if found else wanted, found, most))
        most = len(found.relaxed) - 1 if found else most
    return sorted(ways, key=lambda way: len(way.found.relaxed) if way.found else len(declared.lines) + 1)


def _from_usual(python: str, usual: str | None) -> tuple[bool, int]:
    """The interpreter of today, then newer ones, then older ones; the newest first where nothing says today's."""
    minor = Version(python).minor
    if usual is None:
        return False, -minor
    return minor < Version(usual).minor, abs(minor - Version(usual).minor)


def baseline_of(declared: Declared, matrix: Matrix, asking: Asking) -> Version | None:
    """What the project runs on today; None where nothing says it, or where nobody released it."""
    if asking.baseline:
        return _find(matrix, asking.baseline, None).version
    known = evidence(declared)
    release = query.newest_in(matrix, known.specifier) if known else None
    return release.version if release else None


def never_released(declared: Declared, matrix: Matrix) -> str | None:
    """What is wrong with a version that the project names and nobody released; None where there is none such."""
    known = evidence(declared)
    if known is None or query.newest_in(matrix, known.specifier) is not None:
        return None
    newest = query.releases(matrix)[0].version
    said = f"there is no TensorFlow {known.specifier}: the newest is {newest}"
    return f"{known.path}:{known.line}: {said}. Each minor is tried as if none were named"


def _usual_python(declared: Declared, baseline: Version | None, matrix: Matrix) -> str | None:
    if declared.pythons:
        return declared.pythons[0].version
    if baseline is None:
        return None
    return query.pythons(query.find(matrix, str(baseline)))[-1]


def _releases(matrix: Matrix, asking: Asking, baseline: Version | None) -> tuple[Release, ...]:
    """Oldest first. The release of today stands for its minor: a patch is moved only where somebody asks for it."""
    today = query.find(matrix, str(baseline)) if baseline else None
    if not asking.targets:
        known = [one for one in query.releases(matrix) if asking.before is None or one.date <= asking.before]
        start = baseline or Version("2.0")
        by_version = {one.version: one for one in known}
        later = tuple(by_version[version] for version in newer_minors(tuple(by_version), start))
        return (today, *later) if today in known else later
    found: dict[Version, Release] = {}
    for text in asking.targets:
        release = _find(matrix, text, asking.before)
        if today is not None and text.strip() == ".".join(map(str, today.version.release[:2])):
            release = today
        found[release.version] = release
    return tuple(found[version] for version in sorted(found))


def _find(matrix: Matrix, text: str, before: date | None) -> Release:
    """The release that a person means; of a minor the newest patch up to the day."""
    try:
        found = query.find(matrix, text)
    except query.UnknownVersion as error:
        raise WrongUse(_never(matrix, text) or str(error), "`upflow matrix` lists all that are known") from None
    if before is None or found.date <= before:
        return found
    same = [one for one in query.releases(matrix) if str(one.version).startswith(f"{text.strip()}.")]
    older = [one for one in same if one.date <= before]
    if text.strip().lower() in query.NEWEST_WORDS:
        older = [one for one in query.releases(matrix) if one.date <= before]
    if not older:
        first = same[-1] if same else found
        raise WrongUse(f"TensorFlow {first.version} is of {first.date}, after {before}", "name a later day, or none")
    return older[0]


def _never(matrix: Matrix, text: str) -> str | None:
    """Why a version that is named exactly cannot be had, in words: withdrawn, or never released."""
    try:
        found = unavailable(matrix, Requirement(f"{query.TENSORFLOW}=={text.strip()}"), Place("3.11"))
    except InvalidRequirement:
        return None
    return f"{found.text}{out_of(found)}" if found and found.ways else None


def _no_gpu(matrix: Matrix, release: Release, asking: Asking) -> Refused | None:
    """Why a release cannot have the GPU that is asked for, on a platform where no wheel has one."""
    if asking.device is not Device.GPU or asking.platform not in PLATFORMS:
        return None
    said = of_platform(matrix.gpu, release.version, Machine(platform=asking.platform))
    if said.verdict is not Verdict.BREAKS:
        return None
    text = f"TensorFlow {release.version} has no GPU there: {said.text}."
    return Refused((text,), next(iter(said.sources), release.source), ())


def _no_python(matrix: Matrix, release: Release, asking: Asking, allowed: SpecifierSet) -> Refused:
    """The project, or the request, allows no interpreter for which there is a wheel."""
    asked = asking.python or next(iter(reversed(interpreters(allowed))), "3.11")
    exact = Requirement(f"{query.TENSORFLOW}=={release.version}")
    found = unavailable(matrix, exact, Place(asked, asking.platform), before=asking.before)
    who = f" The project allows Python {allowed}." if len(allowed) and not asking.python else ""
    text = f"{found.text}{out_of(found)}{who}" if found else f"no interpreter is allowed.{who}"
    return Refused((text,), found.source if found else release.source, ())
