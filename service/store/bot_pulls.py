"""What the bot remembers of pull requests: how far each is, its one comment, answers that were given, rules ignored."""

import json
from dataclasses import dataclass
from enum import StrEnum

from service.store.database import Database, Row
from service.store.rows import now


class Stage(StrEnum):
    """How far a pull request is. `asked`: its runs are under way; `told`: all is said about this head."""

    NEW = "new"
    BEGUN = "begun"
    ASKED = "asked"
    TOLD = "told"
    QUIET = "quiet"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Place:
    """A pull request: where it is, whatever its repository is called today."""

    repository: int
    number: int
    name: str
    installation: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one. `wanted` and `beside` are JSON of the story; `moved` the versions that it moves."""

    place: Place
    head_branch: str
    base_branch: str
    stage: Stage
    head: str
    base: str
    wanted: str
    moved: tuple[tuple[str, str | None, str | None], ...]
    check_run: int | None
    base_run: str | None
    head_run: str | None
    comment_key: str | None
    comment: int | None
    beside: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule that somebody ignores: until a day, or for good where that is empty."""

    rule: str
    until: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class Pulls:
    """The pull requests of all installations."""

    database: Database

    def meet(self, place: Place) -> Known:
        """What is remembered, or a new one. A repository that was renamed is the same under its new name."""
        values = _values(place) | {"name": place.name, "installation": place.installation}
        with self.database.transaction() as transaction:
            transaction.changed("add_pull", **values)
            return _known(transaction.rows("get_pull", **_values(place))[0])

    def find(self, place: Place) -> Known | None:
        found = self.database.read("get_pull", **_values(place))
        return _known(found[0]) if found else None

    def save(self, known: Known) -> None:
        with self.database.transaction() as transaction:
            transaction.changed(
                "save_pull",
                **_values(known.place),
                head_branch=known.head_branch,
                base_branch=known.base_branch,
                state=known.stage.value,
                head=known.head,
                base=known.base,
                moved=json.dumps(known.moved),
                check_run=known.check_run,
                base_run=known.base_run,
                head_run=known.head_run,
                comment_key=known.comment_key,
                comment=known.comment,
                beside=known.beside,
            )

    def want(self, place: Place, wanted: str) -> None:
        with self.database.transaction() as transaction:
            transaction.changed("want_pull", **_values(place), wanted=wanted)

    def answered(self, known: Known) -> None:
        """What was wanted is under way; what is wanted since stays."""
        with self.database.transaction() as transaction:
            transaction.changed("answer_wanted", **_values(known.place), wanted=known.wanted)

    def of_branch(self, repository: int, branch: str) -> tuple[Place, ...]:
        """The pull requests that come from a branch or go into it."""
        return tuple(map(_place, self.database.read("pulls_of_branch", repository=repository, branch=branch)))

    def of_head(self, repository: int, head: str) -> tuple[Place, ...]:
        return tuple(map(_place, self.database.read("pulls_of_head", repository=repository, head=head)))

    def forget(self, *, installation: int | None = None, repository: int | None = None) -> None:
        """Of an installation or a repository that is gone."""
        with self.database.transaction() as transaction:
            if installation is not None:
                transaction.changed("drop_pulls_of_installation", installation=installation)
            if repository is not None:
                transaction.changed("drop_pulls_of_repository", repository=repository)

    def let_in(self, installation: int, account: str, *, is_open: bool) -> None:
        with self.database.transaction() as transaction:
            values = {"id": installation, "account": account, "open": int(is_open), "now": now()}
            transaction.changed("put_installation", **values)

    def is_open(self, installation: int) -> bool:
        """Whether we may work there; of one that we never heard of, its first word is a webhook like any other."""
        found = self.database.read("get_installation", id=installation)
        return not found or bool(found[0]["open"])

    def answer_once(self, place: Place, key: str) -> bool:
        """Records that an answer is given under a key; False where one was recorded before."""
        with self.database.transaction() as transaction:
            return transaction.changed("add_answer", key=key, **_values(place), now=now())

    def ignore(self, place: Place, ignore: Ignore) -> None:
        with self.database.transaction() as transaction:
            values = {"rule": ignore.rule, "until": ignore.until, "reason": ignore.reason, "person": ignore.person}
            transaction.changed("put_ignore", **_values(place), **values)

    def ignores(self, place: Place) -> tuple[Ignore, ...]:
        found = self.database.read("list_ignores", **_values(place))
        return tuple(Ignore(row["rule"], row["until"], row["reason"], row["person"]) for row in found)


def _values(place: Place) -> dict[str, object]:
    return {"repository": place.repository, "number": place.number}


def _place(row: Row) -> Place:
    return Place(row["repository"], row["number"], row["name"], row["installation"])


def _known(row: Row) -> Known:
    return Known(
        place=_place(row),
        head_branch=row["head_branch"],
        base_branch=row["base_branch"],
        stage=Stage(row["state"]),
        head=row["head"],
        base=row["base"],
        wanted=row["wanted"],
        moved=tuple((one[0], one[1], one[2]) for one in json.loads(row["moved"])),
        check_run=row["check_run"],
        base_run=row["base_run"],
        head_run=row["head_run"],
        comment_key=row["comment_key"],
        comment=row["comment"],
        beside=row["beside"],
    )
