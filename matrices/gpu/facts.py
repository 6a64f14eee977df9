"""The vocabulary of GPUs: every statement is frozen, and carries where it comes from and how it is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu.versions import Capability, Driver
from matrices.grades import How

EXTRA = "and-cuda"
"""The extra of TensorFlow that installs CUDA and cuDNN from the index."""


@dataclass(frozen=True, slots=True)
class Build:
    """What one wheel says of itself. None and the empty tuple: it does not say.

    `code` is verbatim: `sm_80` is binary code, `compute_80` is binary code and PTX, which later GPUs can translate.
    `extra` are the pins of its extra `and-cuda`.
    """

    package: str
    version: Version
    platform: str
    gpu: bool
    cuda: Version | None
    cudnn: Version | None
    code: tuple[str, ...]
    tensorrt: bool | None
    compiler: str | None
    extra: Mapping[str, SpecifierSet]
    source: str
    how: How = How.STATED

    @property
    def binary(self) -> tuple[Capability, ...]:
        """What it holds binary code for."""
        return tuple(map(Capability.parse, self.code))

    @property
    def ptx(self) -> tuple[Capability, ...]:
        """What it holds PTX for, which every later GPU can translate."""
        return tuple(Capability.parse(one) for one in self.code if one.startswith("compute_"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the documentation's tested build configurations. `python` is verbatim."""

    platform: str
    gpu: bool
    package: str
    version: Version
    python: str
    compiler: str
    tools: str
    cuda: Version | None
    cudnn: Version | None
    source: str
    how: How = How.STATED


@dataclass(frozen=True, slots=True)
class Drivers:
    """The first driver that will do, on Linux and on Windows; None: no document says."""

    linux: Driver | None
    windows: Driver | None
    source: str
    how: How

    def on(self, platform: str) -> Driver | None:
        return self.windows if platform.startswith("windows") else self.linux


@dataclass(frozen=True, slots=True)
class Architecture:
    """A generation of GPUs: the first and last CUDA that makes code for it, and the last branch of drivers."""

    name: str
    capabilities: tuple[Capability, ...]
    first: Version
    last: Version | None
    last_driver: Driver | None
    source: str
    how: How


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of one compute capability, as one document names them."""

    capability: Capability
    names: tuple[str, ...]
    source: str
    how: How


@dataclass(frozen=True, slots=True)
class Series:
    """A rule for the cards that no document lists: a pattern of names, and what all listed cards of the kind have."""

    like: str
    capability: Capability
    reason: str
    source: str
    how: How


class Effect(StrEnum):
    """What is gone beyond a cliff."""

    NO_GPU = "no-gpu"
    NO_WHEEL = "no-wheel"
    NO_FEATURE = "no-feature"
    NO_EXTRA = "no-extra"


@dataclass(frozen=True, slots=True)
class Cliff:
    """Something that ends: in which releases, on which platforms, where given only for some cards or CUDAs."""

    id: str
    range: SpecifierSet
    platforms: tuple[str, ...]
    effect: Effect
    capabilities: tuple[Capability, ...]
    cuda: SpecifierSet | None
    reason: str
    cure: str | None
    source: str
    how: How


@dataclass(frozen=True, slots=True)
class Plugin:
    """A device plugin and the TensorFlow releases that it is for."""

    name: str
    version: Version
    range: SpecifierSet
    platforms: tuple[str, ...]
    note: str | None
    source: str
    how: How


class RuleId(StrEnum):
    """The rules that verdicts rest on."""

    BINARY = "binary"
    CODE = "code"
    PTX = "ptx"
    PTX_DRIVER = "ptx-driver"
    MINOR_VERSIONS = "minor-versions"
    OWN_DRIVER = "own-driver"
    LIBRARIES = "libraries"
    SONAME = "soname"
    CUDNN = "cudnn"
    EXTRA = "extra"
    IMAGE_FLAVORS = "image-flavors"
    IMAGE_CUDNN = "image-cudnn"
    IMAGE_TENSORFLOW = "image-tensorflow"
    IMAGE_DRIVER = "image-driver"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, with the document that states it."""

    id: RuleId
    text: str
    source: str
    how: How


@dataclass(frozen=True)
class Gpu:
    """All facts about GPUs."""

    builds: tuple[Build, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    families: Mapping[int, Drivers] = field(default_factory=dict)
    toolkits: Mapping[Version, Drivers] = field(default_factory=dict)
    architectures: tuple[Architecture, ...] = ()
    cards: tuple[Cards, ...] = ()
    series: tuple[Series, ...] = ()
    cliffs: tuple[Cliff, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    rules: Mapping[RuleId, Rule] = field(default_factory=dict)

    @cached_property
    def wheels(self) -> Mapping[tuple[Version, str], tuple[Build, ...]]:
        """The builds of every release and platform."""
        found: dict[tuple[Version, str], tuple[Build, ...]] = {}
        for one in self.builds:
            key = (one.version, one.platform)
            found[key] = (*found.get(key, ()), one)
        return found

    @cached_property
    def tested(self) -> Mapping[tuple[int, ...], tuple[Row, ...]]:
        """The rows of every minor release, in the order of the documents."""
        found: dict[tuple[int, ...], tuple[Row, ...]] = {}
        for one in self.rows:
            found[one.version.release[:2]] = (*found.get(one.version.release[:2], ()), one)
        return found
