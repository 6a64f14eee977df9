"""What saved files and functions say in a report: of one candidate, as it is and with the patch. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.artifacts import Artifact
from service.case import Case
from service.loading_calls import calls
from service.nouns import Candidate, Trial, Verdict
from service.numbers import DEFAULTS
from service.probe_comparing import Beside, Comparing
from service.probe_showing import Causes, artifact_part, numbers_part, sentences, verdict
from service.probes import Probe, Probed
from service.probing import Wishes, wishes
from service.report import ArtifactPart, NumbersPart, ReasonPart, SavedPart, TolerancePart

SAVE_AGAIN = "load it with the TensorFlow of today, and save it in a form that loads"
MOST_FIXES = 3


@dataclass(frozen=True)
class Probes:
    """What is to be tried of a project beside its command, and what each is compared by."""

    case: Case

    @cached_property
    def wishes(self) -> Wishes:
        return wishes(self.case.checkout.files, self.case.checkout.notes)

    @cached_property
    def of_files(self) -> Mapping[Probe, Artifact]:
        files = self.case.checkout.files
        return {probe: each for each in self.wishes.artifacts for probe in each.probes(files)}

    def saved(self) -> tuple[SavedPart, ...]:
        return tuple(SavedPart(each.path, each.kind.value, each.size, each.problem) for each in self.wishes.artifacts)

    def tolerance(self) -> tuple[TolerancePart, ...]:
        """Where there is something to compare."""
        if not self.of_files and not self.wishes.functions:
            return ()
        return tuple(TolerancePart(name, *self.wishes.tolerance.of(name)) for name in DEFAULTS)

    def beside(self, candidate: Candidate, before: Trial | None, plain: Trial | None, patched: Trial | None) -> "Seen":
        """One candidate; nothing where it was not tried."""
        if plain is None or before is None or (not self.of_files and not self.wishes.functions):
            return Seen()
        old, new = _by_probe(before), _by_probe(plain)
        why = "" if plain.outcome.probed else plain.outcome.message
        own = Comparing(self.wishes.tolerance, calls(self.case.checkout.files))
        files = tuple(own.beside(probe, old.get(probe), new.get(probe), untried=why) for probe in self.of_files)
        numbers = tuple(
            own.beside(probe, old.get(probe), new.get(probe), untried=why) for probe in self.wishes.functions
        )
        minor = f"{candidate.tensorflow.major}.{candidate.tensorflow.minor}"
        seen = Seen(files, numbers, causes=Causes(self.case.matrix, minor), of_files=self.of_files)
        if patched is None:
            return seen
        with_patch = Comparing(
            self.wishes.tolerance, calls({**self.case.checkout.files, **self.case.patched_sources(candidate)})
        )
        mended = _by_probe(patched)
        return seen.also(
            tuple(with_patch.beside(probe, old.get(probe), new.get(probe), untried=why) for probe in self.of_files),
            tuple(with_patch.beside(probe, old.get(probe), mended.get(probe)) for probe in self.wishes.functions),
        )


def _by_probe(trial: Trial) -> Mapping[Probe, Probed]:
    return {each.probe: each for each in trial.outcome.probed}


@dataclass(frozen=True)
class Seen:
    """What was seen on one candidate; with the patch None where none was tried."""

    files: tuple[Beside, ...] = ()
    numbers: tuple[Beside, ...] = ()
    causes: Causes | None = None
    of_files: Mapping[Probe, Artifact] | None = None
    patched_files: tuple[Beside, ...] | None = None
    patched_numbers: tuple[Beside, ...] = ()

    def also(self, files: tuple[Beside, ...], numbers: tuple[Beside, ...]) -> "Seen":
        return Seen(self.files, self.numbers, self.causes, self.of_files, files, numbers)

    @property
    def verdict(self) -> Verdict | None:
        return verdict((*self.files, *self.numbers))

    @property
    def patched_verdict(self) -> Verdict | None:
        """That of the files stays, where the patch was not tried."""
        return verdict((*(self.files if self.patched_files is None else self.patched_files), *self.patched_numbers))

    def reasons(self) -> Iterator[ReasonPart]:
        for kind, found in (("artifact", self.files), ("numbers", self.numbers)):
            yield from (ReasonPart(kind, each, ()) for each in self._told(found))
        yield from (ReasonPart("numbers", f"with the patch: {each}", ()) for each in self._told(self.patched_numbers))

    def _told(self, found: Sequence[Beside]) -> Iterator[str]:
        if self.causes is not None:
            yield from sentences(found, self.causes)

    def artifacts(self) -> tuple[ArtifactPart, ...]:
        if self.causes is None or self.of_files is None:
            return ()
        return tuple(artifact_part(each, self.of_files[each.probe], self.causes) for each in self.files)

    def functions(self) -> tuple[NumbersPart, ...]:
        plain = (numbers_part(each, patched=False) for each in self.numbers)
        return (*plain, *(numbers_part(each, patched=True) for each in self.patched_numbers))

    @property
    def advice(self) -> str:
        """What to do about files that do not load any more, the first for each way to mend it; empty where all do."""
        fixes: dict[str, str] = {}
        for each in self.files:
            if each.counts and each.verdict is Verdict.BREAKS and self.causes is not None:
                known = self.causes.of(each)
                fixes.setdefault(known.fixes[0] if known and known.fixes else SAVE_AGAIN, each.probe.name)
        return "; ".join(f"for {name}: {fix}" for fix, name in list(fixes.items())[:MOST_FIXES])
