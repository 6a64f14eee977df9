"""A container image as a Dockerfile names it: what its tag says of CUDA, cuDNN and TensorFlow."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from packaging.version import InvalidVersion, Version

from matrices.gpu import query
from matrices.gpu.facts import Gpu, RuleId

CUDA, TENSORFLOW = "nvidia/cuda", "tensorflow/tensorflow"
REPOSITORIES = (CUDA, TENSORFLOW)
UNNUMBERED = Version("9")  # what a tag with `cudnn` alone has: rule `image-cudnn`

_NAME = re.compile(r"(?:[\w.-]+(?::\d+)?/)*?(?P<repository>nvidia/cuda|tensorflow/tensorflow)(?::(?P<tag>[\w.-]+))?")
_TAG = re.compile(
    r"(?P<cuda>\d+\.\d+(?:\.\d+)?)"
    r"(?:-cudnn(?P<first>\d*))?(?:-(?P<flavor>base|runtime|devel))?(?:-cudnn(?P<last>\d*))?(?:-(?P<system>[a-z]+[\d.]*))?"
)
_WORDS = frozenset({"gpu", "py3", "jupyter", "devel", "latest", "nightly"})
_MOVING = ("latest", "nightly", "devel")


class Flavor(StrEnum):
    """How much of CUDA an image has; each has what those before it have."""

    BASE = "base"
    RUNTIME = "runtime"
    DEVEL = "devel"


@dataclass(frozen=True, slots=True)
class Image:
    """What the name of an image says. None: it does not say, or has none.

    `cudnn` None with `cuda`: there is no cuDNN in it. `tensorflow` is the release in it, of which `moves` is unknown.
    """

    text: str
    cuda: Version | None
    cudnn: Version | None
    flavor: Flavor
    tensorflow: Version | None = None
    moves: bool = False
    gpu: bool = True
    sources: tuple[str, ...] = ()


class UnknownImage(ValueError):
    """A tag that nobody published, or that no document explains; `nearest` are the ones that come close."""

    def __init__(self, text: str, why: str, nearest: Sequence[str]) -> None:
        self.text, self.nearest = text, tuple(nearest)
        near = f"; the nearest are {' and '.join(nearest)}" if nearest else ""
        super().__init__(f"{text}: {why}{near}")


def image(gpu: Gpu, text: str) -> Image | None:
    """What a name says; None: the image of somebody else, of which no fact speaks. UnknownImage names what is near."""
    match = _NAME.fullmatch(text.strip().partition("@")[0])
    if match is None:
        return None
    tag = match["tag"] or "latest"
    return _cuda(gpu, text, tag) if match["repository"] == CUDA else _tensorflow(gpu, text, tag)


def _cuda(gpu: Gpu, text: str, tag: str) -> Image:
    match = _TAG.fullmatch(tag)
    if match is None:
        why = "the images of CUDA have no such tag, theirs are like 12.5.1-cudnn-runtime-ubuntu22.04"
        raise UnknownImage(text, why, _near(gpu, tag))
    cuda = Version(match["cuda"])
    if not any(_starts(known, cuda) for known in gpu.toolkits):
        raise UnknownImage(text, f"there is no CUDA {cuda}", _near(gpu, tag))
    said = match["first"] if match["first"] is not None else match["last"]
    cudnn = None if said is None else Version(said) if said else UNNUMBERED
    named = [RuleId.IMAGE_FLAVORS, *([RuleId.IMAGE_CUDNN] if said == "" else [])]
    sources = tuple(gpu.rules[name].source for name in named)
    # Up to 8.0 there was no base, and a tag without a flavor was a devel.
    return Image(text, cuda, cudnn, Flavor(match["flavor"] or Flavor.DEVEL), sources=sources)


def _starts(known: Version, asked: Version) -> bool:
    """Toolkits of old are known by their build: 9.0.76 is what tags call 9.0."""
    digits = min(len(asked.release), 3 if known.release[0] > 10 else 2)  # noqa: PLR2004 - since 11, tags have patches
    return known.release[:digits] == asked.release[:digits]


_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def _near(gpu: Gpu, tag: str) -> list[str]:
    number, _, rest = tag.partition("-")
    close = _around(gpu, number)
    match = _TAG.fullmatch(f"11.8.0-{rest}") if rest else None
    return [f"{CUDA}:{one}{f'-{rest}' if match else '-runtime'}" for one in close]


def _around(gpu: Gpu, number: str) -> list[str]:
    """The toolkits before and after a version; the newest where it is none."""
    known = sorted(gpu.toolkits)
    said = _NUMBER.match(number)
    if said is None:
        return [str(known[-1])]
    asked = Version(said[0])
    same = [one for one in known if one.release[: len(asked.release)] == asked.release]
    if same and said[0] != number:
        return [str(same[-1])]
    older, newer = [one for one in known if one < asked], [one for one in known if one > asked]
    return [str(one) for one in (*older[-1:], *newer[:1])]


def _tensorflow(gpu: Gpu, text: str, tag: str) -> Image:
    number, words = _split(tag)
    wrong = [word for word in words if word not in _WORDS]
    if wrong or (number is None and not any(word in _MOVING for word in words)):
        why = "the images of TensorFlow have no such tag, theirs are like 2.15.0-gpu"
        raise UnknownImage(text, why, _released(gpu, number, words))
    has_gpu = "gpu" in words
    rule = gpu.rules[RuleId.IMAGE_TENSORFLOW]
    if number is None:
        return Image(text, None, None, Flavor.RUNTIME, None, moves=True, gpu=has_gpu, sources=(rule.source,))
    version = _release(gpu, number)
    if version is None:
        raise UnknownImage(text, f"there is no TensorFlow {number}", _released(gpu, number, words))
    cuda, cudnn = (ask(gpu, version) for ask in (query.cuda_of, query.cudnn_of))
    found = [one for one in (cuda, cudnn) if one is not None]
    return Image(
        text,
        cuda.version if has_gpu and cuda else None,
        cudnn.version if has_gpu and cudnn else None,
        Flavor.RUNTIME,
        version,
        gpu=has_gpu,
        sources=tuple(dict.fromkeys([rule.source, *(one.source for one in found if has_gpu)])),
    )


def _split(tag: str) -> tuple[str | None, list[str]]:
    """The version in a tag, where it starts with one, and its other words."""
    first, *rest = tag.split("-")
    try:
        Version(first)
    except InvalidVersion:
        return None, [first, *rest]
    return first, rest


def _release(gpu: Gpu, number: str) -> Version | None:
    """The release that a tag names: `1.15` is the newest patch of it."""
    asked = Version(number)
    known = sorted({one.version for one in gpu.builds if not one.version.is_prerelease}, reverse=True)
    exact = [one for one in known if one == asked]
    minor = [one for one in known if len(asked.release) == 2 and one.release[:2] == asked.release]  # noqa: PLR2004 - a minor is two numbers
    return next(iter([*minor, *exact]), None)


def _released(gpu: Gpu, number: str | None, words: Iterable[str]) -> list[str]:
    known = {str(one.version) for one in gpu.builds if not one.version.is_prerelease}
    near = get_close_matches(number or "", known, 2, 0.5) or [str(max(map(Version, known)))]
    end = "".join(_endings(words))
    return [f"{TENSORFLOW}:{one}{end}" for one in near]


def _endings(words: Iterable[str]) -> Iterator[str]:
    yield from (f"-{word}" for word in words if word in _WORDS and word not in _MOVING)
