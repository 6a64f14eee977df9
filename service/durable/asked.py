"""The trials of a run as its story asks for them: handed to workers by key, and waited for.

Asked for again, by the same worker or the next one, a trial that ended answers at once: the story is told from its
beginning wherever a run is taken up.
"""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from packaging.requirements import Requirement

from service.durable.engine import Dispatch, Work
from service.durable.hands import Hands, Stopped
from service.durable.parcel import pack_files
from service.durable.trying import Spec
from service.edges import Expected
from service.nouns import Checkout, Environment, Outcome, Package, Say
from service.store import keys, plain_data
from service.store.hold import Hold, NewTrial
from service.store.records import TrialRow, TrialState

LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Asked:
    """Answers like trials in containers, from wherever they are made. `label` names the next one for a reader."""

    hands: Hands
    dispatch: Dispatch
    hold: Hold
    checkout: Checkout
    label: str = ""
    _sets: dict[str, Spec] = field(default_factory=dict)
    _waits: bool = False

    def expect(self, expected: Iterable[Expected]) -> None:
        """They go on side by side, as far as there are workers, while the story waits for one after the other."""
        prepared = ((each, self._prepared(*each.asked)) for each in expected)
        self._send([(each.label, self._spec(key, each.files, each.command, 0)) for each, key in prepared])

    def prepare(
        self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, say: Say
    ) -> Environment:
        """Only its name: whoever makes the trial prepares it."""
        say("waits for a worker")
        return Environment(self._prepared(wanted, limits, python), "", python, "")

    def run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome:
        spec = self._spec(environment.key, files, command, number)
        say("waits for a worker")
        self._send([(self.label, spec)])
        return self._ended(_key(spec))

    def packages(self, _environment: Environment) -> Mapping[str, Package]:
        """Known where the trial was made, and nowhere else."""
        return {}

    def _prepared(self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str) -> str:
        spec = Spec(tuple(map(str, wanted)), tuple(map(str, limits)), python, (), 0, None)
        self._sets[_key(spec)] = spec
        return _key(spec)

    def _spec(self, prepared: str, files: Mapping[str, bytes], command: tuple[str, ...], number: int) -> Spec:
        differing = {path: content for path, content in files.items() if self.checkout.files.get(path) != content}
        overlay = self._overlay(differing) if differing else None
        return self._sets[prepared]._replace(command=command, number=number, overlay=overlay)

    def _overlay(self, files: Mapping[str, bytes]) -> str:
        content = pack_files(dict(sorted(files.items())))
        key = keys.patched(self.hold.run.id, hashlib.sha256(content).hexdigest()[:16])
        self.hands.patiently(lambda: self.hold.store.artifacts.put(key, content))
        return key

    def _send(self, asked: list[tuple[str, Spec]]) -> None:
        """In our tables first: who takes it up looks there."""
        wanted = [NewTrial(_key(spec), label, plain_data.dump(spec)) for label, spec in asked]
        self.hands.patiently(lambda: self.hold.want(wanted))
        run = self.hold.run
        trials = self.hands.patiently(lambda: self.hold.store.trials(run.id))
        ended = {trial.key for trial in trials if trial.state is TrialState.ENDED}
        for key in (each.key for each in wanted if each.key not in ended):
            work = Work(run.id, run.round, run.turn, run.request.labels, key)
            self.hands.patiently(functools.partial(self.dispatch.send, work))

    def _ended(self, key: str) -> Outcome:
        while True:
            self.hands.go_on()
            trial = self.hands.patiently(lambda: self.hold.trial(key))
            if trial.state is TrialState.ENDED:
                return self._outcome(trial)
            if not self._waits:
                # From here on it only waits for trials, and they count their own attempts.
                self.hands.patiently(self.hold.advance)
                self._waits = True
            if self.hands.stopping.wait(LOOK_SECONDS):
                raise Stopped

    def _outcome(self, trial: TrialRow) -> Outcome:
        run, artifacts = self.hold.run.id, self.hold.store.artifacts
        outcome = self.hands.patiently(lambda: keys.outcome(artifacts, run, trial))
        assert outcome is not None, f"the outcome of trial {trial.key} is gone"
        return outcome


def _key(spec: Spec) -> str:
    """The same trial, the same key, whoever asks."""
    return hashlib.sha256(plain_data.dump(spec).encode()).hexdigest()[:12]
