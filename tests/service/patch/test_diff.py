"""The diff applies with git, byte for byte, whatever the lines end with."""

import subprocess
from pathlib import Path

import pytest

from service.patch.diff import unified

CASES = {
    "plain": (b"a\nb\n", b"a\nc\n"),
    "crlf": (b"a\r\nb\r\n", b"a\r\nc\r\n"),
    "no end": (b"a\nb", b"a\nc"),
    "end added": (b"a\nb", b"a\nb\n"),
    "form feed": (b"a\x0cb\nc\n", b"a\x0cb\nd\n"),
    "not utf-8": (b"\xff\na\n", b"\xff\nb\n"),
    "carriage return inside": (b"a\rb\nc\n", b"a\rb\nd\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
@pytest.mark.parametrize(
    "path", ["a.py", "with space/b.py", 'quo"te.py', "ünï.py", "é 日.py", "t\tn\n\\.py", "\udcff b.py"]
)
def test_git_applies_it(before: bytes, after: bytes, path: str, tmp_path: Path):
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_bytes(before)
    diff = unified({path: before}, {path: after}).encode("utf-8", errors="surrogateescape")
    done = subprocess.run(["git", "apply", "-"], input=diff, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / path).read_bytes() == after


def test_files_that_do_not_differ_are_not_in_it():
    assert unified({"a": b"x\n", "b": b"y\n"}, {"a": b"x\n"}) == ""


def test_context_has_no_credentials(tmp_path: Path):
    secret = "--extra-index-url https://me:hunter2@packages.example/simple"
    before = f"{secret}\nsix\nh5py\ntensorflow==2.10\nnumpy\n".encode()
    after = before.replace(b"2.10", b"2.16")
    diff = unified({"requirements.txt": before}, {"requirements.txt": after})
    assert "hunter2" not in diff
    (tmp_path / "requirements.txt").write_bytes(before)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=diff.encode(), check=True)
    assert (tmp_path / "requirements.txt").read_bytes() == after
    beside = f"{secret}\ntensorflow==2.10\n".encode()
    diff = unified({"requirements.txt": beside}, {"requirements.txt": beside.replace(b"2.10", b"2.16")})
    assert "hunter2" not in diff
    (tmp_path / "requirements.txt").write_bytes(beside)
    subprocess.run(["git", "apply", "--unidiff-zero", "-"], cwd=tmp_path, input=diff.encode(), check=True)
