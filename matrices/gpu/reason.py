"""The form of a reason: what it is about, its verdict, its words, and the sources that say so."""

from dataclasses import dataclass
from enum import StrEnum

from matrices.grades import How, Verdict


class Part(StrEnum):
    """What a reason is about."""

    PLATFORM = "platform"
    CARD = "card"
    DRIVER = "driver"
    CUDA = "cuda"
    CUDNN = "cudnn"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one part fits or does not, and the sources that say so."""

    part: Part
    verdict: Verdict
    text: str
    sources: tuple[str, ...]
    how: How = How.STATED
