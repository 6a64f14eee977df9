"""One project as its own text tells of it: what it declares, between which versions it moves, and what breaks. Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import Version

from matrices import symbols
from migrations.engine import NONE, Analysis, UnknownRule, analyse
from migrations.rule import Finding, Fix
from service.config.asking import configured
from service.config.ignoring import Judged, judged
from service.config.present import speaks
from service.errors import WrongUse
from service.nouns import Checkout, Declared, package
from service.project.declared import read_declared
from service.resolve.versions import Versions, between, says_no_version

if TYPE_CHECKING:  # few projects say anything
    from datetime import date

    from service.config.reading import Found

CODE = (".py", ".ipynb")


class Question(NamedTuple):
    """What is asked about a project. Empty `targets` are all newer minors; `baseline` None is what it declares.

    `gpu`, `driver`, `image` and `platform` are what it is to run on, as people write it; with `cpu`, no GPU is wanted.
    `pythons` are several to judge it on, each for itself; `python` wins over them.
    """

    baseline: str | None = None
    targets: tuple[str, ...] = ()
    python: str | None = None
    select: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    gpu: str | None = None
    driver: str | None = None
    image: str | None = None
    platform: str | None = None
    cpu: bool = False
    pythons: tuple[str, ...] = ()


class Reading(NamedTuple):
    """The files, what is in them beside code, and the versions that a question is about.

    `question` is the one that was asked, with what the project says of itself where it was silent; `config` is None
    where it says nothing.
    """

    checkout: Checkout
    sources: Mapping[str, bytes]
    config: "Found | None"
    declared: Declared
    versions: Versions
    question: Question

    @classmethod
    def of(
        cls, checkout: Checkout, question: Question, known: Sequence[Version], *, imports: bool = False
    ) -> "Reading":
        """Reads all but the code. `known` are the versions that there are; raises WrongUse where none is meant.

        `imports`: whether packages that are imported and not declared are looked for.
        """
        sources = {path: data for path, data in checkout.files.items() if path.endswith(CODE)}
        if not sources and read_declared(checkout).is_silent:
            raise WrongUse(
                f"{checkout.name}: no Python file in it", "name the folder of a Python project, or one .py file"
            )
        config = _config(checkout)
        question = configured(question, config.configuration) if config else question
        command = config.configuration.command if config else None
        declared = read_declared(checkout, imports=imports, command=command)
        suited = _suited(sources) if question.baseline is None and says_no_version(declared) else None
        versions = between(declared, known, baseline=question.baseline, targets=question.targets, suited=suited)
        return cls(checkout, sources, config, declared, versions, question)

    def is_about_packages(self) -> bool:
        """Whether packages or interpreters have a say: else nothing has to be chosen, and only code changes."""
        return bool(self.question.python or self.question.pythons) or not self.declared.is_silent

    def judged(self, today: "date | None" = None) -> Judged:
        """What the rules find in the code, without what the project accepts, which is beside it."""
        asked, said = self.question, self.config.configuration if self.config else None
        try:
            found = analyse(
                self.sources,
                baseline=self.versions.baseline,
                select=asked.select,
                skip=asked.skip,
                renames=said.renames if said else NONE,
            )
        except UnknownRule as error:
            raise WrongUse(str(error), "`upflow rules` lists them all") from None
        found = _unmet(_without(found, self.config), self.declared)
        if self.config is None or said is None:
            return Judged(found)
        from datetime import UTC, datetime  # noqa: PLC0415 - only ignores expire

        is_whole = not asked.select and asked.skip == said.skip
        return judged(found, self.config, today or datetime.now(UTC).date(), all_rules=is_whole)


def _config(checkout: Checkout) -> "Found | None":
    if not speaks(checkout.files):
        return None
    from service.config.reading import read  # noqa: PLC0415 - few projects say anything

    return read(checkout.files)


def _suited(sources: Mapping[str, bytes]) -> str | None:
    from migrations.oldest import suits  # noqa: PLC0415 - only where nobody says the version

    return suits(sources, symbols.load())


def _without(analysis: Analysis, config: "Found | None") -> Analysis:
    """Excluded files are read, for others import them, and nothing is said of them or changed in them."""
    if config is None or not config.configuration.exclude:
        return analysis
    said = config.configuration
    return analysis.only(
        (each for each in analysis.findings if not said.excludes(each.path)),
        (each for each in analysis.problems if not said.excludes(each.path)),
        (each for each in analysis.doubts if not said.excludes(each.path)),
    )


def _unmet(analysis: Analysis, declared: Declared) -> Analysis:
    """Where a package is all that is wanted, and the project declares it, nothing is wrong."""
    if not declared.lines or not any(each.requires for each in analysis.findings):
        return analysis
    names = {package(line.requirement) for line in declared.lines}
    return analysis.only(
        each for each in analysis.findings if not (_wants_a_package(each) and names.issuperset(each.requires))
    )


def _wants_a_package(finding: Finding) -> bool:
    """The code can stay as it is: what it needs has to be installed."""
    return bool(finding.requires) and not finding.edits and finding.fix is not Fix.MANUAL
