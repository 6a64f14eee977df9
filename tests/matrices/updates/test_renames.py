"""The upgrade tool's renames are read out of a wheel."""

import io
import zipfile

import pytest

from matrices.index.renames import TABLES
from matrices.load import load
from matrices.updates.renames import read, update
from matrices.upstream import UpstreamChanged


def wheel(files: dict[str, str]) -> zipfile.ZipFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return zipfile.ZipFile(content)


def test_the_tables_of_a_wheel():
    texts = ["renames = {'tf.a': 'tf.b'}\n", "manual_symbol_renames = {'tf.c': 'tf.d'}\n"]
    assert read(wheel(dict(zip(TABLES, texts, strict=True)))) == {"tf.a": "tf.b", "tf.c": "tf.d"}


@pytest.mark.parametrize("files", [{}, dict.fromkeys(TABLES, "nothing = 1\n")])
def test_a_wheel_without_them_is_another_upstream(files):
    with pytest.raises(UpstreamChanged):
        read(wheel(files))


@pytest.mark.network
def test_the_newest_wheel_has_them():
    said: list[str] = []
    (content,) = update.jobs(load())["renames"](said.append).values()
    assert '"tf.gfile.Exists": "tf.io.gfile.exists"' in content
    assert said[0].startswith("renames: from tensorflow 2.")
