"""The bot put together from the settings: takes webhooks in, and does what follows from them."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from service.actions import Desk
from service.bot.doing import Doer
from service.bot.errors import Gone, Later, Refused, Waiting
from service.bot.forge import Repository
from service.bot.github.app import App, read_key
from service.bot.github.client import Client
from service.bot.github.events import meaning
from service.bot.github.forge import GitHub, GitHubs
from service.bot.github.upgrades import GitHubUpgrades
from service.bot.links import Links
from service.bot.runs import Runs
from service.bot.story import Story
from service.bot.upgrading import Upgrader
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
from service.errors import WrongUse
from service.settings import Settings
from service.store.bot_items import Item, Items
from service.store.bot_pulls import Pulls

SECONDS = httpx.Timeout(30, connect=10)
MOST_ATTEMPTS = 8
LONGEST = 300.0
NEEDED = "a GitHub App needs UPFLOW_GITHUB_APP, UPFLOW_GITHUB_KEY and UPFLOW_GITHUB_SECRET"
HINT = "docs/github.md says how to set the App up"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """One App. `take` is for the route, `do` for whoever works."""

    app: App
    secret: str = field(repr=False)
    story: Story
    items: Items

    def take(self, delivery: str, event: str, payload: object) -> bool:
        """Keeps what follows from a webhook; False where it was taken before."""
        works = meaning(event, payload, self.app.id)
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
                Upgrader(self.story, self._upgrades, self._once_more).look(work)
            case Door():
                self._door(work)

    def _door(self, work: Door) -> None:
        for gone in work.removed:
            self.story.pulls.forget(repository=gone)
        if work.whole:
            self.story.pulls.let_in(work.installation, work.account, is_open=work.is_open)

    def _again(self, work: LookAtPull) -> None:
        self.items.put(*item(work))

    def _once_more(self, work: LookForUpgrades) -> None:
        self.items.put(*item(work))

    def _upgrades(self, repository: Repository) -> GitHubUpgrades:
        return GitHubUpgrades(GitHub(self.app, repository))


@contextmanager
def open_bot(desk: Desk) -> Iterator[Bot]:
    """The bot of the settings. Raises WrongUse where it is set up by half."""
    settings = desk.settings
    if not settings.github_app or settings.github_key is None or not settings.github_secret:
        raise WrongUse(NEEDED, HINT)
    key = read_key(settings.github_key)
    with _http(settings) as http:
        app = App(Client(http, settings.github_api.rstrip("/")), settings.github_app, key)
        pulls, runs = Pulls(desk.store.database), Runs(desk, settings.github_trials)
        story = Story(
            GitHubs(app),
            pulls,
            runs,
            desk.matrix,
            Links(settings.public_url, settings.wants_token),
            settings.max_upload,
        )
        yield Bot(app, settings.github_secret, story, Items(desk.store.database))


def _http(settings: Settings) -> httpx.Client:
    """Trusts whom the operator trusts: an Enterprise server often has a certificate of its house."""
    trusted = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else True
    return httpx.Client(timeout=SECONDS, verify=trusted)
