"""Where a GPU ends: platforms without one, releases beyond a cliff, and the plugin that a Mac needs."""

from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.facts import Cliff, Effect, Gpu
from matrices.gpu.machine import Machine
from matrices.gpu.reason import Part, Reason
from matrices.grades import Verdict

FIRST_PLUGIN = Version("2.5")  # the first release that takes plugins for devices


def of_platform(gpu: Gpu, version: Version, have: Machine) -> Reason:
    ends = [one for one in gpu.cliffs if _ends(one, version, have.platform)]
    ends.sort(key=lambda one: one.effect is not Effect.NO_WHEEL)
    if have.platform.startswith("macos") and have.card is None and version >= FIRST_PLUGIN:
        if ends and ends[0].effect is Effect.NO_WHEEL:
            return of_cliff(ends[0])
        return _plugin(gpu, version, have.platform)
    if ends:
        return of_cliff(ends[0])
    if (wheel := query.build(gpu, version, have.platform)) is not None:
        text = f"the wheel of {wheel.package} is built for {'CUDA' if wheel.gpu else 'the CPU'}"
        return Reason(Part.PLATFORM, Verdict.WORKS if wheel.gpu else Verdict.BREAKS, text, (wheel.source,))
    if (row := query.row_of(gpu, version, have.platform)) is not None:
        return Reason(Part.PLATFORM, Verdict.WORKS, f"{row.package} is listed as a tested GPU build", (row.source,))
    return Reason(Part.PLATFORM, Verdict.UNKNOWN, "no wheel says, and no tested build is listed", ())


def _plugin(gpu: Gpu, version: Version, platform: str) -> Reason:
    """The GPU of a Mac: a plugin of Apple, for the releases that it is listed for."""
    for plugin in gpu.plugins:
        if platform in plugin.platforms and version in plugin.range:
            text = f"with {plugin.name}=={plugin.version}, a plugin of Apple"
            return Reason(Part.PLATFORM, Verdict.WORKS, text, (plugin.source,), plugin.how)
    sources = tuple(dict.fromkeys(plugin.source for plugin in gpu.plugins))
    return Reason(Part.PLATFORM, Verdict.UNKNOWN, "no plugin for its GPU is listed for this release", sources)


def _ends(cliff: Cliff, version: Version, platform: str) -> bool:
    """Whether a cliff ends the GPU for everybody on a platform."""
    gone = cliff.effect in (Effect.NO_GPU, Effect.NO_WHEEL)
    conditional = cliff.capabilities or cliff.cuda is not None or not gone
    return not conditional and platform in cliff.platforms and version in cliff.range


def falls(cliff: Cliff, version: Version, have: Machine) -> bool:
    """Whether a cliff ends the GPU for this card, or for this CUDA."""
    if have.platform not in cliff.platforms or version not in cliff.range:
        return False
    by_card = have.card is not None and have.card.capability in cliff.capabilities
    return by_card or (cliff.cuda is not None and have.cuda is not None and have.cuda in cliff.cuda)


def of_cliff(cliff: Cliff) -> Reason:
    part = Part.CARD if cliff.capabilities else Part.CUDA if cliff.cuda is not None else Part.PLATFORM
    cure = f"; instead: {cliff.cure}" if cliff.cure else ""
    return Reason(part, Verdict.BREAKS, cliff.reason + cure, (cliff.source,), cliff.how)
