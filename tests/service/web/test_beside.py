"""Two runs side by side, and what breaks in all projects by its cause."""

from dataclasses import replace
from itertools import chain

import httpx

from service.report import ReasonPart, TrialPart
from service.web.causes import Answered, causes, met
from tests.service.conftest import FOCAL
from tests.service.test_headline import candidate, report

HTML = {"accept": "text/html"}
BETTER = {**FOCAL, "focal.py": "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(learning_rate=0.1))\n"}


def get(client: httpx.Client, path: str) -> str:
    page = client.get(path, headers=HTML)
    assert page.status_code == 200, page.text
    return page.text


def test_two_runs_are_compared(client, checked):
    before, after = checked(client, to=["2.16", "2.17"]), checked(client, BETTER, to="2.16")
    page = get(client, f"/compare?a={before['id']}&b={after['id']}")
    assert "better" in page
    assert "0 came, 1 went, 0 in both" in page
    assert "not asked" in page
    twin = client.get(f"/compare?a={before['id']}&b={after['id']}&format=json").json()
    assert [(row["tensorflow"], row["change"]) for row in twin["rows"]] == [("2.17.1", "other"), ("2.16.2", "better")]
    again = client.get(f"{before['url']}/compare/{after['id']}").json()
    assert [(row["tensorflow"], row["change"]) for row in again["candidates"]] == [
        (row["tensorflow"], row["change"]) for row in twin["rows"]
    ]
    assert get(client, f"/compare?a={before['id']}").count("<option") == 6


def test_what_cannot_be_compared_is_told(client):
    assert "No run has a report yet" in get(client, "/compare")
    assert client.get("/compare?a=nothing", headers=HTML).status_code == 404


def test_causes_are_told_once_with_all_their_projects(client, checked):
    checked(client, name="one.tar.gz", to="2.16")
    checked(client, name="one.tar.gz", to="2.16")
    checked(client, name="two.tar.gz", to="2.16")
    checked(client, BETTER, name="good.tar.gz", to="2.16")
    page = get(client, "/failures")
    assert "2 projects, 2 places, from TensorFlow " in page
    assert "newest answer of 3 projects" in page
    assert "0 causes" in get(client, "/failures?kind=gpu")
    assert "1 cause<" in get(client, "/failures?q=optimizer")


def test_causes_of_packages_and_trials_do_not_depend_on_places():
    one = report(candidate("2.16.2", "breaks", "works"))
    found = causes(chain(met(Answered("1", "a", one)), met(Answered("2", "b", one))))
    assert [(cause.kind, cause.name, len(cause.projects), cause.places) for cause in found] == [("code", "r", 2, 2)]
    assert all(project.mended for project in found[0].projects)
    failed = TrialPart(False, "failed", None, "ValueError: 3 at '/work/x' of 0x7f", (), 1.0, "", shown="breaks")
    refused = ReasonPart("package", "does not install: TensorFlow 2.16.2 has no wheel", ())
    of = replace(candidate("2.16.2", "breaks", "breaks", failed), reasons=(refused,))
    kinds = [(cause.kind, cause.name) for cause in causes(met(Answered("1", "a", replace(one, candidates=(of,)))))]
    assert kinds == [("trial", "ValueError: 3 at … of …"), ("package", "does not install"), ("code", "r")]
