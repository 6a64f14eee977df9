"""The matrix as rows for the doors: one TensorFlow release with what goes with it, every fact with its source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices import query
from matrices.companions import companions
from matrices.facts import Conflict, Matrix, Release
from matrices.gpu import query as gpus
from matrices.gpu.disagreements import disagreements
from matrices.gpu.fit import Fit, fit
from matrices.grades import Verdict
from matrices.judging import judge
from matrices.picking import Facts, Place, installs
from matrices.plain import Plain, known_plain, plain
from matrices.requirements import interpreters, range_text
from matrices.wheels import PLATFORMS
from service.having import Having
from service.rows import Beside, Fact, Gpu, Install, Row, Trouble

SHOWN_WHOLE = 3
"""So many rows are answered with everything that can be inferred; more of them with what is known at once."""


def rows(matrix: Matrix, asked: Having) -> tuple[Row, ...]:
    """The releases that fit everything that is asked for, newest first."""
    found = [release for release in query.releases(matrix) if fits(matrix, release, asked)]
    if asked.beside:
        newest = {query.minor(release.version): release for release in reversed(found)}
        places: dict[str, Facts] = {}
        found = [release for release in reversed(newest.values()) if _together(matrix, release, asked, places)]
    return tuple(_row(matrix, release, asked, whole=len(found) <= SHOWN_WHOLE) for release in found)


def fits(matrix: Matrix, release: Release, asked: Having) -> bool:
    """Whether it can be had together with every package, interpreter and machine that is asked for."""
    if asked.tensorflow is not None and not asked.tensorflow.contains(release.version):
        return False
    pythons = _pythons(release, asked)
    if not pythons:
        return False
    others = [(name, held) for name, held in asked.ranges.items() if name != query.TENSORFLOW]
    if not any(all(_admits(matrix, release, name, held, python) for name, held in others) for python in pythons):
        return False
    return asked.machine is None or fit(matrix.gpu, release.version, asked.machine).verdict is not Verdict.BREAKS


def _pythons(release: Release, asked: Having) -> tuple[str, ...]:
    """The interpreters that it has wheels for on the platform, as far as they are asked for."""
    held = release.python_on(asked.platform)
    known = interpreters(held.range) if held is not None else ()
    return tuple(python for python in known if asked.python is None or python in interpreters(asked.python))


def _admits(matrix: Matrix, release: Release, name: str, held: SpecifierSet, python: str) -> bool:
    """Whether some release of a package is admitted and was not seen to break; an unknown need fits nothing."""
    need = release.needs_on(python).get(name)
    if need is None:
        return False
    broken = [
        conflict.other_range
        for conflict in query.conflicts(matrix, release)
        if conflict.other == name and conflict.other_range is not None and query.concerns(conflict, python)
    ]
    return any(
        one.version in held
        and one.version in need.range
        and not any(one.version in range_ for range_ in broken)
        and installs(one, Place(python))
        for one in query.releases(matrix, name)
    )


def _together(matrix: Matrix, release: Release, asked: Having, places: dict[str, Facts]) -> bool:
    """Whether something installs that has all of it, and in which nothing is known to break that no pin mends.

    `places` keep what was worked out for an interpreter from one release to the next.
    """
    wanted = [Requirement(f"tensorflow=={release.version}"), *asked.beside]
    for python in reversed(_pythons(release, asked)):
        facts = places.setdefault(python, Facts(matrix, Place(python, asked.platform)))
        judged = judge(facts, wanted)
        if judged.picks and judged.cures is not None:
            return True
    return False


def _row(matrix: Matrix, release: Release, asked: Having, *, whole: bool) -> Row:
    keras = query.keras_of(matrix, release)
    conflicts = query.conflicts(matrix, release)
    pythons = _pythons(release, asked)
    row = Row(
        tensorflow=str(release.version),
        date=release.date.isoformat(),
        pythons=query.pythons(release),
        platforms=dict(_platforms(release)),
        keras=str(keras) if keras else None,
        needs={
            name: Fact(range_text(need.range), need.source, need.how.value)
            for name, need in {"python": release.python, **release.needs}.items()
        },
        cures=tuple(dict.fromkeys(_cures(release, conflicts))),
        conflicts=tuple(map(_trouble, conflicts)),
        allowed=tuple(_allowed(matrix, release)),
        installs=tuple(_install(one) for one in _installs(matrix, release, pythons, whole=whole)),
        gpu=_gpu(matrix, release, asked),
        companions=tuple(_beside(matrix, release, pythons, asked)) if whole else None,
        sources={},
    )
    return replace(row, sources={name: _address(matrix, name) for name in sorted(set(_cited(row)))})


def _cited(row: Row) -> Iterator[str]:
    yield from (fact.source for fact in (*row.needs.values(), row.gpu.cuda, row.gpu.cudnn) if fact is not None)
    yield from (trouble.source for trouble in (*row.conflicts, *row.allowed))
    yield from (one.source for one in row.companions or ())
    yield from row.gpu.driver_sources
    for install in row.installs:
        yield from install.sources


def _address(matrix: Matrix, name: str) -> str:
    """A trial that was recorded is its own address; everything else stands in the file of sources."""
    return name if name.startswith("trial:") else matrix.sources[name].url


def _cures(release: Release, conflicts: Sequence[Conflict]) -> Iterator[str]:
    """The pins of what every program meets, for the packages that it asks for itself."""
    for conflict in conflicts:
        if conflict.cure and conflict.other in release.needs and query.is_serious(conflict):
            yield str(conflict.cure)


def _platforms(release: Release) -> Iterator[tuple[str, tuple[str, ...]]]:
    for platform in PLATFORMS:
        if (held := release.python_on(platform)) is not None:
            yield platform, interpreters(held.range)


def _trouble(conflict: Conflict) -> Trouble:
    return Trouble(
        id=conflict.id,
        beside=conflict.beside,
        python=str(conflict.python or ""),
        at=conflict.at.value,
        error=conflict.error,
        reason=conflict.reason,
        cure=str(conflict.cure or ""),
        source=conflict.source,
        how=conflict.how.value,
    )


def _allowed(matrix: Matrix, release: Release) -> Iterator[Trouble]:
    for one in matrix.allowances:
        if one.product == query.TENSORFLOW and release.version in one.range:
            yield Trouble(
                id=one.id,
                beside=f"{one.other}{range_text(one.other_range)}",
                python=str(one.python or ""),
                at="",
                error="",
                reason=one.reason,
                cure="",
                source=one.source,
                how=one.how.value,
            )


def _installs(matrix: Matrix, release: Release, pythons: Sequence[str], *, whole: bool) -> Iterator[Plain]:
    for python in pythons:
        found = plain(matrix, release, python) if whole else known_plain(matrix, release, python)
        if found is not None:
            yield found


def _install(one: Plain) -> Install:
    return Install(
        one.python,
        one.verdict.value,
        one.how and one.how.value,
        one.sources,
        one.at and one.at.value,
        one.error,
        one.cures,
        dict(one.picks),
        dict(one.without),
    )


def _gpu(matrix: Matrix, release: Release, asked: Having) -> Gpu:
    platform, version = asked.platform, release.version
    wheel = gpus.build(matrix.gpu, version, platform)
    cuda, cudnn = (ask(matrix.gpu, version, platform) for ask in (gpus.cuda_of, gpus.cudnn_of))
    card = asked.machine.card if asked.machine else None
    floor = gpus.minimum_driver(matrix.gpu, version, platform, card.capability if card else None)
    fitted = fit(matrix.gpu, version, asked.machine) if asked.machine else None
    return Gpu(
        package=fitted.package if fitted else wheel.package if wheel and wheel.gpu else None,
        cuda=_known(cuda),
        cudnn=_known(cudnn),
        capabilities=wheel.code if wheel else (),
        driver=str(floor.needed) if floor else None,
        driver_sources=floor.sources if floor else (),
        disagreements=tuple(one.text for one in disagreements(matrix.gpu, release, platform)),
        verdict=fitted.verdict.value if fitted else None,
        reasons=tuple(_reasons(fitted)),
        notes=fitted.notes if fitted else (),
    )


def _known(found: gpus.Known | None) -> Fact | None:
    return Fact(f"=={found.version}", found.source, found.how.value) if found else None


def _reasons(fitted: Fit | None) -> Iterator[str]:
    for one in fitted.reasons if fitted else ():
        yield f"{one.part.value}: {one.text} ({one.how.value}: {', '.join(one.sources)})"


def _beside(matrix: Matrix, release: Release, pythons: Sequence[str], asked: Having) -> Iterator[Beside]:
    """For the newest interpreter that is asked for, as most people would install it."""
    for one in companions(matrix, release.version, Place(pythons[-1], asked.platform)):
        version = str(one.version) if one.version else None
        yield Beside(one.product, version, one.how and one.how.value, one.source, one.note)
