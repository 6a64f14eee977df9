"""The vocabulary of GPUs: every statement is frozen, and carries where it comes from and how it is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.facts import How

_DRIVER = re.compile(r"(?:nvidia-driver-|r)?(\d{3}(?:\.\d+)*)(?:\.x+)?", re.IGNORECASE)
_CAPABILITY = re.compile(r"(?:(?:sm|compute)_(\d+)(\d)|(\d+)\.(\d))")


class Capability(NamedTuple):
    """What a GPU can execute: 8.6 is the second generation of the eighth architecture."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> "Capability":
        """From "8.6", "sm_86" or "compute_86"; ValueError for anything else."""
        if (match := _CAPABILITY.fullmatch(text)) is None:
            raise ValueError(text)
        major, minor = (part for part in match.groups() if part is not None)
        return cls(int(major), int(minor))


@dataclass(frozen=True, slots=True)
class Driver:
    """A version of NVIDIA's driver, or a branch of them: 450.80.02, 470. Zeros belong to the name: no PEP 440 here."""

    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> "Driver":
        """From "450.80.02", "470", "R470", "470.xx" or "nvidia-driver-470"; ValueError for anything else."""
        if (match := _DRIVER.fullmatch(text.strip())) is None:
            raise ValueError(text)
        return cls(match[1])

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(map(int, self.text.split(".")))

    def reaches(self, floor: "Driver") -> bool | None:
        """Whether it is at least as new as another; None where a branch alone does not tell."""
        ours, theirs = self.numbers, floor.numbers
        if ours != theirs[: len(ours)]:
            return ours > theirs
        return True if not any(theirs[len(ours) :]) else None


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


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, with the document that states it."""

    id: RuleId
    text: str
    source: str
    how: How


@dataclass(frozen=True, slots=True)
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
