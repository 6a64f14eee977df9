"""Base images whose Python or TensorFlow does not fit any more, replaced in their FROM lines. Pure."""

import re
from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from service.manifest import Image
from service.nouns import Declared, Note
from service.patch.interpreters import Pythons, minor_of, renamed
from service.patch.splice import TextEdit

PYTHON = re.compile(r"(?:[\w.-]+(?::\d+)?/)*python:")
# Debian releases that images of Python are no longer made for: https://hub.docker.com/_/python
GONE, KEPT = ("jessie", "stretch", "buster"), "bookworm"
_RELEASE = re.compile(r"(?<=:)\d+\.\d+(?:\.\d+)?(?:rc\d+)?(?P<rest>(?:-[a-z\d]+)*)")


def edits(declared: Declared, target: Version, pythons: Pythons) -> Iterator[TextEdit | Note]:
    """New references for the images that do not fit."""
    for image in declared.images:
        new = _tensorflow(image, target) if image.tensorflow else _python(image, pythons)
        if new is None or new == image.reference:
            continue
        if image.span is None:
            yield Note(image.path, image.line, f"the image {image.reference} must become {new}: change it by hand")
        else:
            yield TextEdit(image.path, image.span, new)


def _tensorflow(image: Image, target: Version) -> str | None:
    """The image of the release that is wanted: one that has it already stays. Since 2.0 none is of Python 2."""
    try:
        if Version(str(image.tensorflow)).release[:2] == target.release[:2]:
            return None
    except InvalidVersion:
        return None
    match = _RELEASE.search(image.reference)
    if match is None:
        return None
    words = [word for word in match["rest"].split("-") if word in {"gpu", "jupyter"}]
    return image.reference[: match.start()] + "-".join([str(target), *words])


def _python(image: Image, pythons: Pythons) -> str | None:
    minor = minor_of(image.python) if image.python else None
    match = PYTHON.match(image.reference)
    if minor is None or minor in pythons.all or match is None:
        return None
    tag = renamed(image.reference[match.end() :].partition("@")[0], minor, pythons.chosen)
    for name in GONE:
        tag = tag.replace(name, KEPT)
    return image.reference[: match.end()] + tag
