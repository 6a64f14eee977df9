"""A laboratory in memory that obeys written rules: which versions exist, and which stage breaks with which of them."""

import json
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.measuring.laboratory import Installed, Ran, Refused, Unsettled
from matrices.measuring.step import MARK


@dataclass(frozen=True)
class Rule:
    """With a version of this package in this range (or, `absent`, without it), the stage ends with this error."""

    stage: str
    broken: str
    error: str
    absent: bool = False
    crash: bool = False

    def holds(self, packages: Mapping[str, str]) -> bool:
        broken = Requirement(self.broken)
        have = packages.get(broken.name)
        return self.absent if have is None else not self.absent and broken.specifier.contains(have)


@dataclass
class World:
    """What the index has, which of it comes with everything, and what breaks. `asked` are all installations."""

    versions: dict[str, list[str]]
    rules: list[Rule] = field(default_factory=list)
    plain: tuple[str, ...] = ("numpy", "protobuf")
    away: bool = False
    asked: list[tuple[str, ...]] = field(default_factory=list)
    packages: dict[str, str] = field(default_factory=dict)
    runs: int = 0
    discarded: int = 0

    def install(self, requirements: Sequence[str], python: str) -> Installed | Refused:
        if self.away:
            raise Unsettled("the index is away")
        self.asked.append(tuple(requirements))
        wanted = {name: Requirement(name) for name in self.plain}
        wanted |= {canonicalize_name(Requirement(text).name): Requirement(text) for text in requirements}
        chosen: dict[str, str] = {}
        for name, requirement in wanted.items():
            fitting = [text for text in self.versions.get(name, []) if text in requirement.specifier]
            if not fitting:
                return Refused(f"Because there is no version of {requirement} and you require it")
            chosen[name] = max(fitting, key=Version)
        self.packages = chosen
        return Installed(f"{python}.9", dict(sorted(chosen.items())))

    def run(self, program: str, arguments: Sequence[str]) -> Ran:
        assert "def main" in program
        self.runs += 1
        lines = ["noise"]
        for stage in arguments:
            lines.append(MARK + json.dumps({"begin": stage}))
            rule = next((rule for rule in self.rules if rule.stage == stage and rule.holds(self.packages)), None)
            if rule and rule.crash:
                return Ran("\n".join(lines), rule.error)
            said = {"end": stage, "error": rule.error, "trace": rule.error} if rule else {"end": stage}
            lines.append(MARK + json.dumps(said))
            if rule and stage == "import":
                break
        return Ran("\n".join(lines))

    def discard(self) -> None:
        self.discarded += 1

    @contextmanager
    def opened(self, _say: object):
        yield self


DESCRIPTORS = "TypeError: Descriptors cannot be created directly."
HANDLE = "TypeError: Unable to convert function return value to a Python type! The signature was () -> handle"
NO_PKG_RESOURCES = "ModuleNotFoundError: No module named 'pkg_resources'"
