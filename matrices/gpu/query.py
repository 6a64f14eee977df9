"""What a wheel was built with and what its driver must be; pure, so every door gets the same answer."""

from dataclasses import dataclass
from enum import StrEnum

from packaging.version import Version

from matrices.gpu.facts import Build, Gpu, Row, RuleId
from matrices.gpu.versions import Capability, Driver
from matrices.grades import How
from matrices.wheels import LINUX

TENSORFLOW = "tensorflow"
WINDOWS = "windows_amd64"
MINOR_VERSIONS_SINCE = 11  # the first family of CUDA whose drivers serve all its toolkits


@dataclass(frozen=True, slots=True)
class Known:
    """A version with its evidence: of CUDA, of cuDNN."""

    version: Version
    source: str
    how: How


class Way(StrEnum):
    """How a GPU gets code from a wheel."""

    BINARY = "binary"
    PTX = "ptx"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Floor:
    """The oldest driver: below `needed` nothing runs, from `enough` on it does; between them nobody says."""

    needed: Driver
    enough: Driver
    rule: RuleId
    sources: tuple[str, ...]


def build(gpu: Gpu, version: Version, platform: str = LINUX) -> Build | None:
    """The wheel that has the GPU where one has: of `tensorflow`, else of `tensorflow-gpu`; None: no wheel says."""
    found = sorted(gpu.wheels.get((version, platform), ()), key=lambda one: (not one.gpu, one.package))
    return found[0] if found else None


def row_of(gpu: Gpu, version: Version, platform: str = LINUX) -> Row | None:
    """The GPU row of the documentation for the minor of a release: it lists one patch of each."""
    rows = [one for one in gpu.tested.get(version.release[:2], ()) if one.gpu and one.platform == platform]
    return next((one for one in rows if one.version == version), rows[0] if rows else None)


def cuda_of(gpu: Gpu, version: Version, platform: str = LINUX) -> Known | None:
    """The CUDA that a release was built with: as its wheel says, or, where that has no minor, as was tested."""
    wheel, row = build(gpu, version, platform), row_of(gpu, version, platform)
    if wheel is not None and not wheel.gpu:
        return None
    said = [Known(wheel.cuda, wheel.source, wheel.how)] if wheel is not None and wheel.cuda else []
    listed = [Known(row.cuda, row.source, row.how)] if row is not None and row.cuda else []
    every = [*said, *listed, *_of_windows(gpu, version, platform)]
    return next((one for one in every if len(one.version.release) > 1), every[0] if every else None)


def _of_windows(gpu: Gpu, version: Version, platform: str) -> list[Known]:
    """Old wheels for Linux do not say; those of Windows for the same release do, or their row."""
    if platform != LINUX:
        return []
    wheel, row = build(gpu, version, WINDOWS), row_of(gpu, version, WINDOWS)
    said = [Known(wheel.cuda, wheel.source, How.INFERRED)] if wheel is not None and wheel.gpu and wheel.cuda else []
    return [*said, *([Known(row.cuda, row.source, How.INFERRED)] if row is not None and row.cuda else [])]


def cudnn_of(gpu: Gpu, version: Version, platform: str = LINUX) -> Known | None:
    """The cuDNN that a release needs, as exactly as anything says: its extra, the tested row, the wheel."""
    wheel, row = build(gpu, version, platform), row_of(gpu, version, platform)
    if wheel is not None and not wheel.gpu:
        return None
    every: list[Known] = []
    if wheel is not None and (floor := pinned_cudnn(wheel)) is not None:
        every.append(Known(floor, wheel.source, wheel.how))
    if row is not None and row.cudnn is not None:
        every.append(Known(row.cudnn, row.source, row.how))
    if wheel is not None and wheel.cudnn is not None:
        every.append(Known(wheel.cudnn, wheel.source, wheel.how))
    return next((one for one in every if len(one.version.release) > 1), every[0] if every else None)


def pinned_cudnn(wheel: Build) -> Version | None:
    """The oldest cuDNN that the extra `and-cuda` admits."""
    pins = [held for name, held in wheel.extra.items() if name.startswith("nvidia-cudnn-")]
    floors = [Version(one.version) for held in pins for one in held if one.operator in ("==", ">=")]
    return floors[0] if floors else None


def way(wheel: Build, capability: Capability) -> Way:
    """How a GPU of this capability gets its code from a wheel."""
    if not wheel.gpu:
        return Way.NONE
    if not wheel.code:
        return Way.UNKNOWN
    if any(one.major == capability.major and one.minor <= capability.minor for one in wheel.binary):
        return Way.BINARY
    return Way.PTX if any(one <= capability for one in wheel.ptx) else Way.NONE


def minimum_driver(
    gpu: Gpu, version: Version, platform: str = LINUX, capability: Capability | None = None
) -> Floor | None:
    """The oldest driver for a release, on a GPU of this capability (None: on one that it has binary code for).

    None where it runs on no GPU, or where nothing says which CUDA it was built with.
    """
    cuda, wheel = cuda_of(gpu, version, platform), build(gpu, version, platform)
    if cuda is None:
        return None
    found = Way.UNKNOWN if wheel is None else way(wheel, capability) if capability else Way.BINARY
    match found:
        case Way.NONE:
            return None
        case Way.PTX:
            return _of_toolkit(gpu, cuda, platform, RuleId.PTX_DRIVER)
        case Way.BINARY | Way.UNKNOWN:
            if cuda.version.major < MINOR_VERSIONS_SINCE:
                return _of_toolkit(gpu, cuda, platform, RuleId.OWN_DRIVER)
            return _of_family(gpu, cuda, platform)


def _of_family(gpu: Gpu, cuda: Known, platform: str) -> Floor | None:
    family = gpu.families.get(cuda.version.major)
    if family is None or (driver := family.on(platform)) is None:
        return None
    sources = (cuda.source, family.source, gpu.rules[RuleId.MINOR_VERSIONS].source)
    return Floor(driver, driver, RuleId.MINOR_VERSIONS, sources)


def _of_toolkit(gpu: Gpu, cuda: Known, platform: str, rule: RuleId) -> Floor | None:
    """The driver of the toolkit. Its updates had drivers of their own; from CUDA 11 on the first one will do."""
    digits = 2 if rule is RuleId.PTX_DRIVER else len(cuda.version.release)
    asked = cuda.version.release[:digits]
    fitting = [drivers for known, drivers in gpu.toolkits.items() if known.release[: len(asked)] == asked]
    pairs = [(driver, one.source) for one in fitting if (driver := one.on(platform)) is not None]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: pair[0].numbers)
    (needed, source), (last, _) = pairs[0], pairs[-1]
    enough = needed if cuda.version.major >= MINOR_VERSIONS_SINCE and len(asked) > 1 else last
    return Floor(needed, enough, rule, (cuda.source, source, gpu.rules[rule].source))
