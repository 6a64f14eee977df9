"""The bot put together from the settings: as an App of GitHub, or as a user of GitLab."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from service.actions import Desk
from service.bot.bot import Bot, Host
from service.bot.client import Client
from service.bot.forge import Forges
from service.bot.github.app import App, read_key
from service.bot.github.events import meaning
from service.bot.github.forge import GitHubs
from service.bot.github.upgrades import GitHubUpgrades
from service.bot.gitlab.events import meaning as gitlab_meaning
from service.bot.gitlab.forge import GitLabs
from service.bot.links import Links
from service.bot.runs import Runs
from service.bot.story import Story
from service.errors import WrongUse
from service.settings import Settings
from service.store.bot_items import Items
from service.store.bot_pulls import Pulls

SECONDS = httpx.Timeout(30, connect=10)
ONE = "one service answers one forge: there are settings of GitHub and of GitLab"
ONE_HINT = "start another service for the other, with a data folder of its own"
NEEDED_OF_GITLAB = "GitLab needs UPFLOW_GITLAB_URL, UPFLOW_GITLAB_TOKEN and UPFLOW_GITLAB_SECRET"
GITLAB_HINT = "docs/gitlab.md says how to set it up"
NEEDED = "a GitHub App needs UPFLOW_GITHUB_APP, UPFLOW_GITHUB_KEY and UPFLOW_GITHUB_SECRET"
HINT = "docs/github.md says how to set the App up"


@contextmanager
def open_bot(desk: Desk) -> Iterator[Bot]:
    """The bot of the settings. Raises WrongUse where it is set up by half."""
    with _http(desk.settings) as http:
        settings = desk.settings
        host, forges = _forge(settings, http)
        links = Links(settings.public_url, settings.wants_token)
        runs = Runs(desk, settings.github_trials)
        story = Story(forges, Pulls(desk.store.database), runs, desk.matrix, links, settings.max_upload)
        yield Bot(host, story, Items(desk.store.database))


def _forge(settings: Settings, http: httpx.Client) -> tuple[Host, Forges]:
    if not (settings.gitlab_url or settings.gitlab_token or settings.gitlab_secret):
        return _github(settings, http)
    if settings.github_app or settings.github_key or settings.github_secret:
        raise WrongUse(ONE, ONE_HINT)
    if not (settings.gitlab_url and settings.gitlab_token and settings.gitlab_secret):
        raise WrongUse(NEEDED_OF_GITLAB, GITLAB_HINT)
    client = Client(http, f"{settings.gitlab_url.rstrip('/')}/api/v4", "GitLab", {})
    return Host("GitLab", settings.gitlab_secret, gitlab_meaning), GitLabs(client, settings.gitlab_token)


def _github(settings: Settings, http: httpx.Client) -> tuple[Host, Forges]:
    if not settings.github_app or settings.github_key is None or not settings.github_secret:
        raise WrongUse(NEEDED, HINT)
    client = Client(http, settings.github_api.rstrip("/"))
    app = App(client, settings.github_app, read_key(settings.github_key))
    host = Host(
        "GitHub", settings.github_secret, lambda event, payload: meaning(event, payload, app.id), GitHubUpgrades
    )
    return host, GitHubs(app)


def _http(settings: Settings) -> httpx.Client:
    """Trusts whom the operator trusts: an Enterprise server often has a certificate of its house."""
    trusted = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else True
    return httpx.Client(timeout=SECONDS, verify=trusted)
