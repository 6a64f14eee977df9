"""A real worker with short trials, to be killed."""

import contextlib
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self, TypeAlias

from packaging.requirements import Requirement

from matrices.load import load
from service.durable.sending import open_store
from service.nouns import Environment, Outcome, Package, Say
from service.reasons import Reason
from service.sandbox.sandbox import Sandbox
from service.settings import Settings
from service.worker import Rhythm, Worker

Files: TypeAlias = Mapping[str, bytes]
COMMAND = 'import sys, time; print("runs"); time.sleep({seconds}); sys.exit("ValueError: two" if {fails} else 0)'
PYTHON = "3.11"


class Short:
    """Trials that take `seconds` each: they pass on 2.15, and fail elsewhere."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._stopped = threading.Event()

    def prepare(
        self, _wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, _say: Say
    ) -> Environment:
        return Environment(",".join(map(str, limits)), "/env", python, "image")

    def run(
        self,
        environment: Environment,
        _files: Files,
        _command: tuple[str, ...],
        say: Say,
        _number: int = 0,
    ) -> Outcome:
        say("runs")
        self._stopped.wait(self._seconds)
        reason = None if "2.15" in environment.key else Reason.EXCEPTION
        return Outcome(reason, "ValueError: two", "log", 1, self._seconds)

    def packages(self, _environment: Environment) -> Mapping[str, Package]:
        return {}

    def stop(self) -> None:
        self._stopped.set()


class Contained:
    """The same in containers, without any package."""

    def __init__(self, settings: Settings, seconds: float, say: Say) -> None:
        self._seconds = seconds
        self._sandbox = Sandbox.open(settings, say)
        self.stop = self._sandbox.stop

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    def prepare(
        self, _wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], _python: str, say: Say
    ) -> Environment:
        return self._sandbox.prepare((), PYTHON, say)._replace(key=",".join(map(str, limits)))

    def run(
        self, environment: Environment, _files: Files, _command: tuple[str, ...], say: Say, _number: int = 0
    ) -> Outcome:
        program = COMMAND.format(seconds=self._seconds, fails="2.15" not in environment.key)
        return self._sandbox.run(environment, {"program.py": program.encode()}, ("python", "program.py"), say)

    def packages(self, _environment: Environment) -> Mapping[str, Package]:
        return {}


@contextlib.contextmanager
def opened_worker(data: str, database: str, *words: str) -> Iterator[Worker]:
    """`words` are the seconds of a trial, those of silence after which a worker is dead, labels, and "engine"."""
    seconds, silence, labels, *engine = words
    settings = Settings(data=Path(data), database=database, trials_at_once=2, labels=labels)
    with open_store(settings) as store:

        def opened(say: Say) -> contextlib.AbstractContextManager[Short | Contained]:
            if any(engine):
                return Contained(settings, float(seconds), say)
            return contextlib.nullcontext(Short(float(seconds)))

        yield Worker(settings, store, load(), opened, Rhythm(look=0.05, beat=0.1, silence=float(silence)))


def main(data: str, database: str, *words: str) -> None:
    with opened_worker(data, database, *words) as worker:
        worker.start()
        worker.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
