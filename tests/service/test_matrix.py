"""The matrix answers both ways: what goes with a TensorFlow, and which TensorFlow goes with what somebody has."""

import pytest
from packaging.version import Version

from matrices.load import load
from service.having import having
from service.matrix import rows
from service.rows import Row


def found(*beside: str, **said: str) -> tuple[Row, ...]:
    return rows(load(), having(load(), said, beside))


def minors(rows_: tuple[Row, ...]) -> list[str]:
    return sorted({".".join(row.tensorflow.split(".")[:2]) for row in rows_}, key=Version)


def test_what_goes_with_one_release():
    (row,) = found(tf="2.14.0")
    assert row.pythons == ("3.9", "3.10", "3.11")
    assert row.platforms["macos_arm64"] == ("3.9", "3.10", "3.11")
    assert row.keras == "2.14.0"
    assert (row.needs["numpy"].range, row.needs["numpy"].how) == (">=1.23.5", "stated")
    assert ("numpy>=2", "numpy<2", "import") in {(one.beside, one.cure, one.at) for one in row.conflicts}
    assert row.cures == ("numpy<2",)
    assert row.gpu.cuda is not None
    assert (row.gpu.cuda.range, row.gpu.driver) == ("==11.8", "450.80.02")
    assert {one.python: (one.verdict, one.at) for one in row.installs} == dict.fromkeys(
        ("3.9", "3.10", "3.11"), ("breaks", "import")
    )
    assert row.companions is not None
    known = {one.product: one.version for one in row.companions}
    assert known["tensorflow-text"] == "2.14.0"
    assert known["scikeras"] is None


def test_every_source_that_a_row_names_has_its_address():
    (row,) = found(tf="2.20.0")
    assert row.sources["pypi-tensorflow@2.20.0"] == "pkg:pypi/tensorflow@2.20.0"
    assert row.sources["wheel-tensorflow@2.20.0"].startswith("pkg:pypi/")
    assert all(address.startswith(("https://", "pkg:pypi/", "trial:")) for address in row.sources.values())
    assert {one.source for one in row.conflicts} <= row.sources.keys()


def test_which_tensorflow_goes_with_what_somebody_has():
    assert minors(found(python="3.9", cuda="11.2", driver="470", numpy="1.26"))[:4] == ["2.7", "2.8", "2.9", "2.10"]
    assert minors(found(python="3.13"))[0] == "2.20"
    assert minors(found(keras=">=3"))[0] == "2.16"
    assert minors(found(numpy="2.0"))[0] == "2.18"
    assert minors(found(numpy="2.0", python="3.9")) == minors(found(numpy="2.0", python="3.9", protobuf="5"))


def test_a_numpy_that_metadata_admits_but_that_crashes_fits_nothing():
    assert "2.14.0" not in {row.tensorflow for row in found(numpy=">=2")}
    assert "2.14.0" in {row.tensorflow for row in found(numpy="1.26")}


def test_the_platform_has_wheels_of_its_own():
    assert minors(found(platform="macos_x86_64"))[-1] == "2.16"
    assert "3.13" not in found(tf="2.19.0", platform="windows_amd64")[0].platforms["windows_amd64"]


def test_a_card_without_code_is_not_offered():
    assert all(Version(row.tensorflow) < Version("2.6") or row.gpu.verdict != "breaks" for row in found(gpu="K40"))
    assert "2.21" not in minors(found(gpu="Tesla K40"))


@pytest.mark.parametrize(
    ("beside", "expected"),
    [("tensorflow-text==2.15.0", ["2.15"]), ("tensorflow-decision-forests==1.8.1", ["2.15"])],
)
def test_what_installs_beside_a_companion(beside, expected):
    assert minors(found(beside)) == expected


def test_many_rows_have_what_is_known_at_once():
    every = found()
    assert len(every) >= 100
    assert all(row.companions is None for row in every)
    assert [Version(row.tensorflow) for row in every] == sorted(
        (Version(row.tensorflow) for row in every), reverse=True
    )


def test_nothing_fits():
    assert found(tf="2.10", python="3.12") == ()
