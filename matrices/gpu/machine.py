"""What a person has, as they type it: platform, card, driver, CUDA, cuDNN, container image."""

from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from matrices.gpu import cards, images
from matrices.gpu.cards import Card
from matrices.gpu.facts import Gpu
from matrices.gpu.images import Image
from matrices.gpu.versions import Driver
from matrices.wheels import LINUX, PLATFORMS


@dataclass(frozen=True, slots=True)
class Machine:
    """What a person has; None: not said."""

    platform: str = LINUX
    card: Card | None = None
    driver: Driver | None = None
    cuda: Version | None = None
    cudnn: Version | None = None
    image: Image | None = None


class NotUnderstood(ValueError):
    """Something typed that is no version, or no platform."""


def machine(
    gpu: Gpu,
    platform: str = LINUX,
    *,
    card: str | None = None,
    driver: str | None = None,
    cuda: str | None = None,
    cudnn: str | None = None,
    image: str | None = None,
) -> Machine:
    """What a person typed; NotUnderstood, UnknownCard or UnknownImage says what is wrong with it."""
    if platform not in PLATFORMS:
        raise NotUnderstood(f"{platform!r} is no platform, expected one of {', '.join(PLATFORMS)}")
    known = None if card is None else cards.card(gpu, card)
    try:
        asked = None if driver is None else Driver.parse(driver)
    except ValueError:
        raise NotUnderstood(f'{driver!r} is no driver version, expected one like "470" or "470.82.01"') from None
    of = None if image is None else images.image(gpu, image)
    if image is not None and of is None:
        raise NotUnderstood(f"{image}: facts are known of images of {' and '.join(images.REPOSITORIES)} alone")
    return Machine(platform, known, asked, _version("CUDA", cuda, "11.2"), _version("cuDNN", cudnn, "8.1"), of)


def _version(what: str, text: str | None, example: str) -> Version | None:
    try:
        return None if text is None else Version(text)
    except InvalidVersion:
        raise NotUnderstood(f'{text!r} is no version of {what}, expected one like "{example}"') from None
