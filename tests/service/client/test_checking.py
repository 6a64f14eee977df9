"""`upflow check --server` is `upflow check`: the same report, words and exit codes, whatever happens on the way."""

import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import replace

import httpx
import pytest

from service.client import Client
from service.client.client import events
from service.client.packing import packed, sendable
from service.errors import NotReachable
from service.project.archive import read_archive
from service.project.checkout import open_project
from service.store import tokens
from service.store.store import Store
from service.store.tokens import Scope
from tests.service.conftest import FOCAL


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "my.project"
    (folder / "src").mkdir(parents=True)
    for name, text in FOCAL.items():
        (folder / name).write_text(text)
    (folder / "src/other.py").write_text("import tensorflow as tf\n")
    (folder / "out.py").symlink_to("/etc/passwd")
    return folder


def upflow(*words: object, token: str = "") -> tuple[int, str, str]:
    """The command as people run it: its exit code, and what it writes to both."""
    environment = {**os.environ, "UPFLOW_TOKEN": token}
    code = "from service.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_same_output_and_the_same_codes(client, project):
    there = ("--server", client.base_url)
    for words in (["--format", "json"], ["--format", "sarif", "--to", "newest"]):
        local, remote = (
            upflow("check", project, "--no-run", *words),
            upflow("check", project, "--no-run", *words, *there),
        )
        assert remote[:2] == local[:2]
        assert local[0] == 1
    words = ["check", project / "src/other.py", "--no-run", "--from", "2.15", "--format", "json"]
    assert upflow(*words, *there)[:2] == upflow(*words)[:2]
    code, _, told = upflow("check", project, "--to", "9.9", *there)
    assert code == 2
    assert "is not a known release" in told
    (project / "requirements.txt").write_text("tensorflow==9.9\n")
    code, _, told = upflow("check", project, *there)
    assert code == 2
    assert "requirements.txt:1" in told


def test_a_token_opens_it(serve, settings, project):
    server = serve(replace(settings, sign_in="yes")).base_url
    words = ["check", project, "--no-run", "--to", "2.16", "--server", server]
    code, _, told = upflow(*words)
    assert code == 2
    assert "wants a token" in told
    with Store(settings.data) as store:
        text = tokens.add(store.database, "cli", Scope.WRITE)[1]
    answer = upflow(*words, token=text)
    assert answer[0] == 1
    assert text not in str(answer)


def test_where_nobody_answers(project):
    for server in ("http://127.0.0.1:9", "nonsense", "http://[::"):
        code, _, told = upflow("check", project, "--no-run", "--server", server)
        assert code == 2
        assert told.startswith("upflow:")


def test_what_git_ignores_and_what_holds_secrets_stays_here(project):
    subprocess.run(["git", "init", "-q", project], check=True)
    (project / ".gitignore").write_text("data/\n")
    (project / "data").mkdir()
    (project / "data/private.py").write_text("password = 1\n")
    for name in (".env", "id_rsa", "src/server.pem", ".env.example"):
        (project / name).write_text("secret\n")
    checkout = open_project(str(project), lambda _line: None)
    sent, notes = sendable(checkout, project)
    assert set(sent.files) == {".env.example", ".gitignore", "focal.py", "requirements.txt", "src/other.py"}
    assert {note.path for note in notes} == {".env", "id_rsa", "src/server.pem"}
    with packed(sent) as archive:
        assert read_archive(archive.read(), "my.project.tar.gz").files == sent.files


def test_a_connection_that_breaks_is_made_again_and_nothing_is_heard_twice(client, packed):
    """A gate between both drops each connection after some bytes."""
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    with httpx.stream("GET", f"{client.base_url}{run['url']}/events".replace("//api", "/api")) as answer:
        expected = list(events(answer.iter_lines()))
    target = (client.base_url.host, client.base_url.port)
    with socket.create_server(("127.0.0.1", 0)) as gate:
        threading.Thread(target=leak, args=(gate, target), daemon=True).start()
        with Client(f"http://127.0.0.1:{gate.getsockname()[1]}") as through:
            assert list(through.follow(run["id"])) == expected
            assert through.report(run["id"]).schema == "upflow.report/1"


def leak(gate: socket.socket, target: tuple[str, int]) -> None:
    """Every second connection ends in the middle."""
    number = 0
    while True:
        try:
            inside, _ = gate.accept()
        except OSError:
            return
        number += 1
        with inside, socket.create_connection(target) as outside:
            outside.sendall(inside.recv(1 << 16).replace(b"Connection: keep-alive", b"Connection: close"))
            left = 700 if number % 2 else 1 << 30
            while left > 0 and (data := outside.recv(min(left, 1 << 16))):
                inside.sendall(data)
                left -= len(data)


def test_events_are_read_as_the_standard_writes_them():
    data = {"seq": 1, "kind": "said", "label": "", "text": "a", "outcome": None}
    text = [": ping", "", "retry: 1", "", "id: 1", "event: said", f"data: {json.dumps(data)}", "", "data:half"]
    assert [tuple(said) for said in events(iter(text))] == [(1, "said", "", "a", None)]


def test_what_is_no_service_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")

        threading.Thread(target=answer, daemon=True).start()
        with Client(f"http://127.0.0.1:{port}") as client, pytest.raises(NotReachable, match="as upflow does"):
            client.run("a")
