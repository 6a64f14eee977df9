"""The laboratory of `python -m matrices measure`: plain requirements resolved, installed and run in containers."""

import os
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from packaging.utils import canonicalize_name

from matrices.measuring.laboratory import Installed, Ran, Refused, Say, Unsettled
from matrices.measuring.trial import is_doubled
from service.errors import UpflowError
from service.nouns import Environment, Kind, Outcome
from service.sandbox import install, trial
from service.sandbox.cache import forget_tensorflow
from service.sandbox.container import Container, EngineLost, reap
from service.sandbox.ended import Ended
from service.sandbox.engine import LOST, Engine, connect
from service.sandbox.environments import remove
from service.sandbox.images import Images
from service.sandbox.install import Tools
from service.sandbox.limits import GIB, Limits
from service.sandbox.tools import tools
from service.settings import Settings

STEP = "step.py"
LIMITS = Limits(memory=6 * GIB, seconds=300.0)

# The resolver runs beside the interpreter that is asked about, so that every marker is answered by it. What is there
# already stays where it is what is wanted: only the difference is installed (but the resolver must not see the pins of
# before, as it would keep them). No bytecode: one import costs less than compiling everything.
SCRIPT = """
set -eu
umask 022
rm -f "$ENVIRONMENT.txt"
[ -d "$ENVIRONMENT" ] || uv venv --quiet --relocatable --python /usr/local/bin/python "$ENVIRONMENT"
uv pip compile --quiet --no-header --no-annotate --python "$ENVIRONMENT/bin/python" $BUILDING \\
    --output-file "$ENVIRONMENT.txt" - >/dev/null
uv pip sync --python "$ENVIRONMENT/bin/python" $BUILDING "$ENVIRONMENT.txt"
echo "@@interpreter $("$ENVIRONMENT/bin/python" -c 'import platform; print(platform.python_version())')"
uv pip freeze --quiet --python "$ENVIRONMENT/bin/python" | sed 's/^/@@installed /'
"""

_BUILT = re.compile(r"^\s*Built ([A-Za-z0-9._-]+)==", re.MULTILINE)
_INSTALLED = re.compile(r"^@@installed ([A-Za-z0-9._-]+)==(\S+)$", re.MULTILINE)
_INTERPRETER = re.compile(r"^@@interpreter (\S+)$", re.MULTILINE)


@contextmanager
def open_laboratory(say: Say) -> Iterator["ContainerLaboratory"]:
    """Raises Unsettled where there is no engine, or its folder cannot be used."""
    with _unsettled():
        laboratory = ContainerLaboratory(Settings.from_environment(), connect(), say)
    try:
        yield laboratory
    finally:
        laboratory.close()


@contextmanager
def _unsettled() -> Iterator[None]:
    try:
        yield
    except UpflowError as error:
        raise Unsettled(f"{error.message} {error.hint}") from error
    except (EngineLost, *LOST) as error:
        raise Unsettled(str(error)) from error


class ContainerLaboratory:
    """Its packages lie apart from those of the service, as TensorFlow is thrown away after every measurement."""

    def __init__(self, settings: Settings, engine: Engine, say: Say) -> None:
        self._engine, self._say = engine, say
        reap(engine)
        data = settings.data.absolute()
        self._images = Images(engine, settings.images, data / "locks")
        self._tools: Tools = tools(engine, data, settings.ca_bundle)
        self._packages = data / "laboratory"
        self._table: Environment | None = None
        self._built: set[str] = set()
        self._there: frozenset[str] = frozenset()

    def install(self, requirements: Sequence[str], python: str) -> Installed | Refused:
        """Wheels only, if that has a solution; else whatever has none is built, apart from the shared cache."""
        with _unsettled():
            environment = self._laid(python)
            ended = self._attempt(environment, requirements, building=False)
            if install.wants_source(ended):
                self._say("not from wheels alone: building what has none")
                ended = self._attempt(environment, requirements, building=True)
        what = _read(ended)
        if isinstance(what, Installed):
            self._there = frozenset(what.packages)
            # What was built for the installation before is built for this one too, but not again.
            self._built |= set(what.built)
            return replace(what, built=tuple(sorted(self._built & set(what.packages))))
        return what

    def run(self, program: str, arguments: Sequence[str]) -> Ran:
        assert self._table is not None, "nothing is installed"
        command = ("python", STEP, *arguments)
        outcome = trial.run(self._engine, self._table, {STEP: program.encode()}, command, LIMITS, say=lambda _: None)
        _settled(outcome)
        return Ran(outcome.log, outcome.message)

    def discard(self) -> None:
        """Other packages stay in the cache: they are small, and the next measurement wants them too.

        TensorFlow goes, as no other measurement wants the same.
        """
        self._clear()
        forget_tensorflow(self._packages / "cache")

    def close(self) -> None:
        self.discard()
        self._engine.close()

    def _laid(self, python: str) -> Environment:
        if self._table is not None and self._table.python != python:
            self.discard()
        if is_doubled(self._there):
            self._clear()  # to remove one of the two would leave half of the other
        if self._table is None:
            key = uuid.uuid4().hex
            folder = self._packages / "new" / key
            for each in (self._packages / "cache", folder):
                each.mkdir(parents=True, exist_ok=True)
                if self._tools.owner is not None:
                    os.chown(each, self._tools.owner, self._tools.owner)
            self._table = Environment(key, str(folder / "env"), python, self._images.of(python, self._say))
        return self._table

    def _clear(self) -> None:
        if self._table is not None:
            remove(Path(self._table.path).parent)
        self._table, self._built, self._there = None, set(), frozenset()

    def _attempt(self, environment: Environment, requirements: Sequence[str], *, building: bool) -> Ended:
        recipe = install.recipe(
            environment.image,
            environment.key,
            self._packages,
            tuple(requirements),
            self._tools,
            building=building,
            script=SCRIPT,
        )
        with Container(self._engine, recipe) as container:
            return container.run(["\n".join(requirements).encode()], lambda _: None)


def _settled(outcome: Outcome) -> None:
    if outcome.kind is Kind.UNDECIDED:
        raise Unsettled(outcome.message)


def _read(ended: Ended) -> Installed | Refused:
    if install.ran_out_of_disk(ended):
        raise Unsettled("the disk is full")
    if ended.exit_code or ended.timed_out:
        outcome = install.failure(ended)
        _settled(outcome)
        return Refused(outcome.message)
    interpreter = _INTERPRETER.search(ended.log)
    assert interpreter is not None, ended.log
    built = sorted({canonicalize_name(name) for name in _BUILT.findall(ended.log)})
    packages: dict[str, str] = {
        canonicalize_name(name): str(version) for name, version in _INSTALLED.findall(ended.log)
    }
    return Installed(interpreter[1], packages, tuple(built))
