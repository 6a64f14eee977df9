"""From a webhook over HTTP to the comment on GitHub, by the service as it is: its queue, its worker, its own runs."""

import time

from tests.service.bot.github.descriptions import example, webhooks
from tests.service.bot.test_story import BUMPED, OLD
from tests.service.bot.test_webhook import Hooks


def test_a_webhook_becomes_a_comment(serve, bot_settings, github):
    pull = github.open_pull(OLD, BUMPED, author="dependabot[bot]")
    hooks = Hooks(serve(bot_settings))
    payload = example("pull_request", "opened") | {"installation": {"id": github.installation}}
    payload["repository"] |= {"id": github.repository, "full_name": github.name}
    payload["pull_request"]["number"] = payload["number"] = pull.number
    for _ in range(2):
        assert hooks.send("pull_request", payload, "d-1").status_code in {200, 202}
    until = time.monotonic() + 120
    while not (said := github.said()) and time.monotonic() < until:
        time.sleep(0.1)
    assert "tensorflow 2.15.1 → 2.16.2 breaks this project" in said[0]
    run = said[0].partition("https://upflow.example.org")[2].partition(")")[0]
    assert hooks.client.get(run).status_code == 200
    listed = hooks.client.get("/api/v1/runs").json()["runs"]
    assert [each["state"] for each in listed] == ["done", "done"]
    assert not [token for token in github.tokens if token in str(listed)]


def test_what_follows_from_every_example_of_github_comes_to_an_end(played, caplog):
    """Their repositories are not there: each is left, and nothing goes wrong."""
    for number, (event, payload) in enumerate(webhooks()):
        sent = {**payload, "installation": {"id": played.where.installation, **payload.get("installation", {})}}
        assert played.bot.take(f"d-{number}", event, sent)
    played.work()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert played.github.ours() == []
