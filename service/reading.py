"""One project as its own text tells of it: what it declares, between which versions it moves, and what breaks. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from packaging.version import Version

from matrices import symbols
from migrations.engine import Analysis, UnknownRule, analyse
from migrations.rule import Finding, Fix
from migrations.settings import BadSettings, Settings, read_settings
from service.errors import WrongUse
from service.nouns import Checkout, Declared, package
from service.project.declared import read_declared
from service.resolve.versions import Versions, between, says_no_version

CODE = (".py", ".ipynb")


class Question(NamedTuple):
    """What is asked about a project. Empty `targets` are all newer minors; `baseline` None is what it declares.

    `gpu`, `driver`, `image` and `platform` are what it is to run on, as people write it; with `cpu`, no GPU is wanted.
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


class Reading(NamedTuple):
    """The files, what is in them beside code, and the versions that a question is about."""

    checkout: Checkout
    sources: Mapping[str, bytes]
    settings: Settings
    declared: Declared
    versions: Versions

    @classmethod
    def of(
        cls, checkout: Checkout, question: Question, known: Sequence[Version], *, imports: bool = False
    ) -> "Reading":
        """Reads all but the code. `known` are the versions that there are; raises WrongUse where none is meant.

        `imports`: whether packages that are imported and not declared are looked for.
        """
        sources = {path: data for path, data in checkout.files.items() if path.endswith(CODE)}
        if not sources:
            raise WrongUse(
                f"{checkout.name}: no Python file in it", "name the folder of a Python project, or one .py file"
            )
        settings = _own_settings(checkout)
        declared = read_declared(checkout, imports=imports)
        suited = _suited(sources) if question.baseline is None and says_no_version(declared) else None
        versions = between(declared, known, baseline=question.baseline, targets=question.targets, suited=suited)
        return cls(checkout, sources, settings, declared, versions)

    def is_about_packages(self, question: Question) -> bool:
        """Whether packages or interpreters have a say: else nothing has to be chosen, and only code changes."""
        return bool(question.python) or not self.declared.is_silent

    def analysis(self, question: Question) -> Analysis:
        """What the rules find in the code."""
        try:
            found = analyse(
                self.sources,
                baseline=self.versions.baseline,
                select=question.select or self.settings.select,
                skip=(*question.skip, *self.settings.skip),
                renames=self.settings.renames,
            )
        except UnknownRule as error:
            raise WrongUse(str(error), "`upflow rules` lists them all") from None
        return _unmet(_without(found, self.settings), self.declared)


def _own_settings(checkout: Checkout) -> Settings:
    try:
        return read_settings(checkout.files)
    except BadSettings as error:
        raise WrongUse(str(error), "[tool.upflow] takes command, exclude, renames, select, skip and stack") from None


def _suited(sources: Mapping[str, bytes]) -> str | None:
    from migrations.oldest import suits  # noqa: PLC0415 - only where nobody says the version

    return suits(sources, symbols.load())


def _without(analysis: Analysis, settings: Settings) -> Analysis:
    """Excluded files are read, for others import them, and nothing is said of them or changed in them."""
    if not settings.exclude:
        return analysis
    return analysis.only(
        (each for each in analysis.findings if not settings.excludes(each.path)),
        (each for each in analysis.problems if not settings.excludes(each.path)),
        (each for each in analysis.doubts if not settings.excludes(each.path)),
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
