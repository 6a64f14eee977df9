"""Files of a folder, a file and a repository; links are not followed, and a wrong path says what to name."""

import os
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from service.errors import NotReachable, WrongUse
from service.nouns import Note
from service.project import checkout


def quiet(_line: str) -> None:
    pass


def test_a_folder_without_environments_caches_and_links(tmp_path: Path):
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv/pyvenv.cfg").write_text("")
    (tmp_path / "venv/b.py").write_text("")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/c.py").write_text("")
    (tmp_path / "out.py").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    found = checkout.open_project(str(tmp_path), quiet)
    assert found.files == {"a.py": b"1"}
    assert [note.path for note in found.notes] == ["out.py"]


def test_what_is_put_in_the_place_of_a_file_is_not_followed_and_not_waited_for(tmp_path: Path, monkeypatch):
    """A link to a file outside that came after the folder was listed was read; a pipe was waited for without end."""
    outside, project = tmp_path / "outside", tmp_path / "project"
    outside.write_text("secret")
    project.mkdir()
    for name in ("a_link.py", "b_pipe.py", "c.py"):
        (project / name).write_text("x = 1")
    open_as_ever = os.open

    def late(path, flags, mode=0o777, *, dir_fd=None):
        """As `os.open`, when another process was a moment sooner."""
        if path == "a_link.py":
            (project / path).unlink()
            (project / path).symlink_to(outside)
        elif path == "b_pipe.py":
            (project / path).unlink()
            os.mkfifo(project / path)
        return open_as_ever(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", late)
    found = checkout.read_folder(project)
    assert found.files == {"c.py": b"x = 1"}
    assert [(note.path, note.message) for note in found.notes] == [("a_link.py", "left out: a link")]


def test_pipes_sockets_and_names_that_are_no_text(tmp_path: Path):
    os.mkfifo(tmp_path / "requirements.txt")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "socket"))
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py")).write_text("x = 1")
        assert checkout.read_folder(tmp_path).files == {"caf\udce9.py": b"x = 1"}


def test_folders_without_end_are_left_out(tmp_path: Path):
    """A thousand of them were a RecursionError; deeper than 4,096 bytes, no path reaches them at all."""
    (tmp_path / "a.py").write_text("x = 1")
    place = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=place)
        below = os.open("deep", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    found = checkout.read_folder(tmp_path)
    assert found.files == {"a.py": b"x = 1"}
    assert [(note.path, note.message) for note in found.notes] == [
        ("deep", f"left out: what is more than {checkout.DEEPEST} folders deep")
    ]
    subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)  # pytest cannot


def test_one_file(tmp_path: Path):
    (tmp_path / "a.py").write_text("1")
    assert checkout.open_project(str(tmp_path / "a.py"), quiet).files == {"a.py": b"1"}


def test_a_path_that_is_not_there():
    with pytest.raises(WrongUse) as caught:
        checkout.open_project("/no/such/folder", quiet)
    assert "/no/such/folder" in caught.value.message
    assert "name a project's folder" in caught.value.hint


def test_a_file_too_large_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkout, "MAX_FILE", 10)
    (tmp_path / "big.bin").write_bytes(b"x" * 11)
    found = checkout.read_folder(tmp_path)
    assert not found.files
    assert "big.bin" in found.notes[0].path


def test_a_project_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkout, "MAX_TOTAL", 10)
    (tmp_path / "a").write_bytes(b"x" * 11)
    with pytest.raises(WrongUse, match="more than"):
        checkout.read_folder(tmp_path)


@pytest.fixture
def served(tmp_path: Path):
    """A real repository behind a real Git server on loopback: its URL."""
    work, bare = tmp_path / "work", tmp_path / "served" / "p.git"
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q", work], check=True)
    (work / "main.py").write_text("import tensorflow\n")
    (work / "link.py").symlink_to("/etc/passwd")
    subprocess.run([*git, "-C", work, "add", "."], check=True)
    subprocess.run([*git, "-C", work, "commit", "-qm", "x"], check=True)
    subprocess.run([*git, "clone", "-q", "--bare", work, bare], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", f"--base-path={bare.parent}"]
    with subprocess.Popen([*command, "--reuseaddr", bare.parent], stderr=subprocess.DEVNULL) as daemon:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/p.git"
        daemon.terminate()


def test_a_repository_is_read_and_its_links_are_left_out(served: str):
    said: list[str] = []
    found = checkout.open_project(served, said.append)
    assert found.name == "p"
    assert found.files == {"main.py": b"import tensorflow\n"}
    assert found.notes == (Note("link.py", None, "left out: a link"),)
    assert said == ["clone p"]


def test_a_branch_that_is_not_there(served: str):
    with pytest.raises(NotReachable, match="gone"):
        checkout.clone(served, quiet, ref="gone")


def test_a_pinned_address_is_asked_where_it_was_checked_and_by_https_alone(served: str):
    """The name exists nowhere: only the pin can have led to that port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        listening.settimeout(20)
        asked: list[bytes] = []
        thread = threading.Thread(target=answer_once, args=(listening, asked))
        thread.start()
        with pytest.raises(NotReachable):
            checkout.clone(f"https://nowhere.invalid:{port}/p.git", quiet, pin=f"nowhere.invalid:{port}:127.0.0.1")
        thread.join()
    assert asked[0][:1] == b"\x16"  # the first byte of a TLS handshake
    with pytest.raises(NotReachable, match="not allowed"):
        checkout.clone(served, quiet, pin="127.0.0.1:9:127.0.0.1")


def answer_once(listening: socket.socket, asked: list[bytes]) -> None:
    connection, _ = listening.accept()
    with connection:
        asked.append(connection.recv(10))


def test_a_host_that_does_not_answer():
    with pytest.raises(NotReachable) as caught:
        checkout.open_project("http://127.0.0.1:9/x.git", quiet)
    assert "127.0.0.1:9" in caught.value.message


def test_local_transports_are_no_git_urls():
    for url in ("file:///etc", "ext::sh -c id", "--upload-pack=x"):
        with pytest.raises(WrongUse):
            checkout.open_project(url, quiet)
