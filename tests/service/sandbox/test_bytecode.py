"""What is laid where: beside the sources that were compiled, and nowhere else."""

from pathlib import Path

import pytest

from service.sandbox.bytecode import lay

SITE = "lib/python3.11/site-packages"
PYC = "__pycache__/a.cpython-311.pyc"


@pytest.fixture
def place(tmp_path):
    """An environment with a package that lies in the cache of wheels too, as the same files, and its bytecode."""
    wheel, site = tmp_path / "wheels/one", tmp_path / "env" / SITE
    for inside in ("a.dist-info/METADATA", "a/a.py"):
        for root in (wheel, site):
            (root / inside).parent.mkdir(parents=True, exist_ok=True)
        (wheel / inside).write_text("text")
        (site / inside).hardlink_to(wheel / inside)
    compiled = tmp_path / "compiled/a" / PYC
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(b"bytecode")
    return tmp_path


def laid(place: Path) -> set[str]:
    lay(place / "compiled", place / "env", place / "wheels")
    return {path.relative_to(place).parts[0] for path in place.rglob(f"a/{PYC}")} - {"compiled"}


def test_it_lies_in_the_environment_and_beside_the_cached_wheel_as_one_file(place):
    assert laid(place) == {"env", "wheels"}
    files = [place / "env" / SITE / "a" / PYC, place / "wheels/one/a" / PYC]
    assert files[0].samefile(files[1])


def test_a_source_that_another_package_wrote_over_is_not_the_one_of_the_wheel(place):
    own = place / "env" / SITE / "a/a.py"
    own.unlink()
    own.write_text("text")
    assert laid(place) == {"env"}


def test_nothing_lies_where_a_wheel_keeps_what_is_moved_elsewhere(place):
    """A file too many there, and uv takes the wheel for broken."""
    moved = place / "wheels/one/one-1.data/platlib/a"
    moved.parent.mkdir(parents=True)
    (place / "wheels/one/a").rename(moved)
    assert laid(place) == {"env"}
    assert [path.name for path in moved.iterdir()] == ["a.py"]


def test_a_folder_that_leads_elsewhere_is_not_followed(place):
    folder = place / "env" / SITE / "a"
    folder.rename(place / "elsewhere")
    folder.symlink_to(place / "elsewhere")
    assert laid(place) == {"wheels"}
    assert not (place / "elsewhere/__pycache__").exists()


def test_nor_is_a_folder_of_bytecode_that_leads_elsewhere(place):
    (place / "elsewhere").mkdir(mode=0o700)
    (place / "env" / SITE / "a/__pycache__").symlink_to(place / "elsewhere")
    laid(place)
    assert not list((place / "elsewhere").iterdir())
    assert (place / "elsewhere").stat().st_mode & 0o777 == 0o700


def test_what_lies_there_already_stays(place):
    there = place / "env" / SITE / "a" / PYC
    there.parent.mkdir()
    there.write_bytes(b"older")
    laid(place)
    assert there.read_bytes() == b"older"
