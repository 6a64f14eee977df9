"""What is kept of a pull request between two steps, as JSON: what somebody wants, and what its text needs."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from service.bot.advising import Ways


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
    """`configured`: the head has another configuration than the base; `solved`: how a clash can be solved."""

    configured: bool = False
    solved: Ways = Ways()  # noqa: RUF009  # a NamedTuple, which nobody can change

    def dump(self) -> str:
        return json.dumps({"configured": self.configured, "solved": self.solved})

    @classmethod
    def parse(cls, text: str) -> Self:
        found = json.loads(text)
        if not found:
            return cls()
        back, version = found["solved"]
        return cls(found["configured"], Ways(tuple(back), version))
