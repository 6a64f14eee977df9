"""Whether a release runs on what a person has, with the reason for every part; and which releases do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.facts import EXTRA, Build, Effect, Gpu, RuleId
from matrices.gpu.libraries import brings_its_own
from matrices.gpu.machine import Machine
from matrices.gpu.reason import Reason
from matrices.gpu.reasons import reasons
from matrices.grades import Verdict


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer for one release on one platform; `package` is what is to be installed."""

    version: Version
    platform: str
    package: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]


def fit(gpu: Gpu, version: Version, have: Machine) -> Fit:
    """Whether the GPU of this machine works with a release."""
    wheel = query.build(gpu, version, have.platform)
    found = tuple(reasons(gpu, version, have))
    row = query.row_of(gpu, version, have.platform)
    package = wheel.package if wheel else row.package if row else query.TENSORFLOW
    if brings_its_own(gpu, version, wheel):
        package = f"{package}[{EXTRA}]"
    return Fit(version, have.platform, package, _worst(found), found, tuple(_notes(gpu, version, have, wheel)))


def fitting(gpu: Gpu, versions: Sequence[Version], have: Machine) -> tuple[Fit, ...]:
    """The answer for every one of these releases that does not break, in their order."""
    every = (fit(gpu, version, have) for version in versions)
    return tuple(one for one in every if one.verdict is not Verdict.BREAKS)


def _worst(found: Sequence[Reason]) -> Verdict:
    said = {one.verdict for one in found}
    order = (Verdict.BREAKS, Verdict.UNKNOWN, Verdict.WORKS)
    return next((verdict for verdict in order if verdict in said), Verdict.UNKNOWN)


def _notes(gpu: Gpu, version: Version, have: Machine, wheel: Build | None) -> Iterator[str]:
    if brings_its_own(gpu, version, wheel):
        yield gpu.rules[RuleId.EXTRA].text
    if wheel is not None and wheel.gpu and wheel.package != query.TENSORFLOW:
        yield f"the GPU is in the package {wheel.package}=={version}, not in tensorflow"
    for cliff in gpu.cliffs:
        if (
            cliff.effect in (Effect.NO_FEATURE, Effect.NO_EXTRA)
            and have.platform in cliff.platforms
            and version in cliff.range
        ):
            yield cliff.reason
    for plugin in gpu.plugins:
        if have.platform in plugin.platforms and version in plugin.range and plugin.note:
            yield plugin.note
