"""A PostgreSQL of its own for tests: a throwaway cluster in a temporary folder, on a free port of loopback."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg

OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB -c unix_socket_directories="


def programs() -> Path:
    """The folder of the newest PostgreSQL of this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    if found:
        return found[-1]
    there = shutil.which("pg_ctl")
    assert there, "PostgreSQL is not installed: `make setup` installs it on Debian"
    return Path(there).resolve().parent


class Cluster:
    """Start it, stop it, kill it, start it again: its data stay until `remove`."""

    def __init__(self) -> None:
        self._programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="upflow-postgres-"))
        # It refuses to run as root.
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._run("initdb", "--no-sync", "--auth=trust", "--username=upflow", "--encoding=UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--log", log, "--options", f"{OPTIONS}{self.folder} -p {self.port}")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode", mode)

    def kill(self) -> None:
        """As a power cut would: no process of it is asked."""
        postmaster = int((self.folder / "data/postmaster.pid").read_text().split("\n", 1)[0])
        os.killpg(os.getpgid(postmaster), 9)
        while Path(f"/proc/{postmaster}").exists():
            time.sleep(0.02)

    def restart(self) -> None:
        """After such a kill."""
        self.kill()
        self.start()

    def database(self, like: str = "template1") -> str:
        """The address of a new database: empty, or like another one that nobody uses now."""
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://upflow@127.0.0.1:{self.port}/{name}"

    def remove(self) -> None:
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "--pgdata", str(self.folder / "data"), *arguments]
        # What pg_ctl starts keeps its output: a pipe would never end.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command, user=self._user, cwd=self.folder, stdout=said, stderr=said, check=False, start_new_session=True
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode()
