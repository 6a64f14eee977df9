"""The bot: takes webhooks in, and does what follows from them, whatever the forge is."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from service.bot.doing import Doer
from service.bot.errors import Gone, Later, Refused, Waiting
from service.bot.story import Story
from service.bot.upgrading import ProjectForge, Upgrader
from service.bot.wanting import Wanted
from service.bot.work import (
    CheckAgain,
    DoCommand,
    Door,
    LookAtBranch,
    LookAtPull,
    LookForUpgrades,
    Work,
    item,
    look,
    parse,
)
from service.store.bot_items import Item, Items

MOST_ATTEMPTS = 8
LONGEST = 300.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Host:
    """What is one forge's alone: its name, its secret, what its webhooks mean, and how it has upgrades, if it has."""

    name: str
    secret: str = field(repr=False)
    meaning: Callable[[str, object], tuple[Work, ...]]
    upgrades: Callable[[Any], ProjectForge] | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """One forge. `take` is for the route, `do` for whoever works."""

    host: Host
    story: Story
    items: Items

    def take(self, delivery: str, event: str, payload: object) -> bool:
        """Keeps what follows from a webhook; False where it was taken before."""
        works = self.host.meaning(event, payload)
        return self.items.deliver(delivery, event, tuple(map(item, works)))

    def do(self, one: Item) -> None:
        """Does an item, puts it off, or gives it up: never more often than makes sense, and never in silence."""
        try:
            self._perform(parse(one.kind, one.payload))
        except Waiting as waiting:
            self.items.put_off(one, waiting.seconds, attempts=0)
        except Later as later:
            self.items.put_off(one, max(later.seconds, min(2.0**one.attempts, LONGEST)))
        except (Gone, Refused) as error:
            log.warning("%s is left: %s", one.key, error)
            self.items.end(one)
        except Exception:
            log.exception("%s failed", one.key)
            if one.attempts < MOST_ATTEMPTS:
                self.items.put_off(one, min(2.0**one.attempts, LONGEST))
            else:
                self.items.end(one)
        else:
            self.items.end(one)

    def _perform(self, work: Work) -> None:
        pulls = self.story.pulls
        match work:
            case LookAtPull():
                self.story.look(work)
            case DoCommand():
                Doer(self.story, self._again).do(work)
            case CheckAgain(repository, head):
                for where in pulls.of_head(repository.id, head):
                    pulls.want(where, Wanted().dump())
                    self._again(look(where))
            case LookAtBranch(repository, branch):
                for where in pulls.of_branch(repository.id, branch):
                    self._again(look(where))
            case LookForUpgrades():
                self._upgrade(work)
            case Door():
                self._door(work)

    def _door(self, work: Door) -> None:
        for gone in work.removed:
            self.story.pulls.forget(repository=gone)
        if work.whole:
            self.story.pulls.let_in(work.installation, work.account, is_open=work.is_open)

    def _again(self, work: Work) -> None:
        self.items.put(*item(work))

    def _upgrade(self, work: LookForUpgrades) -> None:
        if (upgrades := self.host.upgrades) is not None:
            forge = self.story.forges.of(work.repository)
            Upgrader(self.story, lambda _repository: upgrades(forge), lambda more: self.items.put(*item(more))).look(
                work
            )
