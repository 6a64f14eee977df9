"""Wheels of the index as the symbols are read from them."""

from collections.abc import Iterable

import pytest
import requests
from packaging.version import Version
from pypi_simple import DistributionPackage, PyPISimple

from matrices.load import load
from matrices.surface.plan import Reading, Wheel
from matrices.updates import symbols
from matrices.upstream import UpstreamChanged

LINUX = "manylinux2014_x86_64"


def file(name: str, *, yanked: bool = False) -> DistributionPackage:
    return DistributionPackage(
        filename=name,
        url=f"https://files.invalid/{name}",
        project="keras",
        version=name.split("-")[1],
        package_type="wheel" if name.endswith(".whl") else "sdist",
        digests={},
        requires_python=None,
        has_sig=None,
        is_yanked=yanked,
    )


def shelf(files: Iterable[DistributionPackage], session: requests.Session | None = None) -> symbols.Shelf:
    own = session or requests.Session()
    return symbols.Shelf(own, PyPISimple(session=own), print, {"keras": list(files)})


def test_the_wheel_for_the_newest_interpreter_on_linux_is_read():
    found = shelf(
        [
            file(f"keras-1.0-cp39-cp39-{LINUX}.whl"),
            file(f"keras-1.0-cp310-cp310-{LINUX}.whl"),
            file("keras-1.0-cp311-cp311-win_amd64.whl"),
            file(f"keras-1.0-cp27-cp27mu-{LINUX}.whl"),
        ]
    ).url(Wheel("keras", Version("1.0")))

    assert found.endswith(f"keras-1.0-cp310-cp310-{LINUX}.whl")


def test_finals_that_were_not_withdrawn_are_known():
    listed = [
        file("keras-1.0-py3-none-any.whl"),
        file("keras-1.1rc0-py3-none-any.whl"),
        file("keras-1.2-py3-none-any.whl", yanked=True),
        file("keras-1.3-py2-none-any.whl"),
        file("keras-1.4-py2.py3-none-any.whl"),
        file("keras-1.5.tar.gz"),
    ]

    assert shelf(listed).versions("keras") == [Version("1.0"), Version("1.4")]


def test_a_version_without_a_wheel_stops_it():
    with pytest.raises(UpstreamChanged, match=r"keras 9\.9"):
        shelf([file("keras-1.0-py3-none-any.whl")]).url(Wheel("keras", Version("9.9")))


def test_the_sources_of_the_update_are_there():
    assert set(symbols.update.sources) <= load().sources.keys()


@pytest.mark.network
def test_a_keras_of_the_index_has_its_layers():
    with requests.Session() as session:
        real = symbols.Shelf(session, PyPISimple(session=session), print)
        found = real.surface(Reading(Wheel("keras", Version("2.2.4")), ()))

    dense = found.objects[found.names["keras.layers.Dense"]]
    assert found.names["keras.layers.Dense"] == "keras.layers.core:Dense"
    assert dense.signature is not None
    assert dense.signature.startswith("(units, activation=None, use_bias=True, kernel_initializer='glorot_uniform'")
    assert "call" in dense.members
