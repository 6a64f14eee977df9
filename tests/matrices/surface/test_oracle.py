"""A real Keras, read from its wheel, against the same Keras really imported."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests
from packaging.version import Version
from pypi_simple import PyPISimple

from matrices.surface import oracle
from matrices.surface.compare import compare
from matrices.surface.plan import Wheel
from matrices.surface.read import read
from matrices.updates.symbols import Shelf

VERSION = "3.3.3"  # with the numpy backend it needs no TensorFlow
NEEDS = ("numpy<2.3", "absl-py", "rich", "namex", "h5py", "optree", "ml-dtypes", "packaging", "jax")
BACKEND = "numpy"
PUBLIC, RIGHT = 0.999, 0.99


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--target", str(tmp_path)]
    subprocess.run([*uv, f"keras=={VERSION}", *NEEDS], check=True)
    return tmp_path


def archive_of(wheel: Wheel) -> zipfile.ZipFile:
    with requests.Session() as session:
        return Shelf(session, PyPISimple(session=session), print).texts(wheel)


@pytest.mark.network
def test_names_and_signatures_are_those_of_a_real_import(installed):
    told = read("keras", VERSION, archive_of(Wheel("keras", Version(VERSION))))
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", oracle.__file__, "keras=keras", "-keras.src", "-keras.api"],
        env={"PYTHONPATH": str(installed), "KERAS_BACKEND": BACKEND, "HOME": os.environ.get("HOME", "")},
        capture_output=True,
        text=True,
        check=True,
    )

    agreement = compare(told, json.loads(ran.stdout.splitlines()[-1]))

    assert agreement.names.share >= PUBLIC, agreement.names
    assert agreement.signatures.share >= RIGHT, agreement.signatures
    assert agreement.member_signatures.share >= RIGHT, agreement.member_signatures
