"""The container engine: where it answers, and what it can do."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docker
import requests

from service.errors import NotReachable

PING_SECONDS = 5
CALL_SECONDS = 30

HINT = (
    "On Debian, as root, `make setup` installs and starts one; elsewhere install Docker, or Podman with its socket "
    "(`systemctl --user start podman.socket`), and set DOCKER_HOST where it listens somewhere unusual."
)

LOST = (docker.errors.DockerException, requests.RequestException, OSError)
"""What docker-py raises when an engine is gone, or was never there; a wait that timed out comes as any of them."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A connection to an engine that answered, and the facts that decide how it is used."""

    client: docker.DockerClient
    version: str
    storage: str
    networks: tuple[str, ...]
    rootless: bool
    running: set[str] = field(default_factory=set)
    """The names of its containers that are in use through this connection."""

    @property
    def outward(self) -> str:
        """The network through which an environment is prepared: the host's own where the engine has no bridge."""
        return "bridge" if {"bridge", "podman"} & set(self.networks) else "host"

    def close(self) -> None:
        self.client.close()


def connect() -> Engine:
    """The first engine that answers; raises NotReachable with what to do."""
    problems = []
    for address in _addresses():
        try:
            return _open(address)
        except LOST as error:
            problems.append(f"{address}: {words(error)}")
    raise NotReachable(f"No container engine answers ({'; '.join(problems)}).", HINT)


def _addresses() -> Iterator[str]:
    """What DOCKER_HOST names and nothing else, or every usual socket that is there."""
    if named := os.environ.get("DOCKER_HOST"):
        yield named
        return
    yield "unix:///var/run/docker.sock"
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    for socket in (Path(runtime, "docker.sock"), Path("/run/podman/podman.sock"), Path(runtime, "podman/podman.sock")):
        if socket.exists():
            yield f"unix://{socket}"


def _open(address: str) -> Engine:
    client = docker.from_env(environment={**os.environ, "DOCKER_HOST": address}, timeout=PING_SECONDS)
    try:
        facts = client.info()
        networks = tuple(str(network.name) for network in client.networks.list())
        client.api.timeout = CALL_SECONDS
        return Engine(
            client=client,
            version=str(facts.get("ServerVersion", "?")),
            storage=str(facts.get("Driver", "?")),
            networks=networks,
            rootless=any("rootless" in str(option) for option in facts.get("SecurityOptions") or ()),
        )
    except BaseException:
        client.close()
        raise


def words(error: BaseException) -> str:
    """What the engine or the system said, out of the onion of exceptions, in one line."""
    if isinstance(error, docker.errors.APIError) and error.explanation:
        return " ".join(str(error.explanation).split())
    inner: BaseException | None = error
    while inner is not None and not (isinstance(inner, OSError) and inner.strerror):
        inner = inner.__cause__ or inner.__context__
    return inner.strerror if isinstance(inner, OSError) and inner.strerror else " ".join(str(error).split())
