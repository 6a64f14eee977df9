"""What a person has, or asks for, as they type it: ranges of packages, an interpreter, a card, a driver, a CUDA."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from matrices import query
from matrices.facts import Matrix
from matrices.gpu.cards import UnknownCard
from matrices.gpu.images import UnknownImage
from matrices.gpu.machine import Machine, NotUnderstood, machine
from matrices.requirements import NEWEST_PYTHON, interpreters
from matrices.wheels import LINUX
from service.errors import WrongUse

PACKAGES = {"tf": "tensorflow", "keras": "keras", "numpy": "numpy", "protobuf": "protobuf"}
"""The options that are ranges of a package's releases."""

MACHINE = ("platform", "gpu", "driver", "cuda", "cudnn", "image")
HINT = 'say a version such as 2.15, or a range such as ">=2.10,<2.16"'


@dataclass(frozen=True, slots=True)
class Having:
    """Everything that is asked for; None and empty: not said. `ranges` are by the name of the package."""

    ranges: Mapping[str, SpecifierSet]
    python: SpecifierSet | None = None
    machine: Machine | None = None
    platform: str = LINUX
    beside: tuple[Requirement, ...] = ()

    @property
    def tensorflow(self) -> SpecifierSet | None:
        return self.ranges.get(query.TENSORFLOW)


def having(matrix: Matrix, said: Mapping[str, str | None], beside: tuple[str, ...] = ()) -> Having:
    """From the texts of a door, by the names in PACKAGES and MACHINE, and `python`; `beside` are requirements.

    Raises WrongUse with what was expected; a version that nobody released names the nearest.
    """
    found = {option: said.get(option) for option in (*PACKAGES, "python")}
    found |= {option: _newest(matrix, option) for option, text in found.items() if _is_newest(option, text)}
    ranges = {option: _range(option, text) for option, text in found.items() if text is not None}
    for option, product in PACKAGES.items():
        if option in ranges and _is_version(said[option]):
            _known(matrix, option, product, ranges[option], str(said[option]))
    _interpreter(ranges.get("python"), said.get("python"))
    platform = said.get("platform") or LINUX
    return Having(
        {product: ranges[option] for option, product in PACKAGES.items() if option in ranges},
        ranges.get("python"),
        machine_of(matrix, said),
        platform,
        tuple(_requirement(text) for text in beside),
    )


def _is_newest(option: str, text: str | None) -> bool:
    return option in PACKAGES and text is not None and text.strip().lower() in query.NEWEST_WORDS


def _newest(matrix: Matrix, option: str) -> str:
    return f"=={query.releases(matrix, PACKAGES[option])[0].version}"


def _range(option: str, text: str) -> SpecifierSet:
    stripped = text.strip()
    try:
        if _is_version(stripped) and len(Version(stripped).release) > 2 and option != "python":  # noqa: PLR2004
            return SpecifierSet(f"=={stripped}")
        return SpecifierSet(stripped if stripped[:1] in "<>=!~" else f"=={stripped}.*")
    except InvalidSpecifier as error:
        raise WrongUse(f"{option}: {error}", HINT) from None


def _is_version(text: str | None) -> bool:
    try:
        return Version(text or "") is not None
    except InvalidVersion:
        return False


def _known(matrix: Matrix, option: str, product: str, held: SpecifierSet, text: str) -> None:
    """A range may hold nothing; a version that is named should exist."""
    if query.newest_in(matrix, held, product) is None:
        try:
            query.find(matrix, text, product)
        except query.UnknownVersion as error:
            raise WrongUse(f"{option}: {error}", HINT) from None


def _interpreter(held: SpecifierSet | None, text: str | None) -> None:
    if held is not None and not interpreters(held):
        newest = ".".join(map(str, NEWEST_PYTHON))
        raise WrongUse(f"python: {text} is no Python that TensorFlow ever had", f"say one of 2.7 to {newest}")


def machine_of(matrix: Matrix, said: Mapping[str, str | None]) -> Machine | None:
    """The machine, by the names in MACHINE, where anything of it is said; its platform is checked in any case."""
    parts = {name: said.get(name) for name in MACHINE}
    try:
        found = machine(
            matrix.gpu,
            parts["platform"] or LINUX,
            card=parts["gpu"],
            driver=parts["driver"],
            cuda=parts["cuda"],
            cudnn=parts["cudnn"],
            image=parts["image"],
        )
    except (NotUnderstood, UnknownCard, UnknownImage) as error:
        raise WrongUse(str(error), "`upflow matrix --help` has examples") from None
    return found if any(parts[name] for name in MACHINE if name != "platform") else None


def _requirement(text: str) -> Requirement:
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        raise WrongUse(
            f"with: {error}", 'say a package, such as tensorflow-text or "tensorflow-text==2.15.0"'
        ) from None
