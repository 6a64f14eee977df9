"""A real engine, one sandbox for all tests, and an environment without packages: the fastest there is."""

import contextlib
import gc
import warnings

import pytest

from service.sandbox.engine import connect
from service.sandbox.limits import MIB, Limits
from service.sandbox.sandbox import Sandbox
from service.settings import Settings

PYTHON = "3.11"
LIMITS = Limits(memory=256 * MIB, pids=64, seconds=30, tmp=16 * MIB, work=64 * MIB, log=64 * 1024)


@pytest.fixture(scope="session")
def limits():
    return LIMITS


@pytest.fixture(scope="session")
def said():
    """A `say` that remembers."""

    class Said(list[str]):
        def __call__(self, line: str) -> None:
            self.append(line)

    return Said


@pytest.fixture(scope="session")
def engine():
    with contextlib.closing(connect()) as engine:
        yield engine


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def open_sandbox(data):
    """Opens one more sandbox on the same folder, or on another."""

    def start(folder=data, limits=LIMITS):
        return Sandbox(folder, limits=limits, ca_bundle=Settings().ca_bundle)

    return start


@pytest.fixture(scope="session")
def sandbox(open_sandbox):
    with open_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def bare(sandbox):
    return sandbox.prepare((), PYTHON, print)


@pytest.fixture
def trial(sandbox, bare):
    """Runs one Python program in a container."""

    def run(program="", *command, files=None, say=lambda _line: None):
        words = command or ("python", "program.py")
        return sandbox.run(bare, {"program.py": program.encode(), **(files or {})}, words, say)

    return run


@pytest.fixture
def remaining(engine):
    """The containers of upflow that the engine has now."""
    ours = {"label": "upflow.owner"}
    return lambda: {c.name for c in engine.client.containers.list(all=True, filters=ours, ignore_removed=True)}


@pytest.fixture
def forgetful():
    """docker-py leaves a socket open when the engine does not take its connection: not a warning of ours.

    Such sockets are collected here and nowhere else, or they would fail whichever test runs when they go.
    """
    gc.disable()
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    gc.enable()
