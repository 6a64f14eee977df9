"""Trials have no display: OpenCV is installed in the form that needs none, with the same module and versions. Pure.

With the usual one, `import cv2` asks for a graphics library that images of servers do not have, and no trial of such a
project could say anything.
"""

from packaging.requirements import Requirement

from service.nouns import Set, package

STAND_INS = {
    "opencv-python": "opencv-python-headless",
    "opencv-contrib-python": "opencv-contrib-python-headless",
}


def without_display(asked: Set) -> Set:
    """The same set, where it asks for one of them; both limits and wishes move."""
    if not replaced(asked):
        return asked
    return asked._replace(wanted=tuple(map(_moved, asked.wanted)), limits=tuple(map(_moved, asked.limits)))


def replaced(asked: Set) -> tuple[str, ...]:
    """What it asks for that has a stand-in, and no stand-in beside it already."""
    names = {package(one) for one in asked.wanted}
    return () if names & set(STAND_INS.values()) else tuple(sorted(names & STAND_INS.keys()))


def _moved(requirement: Requirement) -> Requirement:
    name = STAND_INS.get(package(requirement))
    if name is None:
        return requirement
    moved = Requirement(str(requirement))
    moved.name = name
    return moved
