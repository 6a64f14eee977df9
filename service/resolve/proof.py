"""One proof on its way: the requirements as they are now, what limits them, and what was found so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from packaging.requirements import Requirement

from matrices.picking import Facts
from service.nouns import Constraint, package
from service.resolve.nearest import Nearest
from service.resolve.pins import Pins
from service.resolve.resolver import Resolver, Task
from service.resolve.wish import Asked, Change, Wish, bare


@dataclass(slots=True)
class Proof:
    """What one proof has come to: the requirements as they are now, and what was found on the way."""

    wanted: Wish
    facts: Facts
    resolver: Resolver
    nearest: Nearest
    offline: bool
    requirements: dict[str, Requirement]
    limits: dict[str, Constraint]
    bounds: list[Asked]
    prefer: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    foreseen: set[str] = field(default_factory=set)
    too_far: dict[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)

    def compile(self, task: Task) -> Pins:
        """The pins of a task; once the index was asked, the cache knows nearly all of it."""
        offline, self.offline = self.offline, True
        return self.resolver.compile(task, offline=offline)

    def task(self, freed: Iterable[str] = ()) -> Task:
        """The resolution as it stands, with some packages in whatever version."""
        names = set(freed)
        asked = [bare(one) if name in names else one for name, one in self.requirements.items()]
        bounds = [one.requirement for one in self.bounds if package(one.requirement) not in names]
        limits = [one.requirement for one in self.limits.values()]
        place = self.facts.place
        return Task(
            requirements=tuple(asked),
            constraints=(*limits, *bounds),
            python=place.python,
            platform=place.platform,
            before=self.facts.before,
            prefer=self.prefer,
            sources=tuple(f"{name}=={version}" for name, version in self.sources.items() if name not in names),
        )
