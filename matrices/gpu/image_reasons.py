"""Why a container image fits a release or does not: how much of CUDA is in it, which, and what its driver must be."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.facts import Gpu, RuleId
from matrices.gpu.images import Flavor, Image
from matrices.gpu.libraries import brings_its_own, of_cuda, of_cudnn
from matrices.gpu.query import Known
from matrices.gpu.reason import Part, Reason
from matrices.gpu.versions import Driver
from matrices.grades import How, Verdict
from matrices.wheels import LINUX


def of_image(gpu: Gpu, version: Version, image: Image, driver: Driver | None = None) -> Iterator[Reason]:
    """A reason for each thing that an image has or lacks. What TensorFlow brings itself need not be in it."""
    whole = _as_a_whole(version, image)
    found = [whole] if whole else list(_libraries(gpu, version, image))
    if brings_its_own(gpu, version, query.build(gpu, version)) and not _all_fit(found):
        rule = gpu.rules[RuleId.EXTRA]
        text = f"what {image.text} has and lacks of CUDA does not matter: {rule.text}"
        found = [Reason(Part.IMAGE, Verdict.WORKS, text, (rule.source,), How.INFERRED)]
    yield from found
    if image.cuda is not None and driver is not None:
        yield from _driver(gpu, image, image.cuda, driver)


def _all_fit(found: Iterable[Reason]) -> bool:
    return all(one.verdict is Verdict.WORKS for one in found)


def _as_a_whole(version: Version, image: Image) -> Reason | None:
    """What decides alone: its own TensorFlow, or that nothing of CUDA is in it."""
    if not image.gpu:
        text = f"{image.text} is for the CPU: there is no CUDA in it"
        return Reason(Part.IMAGE, Verdict.BREAKS, text, image.sources)
    if image.moves:
        text = f"{image.text} has another TensorFlow from time to time: name the release in the tag"
        return Reason(Part.IMAGE, Verdict.UNKNOWN, text, image.sources)
    if image.tensorflow == version:
        return Reason(Part.IMAGE, Verdict.WORKS, f"{image.text} has this release and its CUDA", image.sources)
    return None


def _libraries(gpu: Gpu, version: Version, image: Image) -> Iterator[Reason]:
    if image.cuda is not None:
        yield _said_of(image, of_cuda(gpu, image.cuda, query.cuda_of(gpu, version)))
    else:
        yield Reason(Part.IMAGE, Verdict.UNKNOWN, f"{image.text}: nothing says which CUDA is in it", image.sources)
    if image.flavor is Flavor.BASE:
        rule = gpu.rules[RuleId.IMAGE_FLAVORS]
        text = f"{image.text} lacks the libraries of CUDA, take the flavor runtime: {rule.text}"
        yield Reason(Part.IMAGE, Verdict.BREAKS, text, (rule.source,))
    yield _cudnn(gpu, version, image)


def _cudnn(gpu: Gpu, version: Version, image: Image) -> Reason:
    built = query.cudnn_of(gpu, version)
    if image.cudnn is not None:
        return _said_of(image, _by_major(image.cudnn, built) or of_cudnn(gpu, image.cudnn, built))
    rule = gpu.rules[RuleId.IMAGE_FLAVORS]
    wanted = f" {built.version.major}" if built else ""
    text = f"{image.text} has no cuDNN, take a tag with cuDNN{wanted}: {rule.text}"
    sources = (rule.source, *([built.source] if built else []))
    return Reason(Part.IMAGE, Verdict.BREAKS, text, sources)


def _by_major(own: Version, built: Known | None) -> Reason | None:
    """A tag names the major version of cuDNN alone: where that is the right one, its minor is not known to be."""
    if built is None or len(own.release) > 1 or own.major != built.version.major:
        return None
    text = f"cuDNN {own} beside a build with {built.version}: the tag does not say which {own} it is"
    return Reason(Part.CUDNN, Verdict.UNKNOWN if built.version.release[1:] else Verdict.WORKS, text, (built.source,))


def _said_of(image: Image, reason: Reason) -> Reason:
    sources = tuple(dict.fromkeys((*image.sources, *reason.sources)))
    return replace(reason, part=Part.IMAGE, text=f"{image.text}: {reason.text}", sources=sources)


def _driver(gpu: Gpu, image: Image, cuda: Version, driver: Driver) -> Iterator[Reason]:
    """The driver must serve the CUDA in the image, whichever TensorFlow is in it."""
    family = gpu.families.get(cuda.major)
    floor = family.on(LINUX) if family else None
    if family is None or floor is None or driver.reaches(floor) is not False:
        return
    rule = gpu.rules[RuleId.IMAGE_DRIVER]
    text = f"{image.text} has CUDA {cuda}, for which driver {driver} is too old, it needs {floor}: {rule.text}"
    yield Reason(Part.IMAGE, Verdict.BREAKS, text, (family.source, rule.source), How.INFERRED)
