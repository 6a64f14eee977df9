"""The edges of a run joined: the resolver finds the pins, the sandbox installs them and runs the command."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from packaging.requirements import Requirement

from service.errors import NotReachable
from service.nouns import Environment, Outcome, Reason, Say
from service.resolve.resolver import Unresolvable, resolve
from service.sandbox.environments import NotPrepared
from service.sandbox.remembered import Remembered, key_of
from service.sandbox.sandbox import Sandbox
from service.settings import Settings


class ContainerTrials:
    """Trials in real containers. Use as a context manager: leaving it closes the engine's connection."""

    def __init__(self, settings: Settings, say: Say) -> None:
        """Raises NotReachable where no engine answers."""
        self.cache = settings.data / "cache"
        self.sandbox = Sandbox.open(settings, say)
        self._remembered = Remembered(settings.data / "results") if settings.remember else None
        if self._remembered is not None:
            self._remembered.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sandbox.close()

    def prepare(
        self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, say: Say
    ) -> Environment | Outcome:
        """An environment for these requirements, or why there is none."""
        try:
            say("resolve")
            with tempfile.TemporaryDirectory(prefix="upflow-resolve-") as folder:
                pins = resolve(wanted, limits, python, self.cache, Path(folder))
            return self.sandbox.prepare(pins, python, say)
        except (Unresolvable, NotPrepared) as error:
            return error.outcome
        except NotReachable as error:
            return Outcome(Reason.NO_IMAGE, f"{error.message.rstrip('.')}; {error.hint}")

    def run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome:
        """As it is remembered, or for real. `number` counts the runs of the same thing, each with its own outcome."""
        key = key_of(environment, files, command, self.sandbox.limits)
        if self._remembered is not None and len(known := self._remembered.runs(key)) > number:
            say("remembered")
            return known[number]
        outcome = self.sandbox.run(environment, files, command, say)
        if self._remembered is not None:
            self._remembered.add(key, outcome)
        return outcome
