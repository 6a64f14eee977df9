"""Packages that bring the same module: the last one installed overwrites the others' files, so all need one version."""

from collections.abc import Collection, Iterator

from packaging.requirements import Requirement

from service.nouns import Constraint
from service.resolve.pins import Pins

OPENCV = ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")
SOURCE = "pkg:pypi/opencv-python"


def limits(pins: Pins, asked: Collection[str]) -> Iterator[Constraint]:
    """The pins with which all of them have the version of the one that the project asks for, else of the first."""
    there = sorted((name for name in OPENCV if name in pins.versions), key=lambda name: name not in asked)
    for other in there[1:]:
        first, version = there[0], pins.versions[there[0]]
        if pins.versions[other] != version:
            reason = f"{other} and {first} both bring the module cv2, and overwrite each other's files"
            yield Constraint(Requirement(f"{other}=={version}"), reason, SOURCE, needed=True)
