"""Whether the GPU of a machine works with a candidate, as the facts say it: a verdict and its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.version import Version

from matrices.facts import Matrix
from matrices.gpu import images
from matrices.gpu.fit import Fit, fit
from matrices.gpu.image_reasons import of_image
from matrices.gpu.images import UnknownImage
from matrices.gpu.machine import Machine
from matrices.grades import Verdict


@dataclass(frozen=True, slots=True)
class GpuAnswer:
    """What becomes of the GPU: in one word, a sentence a reason with its sources, and the package to install for it.

    `reasons` of a GPU that works are one sentence; what breaks or is not known is said part by part.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    package: str


def answer(matrix: Matrix, version: Version, machine: Machine) -> GpuAnswer:
    """What is known of a release on a machine."""
    found = fit(matrix.gpu, version, machine)
    return GpuAnswer(found.verdict, tuple(_sentences(matrix, found)), found.package)


def _sentences(matrix: Matrix, found: Fit) -> Iterator[str]:
    if found.verdict is Verdict.WORKS:
        texts = "; ".join(one.text for one in found.reasons)
        sources = tuple(source for one in found.reasons for source in one.sources)
        yield f"the GPU works with {found.package}: {texts}{_cited(matrix, sources)}"
        return
    wrong = [one for one in found.reasons if one.verdict is not Verdict.WORKS]
    breaks = [one for one in wrong if one.verdict is Verdict.BREAKS]
    for one in breaks or wrong:
        word = "the GPU does not work" if breaks else "whether the GPU works is not known"
        yield f"{word}: {one.text}{_cited(matrix, one.sources)}"


def of_declared(matrix: Matrix, version: Version, name: str) -> Iterator[str]:
    """What does not fit in an image that a Dockerfile starts from; silence where it fits, or where nobody knows it."""
    try:
        image = images.image(matrix.gpu, name)
    except UnknownImage as error:
        yield str(error)
        return
    if image is None or not image.gpu:
        return
    for one in of_image(matrix.gpu, version, image):
        if one.verdict is Verdict.BREAKS:
            yield f"no GPU in the image: {one.text}{_cited(matrix, one.sources)}"


def _cited(matrix: Matrix, sources: tuple[str, ...]) -> str:
    urls = dict.fromkeys(matrix.sources[name].url if name in matrix.sources else name for name in sources)
    return f" (Source: {', '.join(urls)})" if urls else ""
