"""The kinds of work that the bot has: what follows from a webhook, as small records that outlive the process."""

import json
from dataclasses import asdict, dataclass

from service.bot.forge import Repository
from service.store.bot_pulls import Place

PULL, COMMAND, AGAIN, BRANCH, DOOR, UPGRADES = "pull", "command", "again", "branch", "door", "upgrades"


@dataclass(frozen=True, slots=True)
class LookAtPull:
    """A pull request is new, moved, or closed; or one of its runs is over."""

    repository: Repository
    number: int


@dataclass(frozen=True, slots=True)
class DoCommand:
    """Somebody wrote to us in a comment of a pull request; `text` are the lines that begin with our name."""

    repository: Repository
    number: int
    comment: int
    user: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """Somebody pressed the button that repeats the check of a commit."""

    repository: Repository
    head: str


@dataclass(frozen=True, slots=True)
class LookAtBranch:
    """A branch was pushed to: its pull requests may have moved."""

    repository: Repository
    branch: str


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody let us in, or shut the door: of an installation, or of some of its repositories."""

    installation: int
    account: str
    is_open: bool
    removed: tuple[int, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class LookForUpgrades:
    """A project may want upgrades: its branch moved, a day went by, or somebody ticked a box.

    `runs` are those that were asked for at the commit: version and id.
    """

    repository: Repository
    commit: str = ""
    runs: tuple[tuple[str, str], ...] = ()


Work = LookAtPull | DoCommand | CheckAgain | LookAtBranch | Door | LookForUpgrades
KINDS: dict[str, type[Work]] = {
    PULL: LookAtPull, COMMAND: DoCommand, AGAIN: CheckAgain, BRANCH: LookAtBranch, DOOR: Door,
    UPGRADES: LookForUpgrades,
}  # fmt: skip


def item(work: Work) -> tuple[str, str, str]:
    """Key, kind and payload: the same work wanted twice is one item, done once."""
    kind = next(name for name, each in KINDS.items() if isinstance(work, each))
    return f"{kind}:{_key(work)}", kind, json.dumps(asdict(work))


def parse(kind: str, payload: str) -> Work:
    fields = json.loads(payload)
    if "repository" in fields:
        fields["repository"] = Repository(**fields["repository"])
    if "removed" in fields:
        fields["removed"] = tuple(fields["removed"])
    if "runs" in fields:
        fields["runs"] = tuple((version, run) for version, run in fields["runs"])
    return KINDS[kind](**fields)


def place(repository: Repository, number: int) -> Place:
    return Place(repository.id, number, repository.name, repository.installation)


def look(where: Place) -> LookAtPull:
    return LookAtPull(Repository(where.repository, where.name, where.installation), where.number)


def _key(work: Work) -> str:
    match work:
        case LookAtPull(repository, number):
            return f"{repository.id}:{number}"
        case DoCommand(repository, _, comment):
            return f"{repository.id}:{comment}"
        case CheckAgain(repository, head):
            return f"{repository.id}:{head}"
        case LookAtBranch(repository, branch):
            return f"{repository.id}:{branch}"
        case LookForUpgrades(repository):
            return str(repository.id)
        case Door(installation, whole=whole, removed=removed):
            return f"{installation}:{'whole' if whole else ','.join(map(str, removed))}"
