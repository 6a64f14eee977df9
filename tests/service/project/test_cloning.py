"""A Git host that means harm: too much, too slow, never ending, lying, or with names and files that reach out."""

import os
import socket
import ssl
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.errors import NotReachable, WrongUse
from service.project import cloning

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.hooksPath=/dev/null")


def git(*words: str, cwd: Path, given: bytes | None = None) -> str:
    done = subprocess.run([*GIT, *words], cwd=cwd, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An empty bare repository behind a real Git server on loopback: its folder and its address."""
    bare = tmp_path / "served" / "p.git"
    bare.mkdir(parents=True)
    git("init", "-q", "--bare", "-b", "main", ".", cwd=bare)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", f"--base-path={bare.parent}"]
    with subprocess.Popen([*command, "--reuseaddr", bare.parent], stderr=subprocess.DEVNULL) as daemon:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield bare, f"git://127.0.0.1:{port}/p.git"
        daemon.terminate()


def commit(bare: Path, tree: str) -> None:
    git("update-ref", "refs/heads/main", git("commit-tree", "-m", "x", tree, cwd=bare), cwd=bare)


def blob(bare: Path, content: bytes) -> str:
    return git("hash-object", "-w", "--stdin", cwd=bare, given=content)


def tree(bare: Path, *entries: tuple[str, str, bytes]) -> str:
    """Written byte by byte: git itself refuses some of these names."""
    content = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(id_) for mode, id_, name in entries)
    return git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", cwd=bare, given=content)


def test_no_hook_no_filter_no_submodule_and_no_lfs_acts(served, tmp_path):
    bare, url = served
    mark = tmp_path / "acted"
    attributes = blob(bare, b"*.bin filter=lfs\n*.py eol=crlf working-tree-encoding=UTF-16\n")
    pointer = blob(bare, b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n")
    modules = blob(bare, b'[submodule "s"]\n\tpath = s\n\turl = file:///etc\n')
    entries = [
        ("100644", attributes, b".gitattributes"),
        ("100644", modules, b".gitmodules"),
        ("100644", blob(bare, b"a = 1\r\nb = 2\n"), b"a.py"),
        ("100644", pointer, b"model.bin"),
        ("160000", "1" * 40, b"s"),
    ]
    commit(bare, tree(bare, *entries))
    hooks = bare / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-merge", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(stat.S_IRWXU)
    found = cloning.clone(url, None, None)
    assert found.files["a.py"] == b"a = 1\r\nb = 2\n"
    assert found.files["model.bin"].startswith(b"version https://git-lfs")
    assert [(note.path, note.message) for note in found.notes] == [("s", "left out: a submodule")]
    assert not mark.exists()


def test_names_that_reach_out_are_left_out(served):
    bare, url = served
    content = blob(bare, b"evil")
    inner = tree(bare, ("100644", content, b"evil.py"))
    commit(bare, tree(bare, ("40000", inner, b".."), ("40000", inner, b".git"), ("100644", content, b"good.py")))
    with suppress(NotReachable):  # newer gits refuse to fetch it
        assert set(cloning.clone(url, None, None).files) == {"good.py"}


def test_a_tree_that_unfolds_without_end_is_refused_at_once(served):
    """Ten names for the same tree, ten levels deep: ten thousand million files from a few hundred bytes."""
    bare, url = served
    inner = tree(bare, *(("100644", blob(bare, b"x"), f"f{n}".encode()) for n in range(10)))
    for _ in range(9):
        inner = tree(bare, *(("40000", inner, f"d{n}".encode()) for n in range(10)))
    commit(bare, inner)
    started = time.monotonic()
    with pytest.raises(WrongUse, match="more than 50000 files"):
        cloning.clone(url, None, None)
    assert time.monotonic() - started < 10


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(served, monkeypatch):
    bare, url = served
    monkeypatch.setattr(cloning, "MAX_TOTAL", 3 << 20)
    content = blob(bare, b"0" * (1 << 20))
    commit(bare, tree(bare, *(("100644", content, f"zeros{n}".encode()) for n in range(4))))
    with pytest.raises(WrongUse, match="more than 3 MiB"):
        cloning.clone(url, None, None)


def test_a_repository_that_is_too_large_is_given_up_on_the_way(served, monkeypatch):
    bare, url = served
    monkeypatch.setattr(cloning, "MAX_FETCHED", 1 << 20)
    commit(bare, tree(bare, ("100644", blob(bare, os.urandom(8 << 20)), b"noise")))
    with pytest.raises(WrongUse, match="more than 1 MiB to fetch"):
        cloning.clone(url, None, None)


def test_a_large_file_is_never_in_memory(served, monkeypatch):
    """A few bytes that unfold into more than git may have."""
    bare, url = served
    monkeypatch.setattr(cloning, "MEMORY", 64 << 20)
    large = blob(bare, bytes(96 << 20))
    commit(bare, tree(bare, ("100644", blob(bare, b"a = 1\n"), b"a.py"), ("100644", large, b"zeros.bin")))
    found = cloning.clone(url, None, None)
    assert set(found.files) == {"a.py"}
    assert [note.path for note in found.notes] == ["zeros.bin"]


def test_what_has_to_be_in_memory_is_refused(served, monkeypatch):
    """A tree cannot be written as it comes."""
    bare, url = served
    monkeypatch.setattr(cloning, "MEMORY", 48 << 20)
    content = blob(bare, b"x")
    commit(bare, tree(bare, *(("100644", content, b"%0250d" % number) for number in range(300_000))))
    with pytest.raises(WrongUse, match="git needs more than 48 MiB of memory for it"):
        cloning.clone(url, None, None)


@contextmanager
def host(answer: bytes, *, hang: bool = False, hang_on_post: bool = False) -> Iterator[str]:
    """A host that answers every question with the same, and maybe never ends it."""
    free = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
            self.end_headers()
            self.wfile.write(answer)
            self.wfile.flush()
            if hang:
                free.wait(20)

        def do_POST(self) -> None:
            if hang_on_post:
                free.wait(20)
            else:
                self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/o/p"
        free.set()
        server.shutdown()
        thread.join()


def test_a_host_that_hangs_is_left(monkeypatch):
    monkeypatch.setattr(cloning, "SECONDS", 1)
    with host(b"001e# service=git-upload-pack\n", hang=True) as url:
        started = time.monotonic()
        with pytest.raises(NotReachable, match="no answer within 1 s"):
            cloning.clone(url, None, None)
        assert time.monotonic() - started < 5


def test_a_host_that_hangs_after_it_told_its_branches_is_left(monkeypatch):
    monkeypatch.setattr(cloning, "SECONDS", 2)
    lines = [b" HEAD\0symref=HEAD:refs/heads/main shallow agent=x\n", b" refs/heads/main\n"]
    branches = b"".join(b"%04x" % (len(line) + 44) + b"1" * 40 + line for line in lines)
    told = b"001e# service=git-upload-pack\n0000" + branches + b"0000"
    with host(told, hang_on_post=True) as url:
        started = time.monotonic()
        with pytest.raises(NotReachable, match="no answer within 2 s"):
            cloning.clone(url, None, None)
        assert time.monotonic() - started < 8


def test_a_host_that_leads_somewhere_else_is_not_followed(tmp_path, monkeypatch):
    """By TLS, as the service asks: the address inside is never asked."""
    asked: list[str] = []
    context = trusted(tmp_path, monkeypatch)
    with listening(asked) as inside, listening(asked, inside, context) as outside:
        port = outside.server_port
        with pytest.raises(NotReachable, match=r"302|redirect"):
            cloning.clone(f"https://git.invalid:{port}/o/p", None, f"git.invalid:{port}:127.0.0.1")
    assert asked == [f"git.invalid:{port}"]


@contextmanager
def listening(
    asked: list[str], leads_to: ThreadingHTTPServer | None = None, context: ssl.SSLContext | None = None
) -> Iterator[ThreadingHTTPServer]:
    """Notes the host that is meant by each question, and leads to another server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["host"])
            self.send_response(302 if leads_to else 200)
            self.send_header("Content-Length", "0")
            if leads_to:
                self.send_header("Location", f"http://127.0.0.1:{leads_to.server_port}{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context is not None:  # shaking hands belongs to each question: who takes them all must not wait for one
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What makes a server speak TLS as a host that git trusts."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-days", "2", "-subj", "/CN=git.invalid", "-addext", "subjectAltName=DNS:git.invalid"]
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate))
    return context


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"words",
        b"<html>" * 1000,
        b"001e# service=git-upload-pack\n0000" + b"003d" + b"1" * 40 + b" refs/heads/main\0 agent=x\n0000",
        b"001e# service=git-upload-pack\n0000ffff" + b"\0" * 70000,
    ],
)
def test_a_host_that_lies_is_told(answer):
    with host(answer) as url, pytest.raises(NotReachable):
        cloning.clone(url, None, None)


def test_no_credential_of_this_machine_is_used(tmp_path, monkeypatch):
    """Git as the service starts it: a home of its own, whatever this machine has in its own."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".gitconfig").write_text(
        '[credential]\n\thelper = "!echo password=secret"\n[url "x"]\n\tinsteadOf = h\n'
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    home = tmp_path / "home"
    home.mkdir()
    environment = cloning._environment(home)
    assert environment.keys() & {"SSH_AUTH_SOCK", "https_proxy"} == set()
    listed = subprocess.run(
        ["git", *cloning._settings("a:443:8.8.8.8"), "config", "--list", "--show-origin"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert {line.split(":")[0] for line in listed.splitlines()} == {"command line"}
    assert "secret" not in listed
    assert "http.followredirects=false" in listed
