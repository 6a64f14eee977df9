"""Which releases a plan is about: the last of the minor that one is on, the last with Keras 2, and the newest. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release

KERAS_3 = Version("2.16")
"""From here on `tf.keras` is Keras 3: https://github.com/tensorflow/tensorflow/releases/tag/v2.16.1"""
TF_KERAS = "tf-keras"


class Name(StrEnum):
    """The routes."""

    HOLD = "hold"
    LAST_KERAS_2 = "last-keras-2"
    TF_KERAS = "tf-keras"
    NEWEST = "newest"


class Destination(NamedTuple):
    """A route and the release at its end."""

    name: Name
    release: Release


def destinations(matrix: Matrix, baseline: Version) -> Iterator[Destination]:
    """The routes that there are from a release: none that goes back."""
    known = query.releases(matrix)
    yield Destination(Name.HOLD, newest_of_minor(matrix, baseline))
    if baseline.release[:2] < (2, 15):
        keras_2 = next(one for one in known if one.version < KERAS_3)
        yield Destination(Name.LAST_KERAS_2, keras_2)
    newest = known[0]
    if baseline.release[:2] < newest.version.release[:2]:
        if made_for(matrix, newest.version) is not None:
            yield Destination(Name.TF_KERAS, newest)
        yield Destination(Name.NEWEST, newest)


def newest_of_minor(matrix: Matrix, version: Version) -> Release:
    """The newest patch of a minor."""
    minor = version.release[:2]
    return next(one for one in query.releases(matrix) if one.version.release[:2] == minor)


def made_for(matrix: Matrix, tensorflow: Version) -> Version | None:
    """The tf-keras of the same minor: each is made for one."""
    minor = tensorflow.release[:2]
    return next((one.version for one in query.releases(matrix, TF_KERAS) if one.version.release[:2] == minor), None)
