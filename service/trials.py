"""The edges of a run joined: the resolver finds the pins, the sandbox installs them and runs the command."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from packaging.requirements import Requirement

from service.config.limiting import refused, within
from service.config.reading import read
from service.errors import NotReachable
from service.nouns import Environment, Outcome, Package, Reason, Say, Set
from service.probes import Asked, Probed
from service.probing import asked
from service.resolve.resolver import Unresolvable, resolve
from service.sandbox.environments import NotPrepared
from service.sandbox.installed import installed
from service.sandbox.remembered import Remembered, key_of
from service.sandbox.remembered_probes import RememberedProbes
from service.sandbox.sandbox import Sandbox, limits_of
from service.settings import Settings
from service.settled_pins import SettledPins


class ContainerTrials:
    """Trials in real containers. Use as a context manager: leaving it closes the engine's connection."""

    def __init__(self, settings: Settings, say: Say) -> None:
        """Raises NotReachable where no engine answers."""
        self._settings = settings
        self.cache = settings.data / "cache"
        self.sandbox = Sandbox.open(settings, say)
        self._remembered = Remembered(settings.data / "results") if settings.remember else None
        self._settled = SettledPins(settings.data / "resolutions") if settings.remember else None
        self._probed = RememberedProbes(settings.data / "probes" if settings.remember else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sandbox.close()

    def keep_within(self, files: Mapping[str, bytes], say: Say) -> None:
        """To the limits that the project asks for, where they are lower than those of this machine."""
        found = read(files)
        for note in refused(self._settings, found):
            say(note.message)
        self.sandbox.limits = limits_of(within(self._settings, found))

    def stop(self) -> None:
        """Ends at once what runs in another thread."""
        self.sandbox.stop()

    def prepare(
        self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, say: Say
    ) -> Environment | Outcome:
        """An environment for these requirements, or why there is none."""
        those = Set(wanted, limits, python)
        try:
            return self._prepared(those, say)
        except (Unresolvable, NotPrepared) as error:
            if self._settled is not None:
                self._settled.put(those, error.outcome)
            return error.outcome
        except NotReachable as error:
            return Outcome(Reason.NO_IMAGE, f"{error.message.rstrip('.')}; {error.hint}")

    def _prepared(self, asked: Set, say: Say) -> Environment | Outcome:
        known = self._settled.get(asked) if self._settled is not None else None
        if isinstance(known, Outcome):
            return known
        if known is None:
            say("resolve")
            with tempfile.TemporaryDirectory(prefix="upflow-resolve-") as folder:
                known = resolve(*asked, self.cache, Path(folder))
            if self._settled is not None:
                self._settled.put(asked, known)
        return self.sandbox.prepare(known, asked.python, say)

    def run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome:
        """As it is remembered, or for real. `number` counts the runs of the same thing, each with its own outcome.

        With the first run, saved files and functions are tried beside the command.
        """
        outcome = self._run(environment, files, command, say, number)
        if number:
            return outcome
        wanted = asked(files, command)
        return outcome._replace(probed=tuple(one for each in wanted for one in self._probe(environment, each, say)))

    def _run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int
    ) -> Outcome:
        key = key_of(environment, files, command, self.sandbox.limits)
        if self._remembered is not None and len(known := self._remembered.runs(key)) > number:
            say("remembered")
            return known[number]
        outcome = self.sandbox.run(environment, files, command, say)
        if self._remembered is not None:
            self._remembered.add(key, outcome)
        return outcome

    def _probe(self, environment: Environment, wanted: Asked, say: Say) -> tuple[Probed, ...]:
        """Saved files are the same with the patch and without it: they are tried once."""
        words = (*wanted.command, *(f"{each.way}:{each.name}" for each in wanted.probes))
        key = key_of(environment, wanted.files, words, self.sandbox.limits)
        known = self._probed.get(key)
        if known is None:
            known = self.sandbox.probe(environment, wanted, say)
            self._probed.put(key, known)
        return known

    def packages(self, environment: Environment) -> Mapping[str, Package]:
        """What was installed."""
        return installed(environment)
