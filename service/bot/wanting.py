"""What is kept of a pull request between two steps, as JSON: what somebody wants, and what its text needs."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from service.bot.advising import Ways
from service.report import PatchPart


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody wants it to be checked again; without `targets`, on the usual ones."""

    targets: tuple[str, ...] = ()

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(tuple(json.loads(text)["targets"])) if text else cls()


@dataclass(frozen=True, slots=True)
class Beside:
    """What the reports do not say. `configured`: the head has another configuration than the base.

    `solved` is how a clash can be solved, `patch` the one that keeps the version of today, `named` the version that
    somebody asked for.
    """

    configured: bool = False
    solved: Ways = Ways()  # noqa: RUF009  # a NamedTuple, which nobody can change
    patch: PatchPart | None = None
    named: str = ""

    def dump(self) -> str:
        return json.dumps(asdict(self) | {"solved": self.solved})

    @classmethod
    def parse(cls, text: str) -> Self:
        found = json.loads(text)
        if not found:
            return cls()
        back, version = found["solved"]
        patch = found["patch"] and PatchPart(**{**found["patch"], "left": tuple(found["patch"]["left"])})
        return cls(found["configured"], Ways(tuple(back), version), patch, found["named"])
