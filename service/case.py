"""One project with everything that is known about it before a container runs. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices import query
from matrices.facts import Matrix
from migrations.analysis import Analysis
from migrations.rule import Fix
from service.config.ignoring import Accepted
from service.nouns import TENSORFLOW, Candidate, Checkout, Constraint, Declared, DeclaredLine, Note, package
from service.patch import requirements as lines
from service.patch.interpreters import Pythons
from service.patch.lines import Hashes
from service.patch.rewriting import Rewritten, Target, rewrite
from service.patch.splice import carried
from service.reading import Question, Reading
from service.resolve.candidates import Choice, offer

if TYPE_CHECKING:
    from matrices.gpu.machine import Machine
    from matrices.picking import Facts

PYTEST = Requirement("pytest")
PATCHED = (Fix.SAFE, Fix.REVIEW)


class Wished(NamedTuple):
    """What to install, and what only limits the versions of it."""

    wanted: tuple[Requirement, ...]
    limits: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The files, what they declare, the sets to try, and what the rules found.

    `machine` and `python` are those that somebody names; `accepted` are findings that the project knows of and ignores,
    `notes` what is to be told of that. `missed` is what a trial showed to be needed, although nothing asks for it.
    """

    checkout: Checkout
    declared: Declared
    choice: Choice
    analysis: Analysis
    matrix: Matrix
    machine: "Machine | None" = None
    python: str | None = None
    accepted: tuple[Accepted, ...] = ()
    notes: tuple[Note, ...] = ()
    missed: tuple[Requirement, ...] = ()

    @classmethod
    def read(cls, checkout: Checkout, question: Question, matrix: Matrix) -> "Case":
        """Reads and judges. Raises WrongUse where the question cannot be answered for this project."""
        return cls.unsettled(checkout, question, matrix, imports=True).settled()

    @classmethod
    def unsettled(cls, checkout: Checkout, question: Question, matrix: Matrix, *, imports: bool = False) -> "Case":
        """Reads the code, and does not ask yet what the sets need beside what releases state themselves.

        `imports`: whether packages that are imported and not declared are looked for.
        """
        known = [release.version for release in query.releases(matrix)]
        return cls.of(Reading.of(checkout, question, known, imports=imports), matrix)

    @classmethod
    def of(cls, reading: Reading, matrix: Matrix) -> "Case":
        """What is unsettled, from a project that was read already."""
        asked, judged = reading.question, reading.judged()
        choice = _choice(reading, matrix)
        return cls(
            reading.checkout,
            reading.declared,
            choice,
            judged.analysis,
            matrix,
            _machine(asked, matrix),
            asked.python,
            judged.accepted,
            judged.notes,
        )

    def settled(self) -> "Case":
        """The same sets, each with the pins without which all that is wanted in it is known to break."""
        choice = self.choice
        places: dict[str, Facts] = {}
        baseline = self.pinned(choice.baseline, places)
        candidates = tuple(self.pinned(candidate, places) for candidate in choice.candidates)
        return replace(self, choice=choice._replace(baseline=baseline, candidates=candidates))

    def against_itself(self, *, alone: bool) -> "Case":
        """The baseline is tried as a candidate, too, before the others; `alone`: without any others."""
        choice = self.choice
        others = () if alone else choice.candidates
        again = choice.baseline._replace(again=True)
        refusals = () if alone else choice.refusals
        return replace(self, choice=choice._replace(candidates=(again, *others), refusals=refusals))

    def pinned(self, candidate: Candidate, places: "dict[str, Facts]") -> Candidate:
        """One set, settled. `places` keeps what was worked out for each interpreter."""
        from service.settling import settled  # noqa: PLC0415 - the resolver behind it is a tenth of a start

        return settled(self, candidate, places)

    def patched_sources(self, candidate: Candidate, levels: Collection[Fix] = PATCHED) -> Mapping[str, bytes]:
        """Python files and notebooks that the rules rewrite for a candidate."""
        if candidate.again:
            return {}
        return self.analysis.patched(candidate.tensorflow, levels)

    def requirement_edits(self, candidate: Candidate) -> tuple[lines.LineEdit, ...]:
        """The declared lines that a candidate needs otherwise. The baseline is taken as it is declared, if it is."""
        if candidate.tensorflow == self.choice.baseline.tensorflow and self.is_admitted(candidate):
            return ()
        pythons = query.pythons(query.find(self.matrix, str(candidate.tensorflow)))
        return lines.edits_for(self.declared, candidate, self._needs(candidate), self._extra(candidate), pythons)

    def is_admitted(self, candidate: Candidate) -> bool:
        """Whether what is declared lets it in: somebody may name a baseline that was declared before a bump."""
        asked = (line.requirement for line in self.declared.lines if package(line.requirement) in TENSORFLOW)
        return all(candidate.tensorflow in requirement.specifier for requirement in asked)

    def _extra(self, candidate: Candidate) -> str | None:
        """The extra with which the release brings CUDA, for who asks for the package with a GPU."""
        if not any(package(line.requirement) == lines.WITH_GPU for line in lines.movable(self.declared)):
            return None
        from matrices.gpu import query as gpus  # noqa: PLC0415 - few ask for it by that name, and GPUs take long to load
        from matrices.gpu.facts import EXTRA  # noqa: PLC0415 - as above
        from matrices.gpu.libraries import brings_its_own  # noqa: PLC0415 - as above

        wheel = gpus.build(self.matrix.gpu, candidate.tensorflow)
        return EXTRA if brings_its_own(self.matrix.gpu, candidate.tensorflow, wheel) else None

    def patched_files(self, candidate: Candidate, levels: Collection[Fix] = PATCHED) -> Mapping[str, bytes]:
        """Every file that the patch for a candidate changes: code, and what declares what it needs."""
        if candidate.again:
            return {}
        return self.joined(self.rewritten(candidate).files, self.patched_sources(candidate, levels))

    def joined(self, declared: Mapping[str, bytes], sources: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Both in one: a notebook or a setup.py has code, and names packages."""
        both = {
            path: carried(self.checkout.files[path], declared[path], sources[path]) or sources[path]
            for path in declared.keys() & sources.keys()
        }
        return {**declared, **sources, **both}

    def rewritten(self, candidate: Candidate, hashes: Hashes | None = None) -> Rewritten:
        """What is declared, as a candidate needs it: requirements, interpreters and images, and what is left to do.

        `hashes` are those of new versions, where somebody asked the index for them.
        """
        cures = lines.once(lines.cures_to_add(self.declared, candidate), self.needed_by_code(candidate))
        edits, target = self.requirement_edits(candidate), self._target(candidate)
        return rewrite(self.checkout.files, self.declared, edits, cures, target=target, hashes=hashes)

    def _target(self, candidate: Candidate) -> Target | None:
        """Where a candidate goes; what runs the minor of today stays."""
        if candidate.tensorflow.release[:2] == self.choice.baseline.tensorflow.release[:2]:
            return None
        pythons = query.pythons(query.find(self.matrix, str(candidate.tensorflow)))
        return Target(candidate.tensorflow, Pythons(pythons, candidate.python))

    def needed_by_code(self, candidate: Candidate) -> tuple[Constraint, ...]:
        """Packages that the patched code needs and that the project does not declare."""
        if candidate.tensorflow == self.choice.baseline.tensorflow:
            return ()
        wanting = [each for each in self.analysis.findings if each.requires and each.fix in PATCHED]
        if not wanting:
            return ()
        met = self.analysis.only(wanting).concerning(candidate.tensorflow)
        release = query.find(self.matrix, str(candidate.tensorflow))
        return lines.needed_by_code(self.declared, met, release, self.matrix)

    def wished(self, candidate: Candidate) -> Wished:
        """What to install for a candidate, and what limits it: the declared lines as the patch leaves them."""
        asked = self.asked(candidate)
        wanted = self._wanted(candidate, [requirement for line, requirement in asked if not line.is_constraint])
        packages = sorted({package(requirement) for requirement in wanted} & TENSORFLOW)
        exact = [Requirement(f"{name}=={candidate.tensorflow}") for name in packages]
        cures = [constraint.requirement for constraint in candidate.constraints]
        declared = [requirement for line, requirement in asked if line.is_constraint]
        return Wished(wanted, (*exact, *cures, *declared))

    def _wanted(self, candidate: Candidate, wanted: list[Requirement]) -> tuple[Requirement, ...]:
        """With TensorFlow, where no line asks for it, with what cures and patched code bring, and pytest."""
        wanted += self.missed
        names = {package(requirement) for requirement in wanted}
        if not names & TENSORFLOW:
            wanted.append(Requirement("tensorflow"))
        wanted += [one.requirement for one in (*candidate.constraints, *self.needed_by_code(candidate)) if one.brings]
        if "pytest" in (self.declared.command or ()) and "pytest" not in names:
            wanted.append(PYTEST)
        return tuple(wanted)

    def wanted(self, candidate: Candidate) -> tuple[Requirement, ...]:
        """What to install for a candidate."""
        return self.wished(candidate).wanted

    def limits(self, candidate: Candidate) -> tuple[Requirement, ...]:
        """What only limits versions: exactly this TensorFlow, the cures that the matrix knows, and constraint files."""
        return self.wished(candidate).limits

    def asked(self, candidate: Candidate) -> tuple[tuple[DeclaredLine, Requirement], ...]:
        """What is asked for where a candidate runs, as the patch leaves it; a line for other places says nothing."""
        rewritten = lines.rewritten(self.declared, self.requirement_edits(candidate))
        return tuple((line, wanted) for line, wanted in rewritten if _is_for(wanted, candidate.python))

    def _needs(self, candidate: Candidate) -> Mapping[str, SpecifierSet]:
        release = query.find(self.matrix, str(candidate.tensorflow))
        return {name: need.range for name, need in release.needs_on(candidate.python).items()}


def _choice(reading: Reading, matrix: Matrix) -> Choice:
    asked = reading.question
    if asked.python or not asked.pythons:
        return offer(reading.declared, matrix, reading.versions, asked.python)
    from service.pythons import on_each  # noqa: PLC0415 - few name several

    return on_each(asked.pythons, reading.declared, matrix, reading.versions)


def _is_for(requirement: Requirement, python: str) -> bool:
    if requirement.marker is None:
        return True
    from matrices.requirements import holds  # noqa: PLC0415 - few lines have a marker
    from matrices.wheels import LINUX  # noqa: PLC0415 - as above

    return holds(str(requirement.marker), python, LINUX, ())


def _machine(question: Question, matrix: Matrix) -> "Machine | None":
    """What is known of the machine that somebody names; WrongUse where nobody knows it."""
    said = {name: getattr(question, name) for name in ("gpu", "driver", "image", "platform")}
    if question.cpu or not any(said.values()):
        return None
    from matrices.gpu.machine import Machine  # noqa: PLC0415 - few ask, and cards take long to be read
    from service.having import machine_of  # noqa: PLC0415 - as above

    # A platform alone is a question about its GPU, too: on Windows there is none after 2.10.
    return machine_of(matrix, said) or Machine(str(question.platform))
