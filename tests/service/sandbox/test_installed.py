"""What lies in an environment is read from its metadata."""

from service.nouns import Environment, Package
from service.sandbox.installed import installed


def test_versions_wishes_modules_and_whether_it_is_for_one_python(tmp_path):
    site = tmp_path / "lib/python3.11/site-packages"
    for name, tag, record in (
        ("My_Numpy", "cp311-cp311-manylinux_2_28_x86_64", "numpy/__init__.py,,\nnumpy/x.so,,\nb.py,,\n../../bin/f,,\n"),
        ("six", "py2.py3-none-any", "six.py,,\n"),
    ):
        folder = site / f"{name}-1.0.dist-info"
        folder.mkdir(parents=True)
        folder.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: a<2\n"
        )
        folder.joinpath("WHEEL").write_text(f"Wheel-Version: 1.0\nTag: {tag}\n")
        folder.joinpath("RECORD").write_text(record)
    assert installed(Environment("k", str(tmp_path), "3.11", "i")) == {
        "my-numpy": Package("1.0", ("a<2",), frozenset({"numpy", "b"}), compiled=True),
        "six": Package("1.0", ("a<2",), frozenset({"six"})),
    }
    assert installed(Environment("k", str(tmp_path / "none"), "3.11", "i")) == {}


def test_what_is_no_metadata_or_too_much_of_it_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("service.sandbox.installed.MOST", 200)
    site = tmp_path / "lib/python3.11/site-packages"
    for name, text in (("good", "Name: good\nVersion: 1\n"), ("large", "Name: large\nVersion: 1\n" + " " * 200)):
        folder = site / f"{name}-1.dist-info"
        folder.mkdir(parents=True)
        folder.joinpath("METADATA").write_text(text)
    (site / "empty-1.dist-info").mkdir()
    (site / "file-1.dist-info").touch()
    (site / "wrong-1.dist-info").mkdir()
    (site / "wrong-1.dist-info" / "METADATA").write_bytes(b"\xff\x00")
    assert list(installed(Environment("k", str(tmp_path), "3.11", "i"))) == ["good"]
