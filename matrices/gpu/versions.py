"""Numbers that are no PEP 440: compute capabilities, and versions of NVIDIA's driver."""

import re
from dataclasses import dataclass
from typing import NamedTuple

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
