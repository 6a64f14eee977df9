"""The pages of facts, which need no run: the matrix, names, and the explanation of a log."""

import asyncio
import re

import httpx
import pytest

from service.api import create_app
from service.settings import Settings
from tests.service.web import loops

HTML = {"accept": "text/html"}


def get(client: httpx.Client, path: str) -> str:
    page = client.get(path, headers=HTML)
    assert page.status_code == 200, page.text
    return page.text


def test_the_matrix_shows_the_newest_patch_of_each_minor_and_leads_to_sources(client):
    page = get(client, "/matrix?python=3.9&cuda=11.2&driver=470&numpy=1.26")
    assert ">2.10.1</a>" in page
    assert ">2.10.0</a>" not in page
    assert 'title="stated: pypi-tensorflow@2.10.1"' in page
    assert ">2.10.0</a>" in get(client, "/matrix?python=3.9&cuda=11.2&driver=470&numpy=1.26&patches=all")


def test_one_release_is_shown_whole_and_its_address_keeps_the_question(client):
    page = get(client, "/matrix?gpu=RTX+4090&driver=535")
    (address,) = set(re.findall(r'href="(/matrix\?[^"]*tf=2\.14\.1)"', page))
    assert "gpu=RTX+4090" in address
    whole = get(client, address.replace("&amp;", "&"))
    for word in ("Breaks although metadata allows it", "What goes beside it", "tensorflow-text", "works"):
        assert word in whole


def test_what_nothing_goes_with_and_what_is_no_version_are_told(client):
    assert "No TensorFlow goes with all of that" in get(client, "/matrix?tf=2.4&python=3.12")
    for wrong in ("tf=9.9", "gpu=nothing", "python=9", "nothing=1"):
        answer = client.get(f"/matrix?{wrong}", headers=HTML)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html")


def test_a_name_has_its_life_its_signatures_and_its_rules(client):
    page = get(client, "/symbols?name=tf.keras.optimizers.Adam")
    for word in ("there in the newest", "2.16 on: loses <code>jit_compile</code>", "optimizer_learning_rate"):
        assert word in page
    gone = get(client, "/symbols?name=tf.contrib.layers.fully_connected")
    assert "gone after 1.15" in gone
    assert "contrib_names" in gone or "What upflow does with it" in gone


def test_a_name_that_nobody_knows_has_near_ones_and_hostile_ones_are_words(client):
    assert "did you mean tf.nn.dropout" in get(client, "/symbols?name=tf.nn.dropuot").replace("<code>", "")
    page = get(client, "/symbols?name=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert "tf.nn.relu" in get(client, "/symbols?name=tf.nn").replace("<code>relu</code>", "tf.nn.relu")


def test_names_are_offered_while_they_are_typed(client):
    assert client.get("/symbols/names?q=tf.nn.drop").json() == {"names": ["tf.nn.dropout"]}
    assert client.get("/symbols/names?q=ke").json() == {"names": ["keras."]}
    assert client.get("/symbols/names?q=").json()["names"]
    assert len(client.get("/symbols/names?q=tf.").json()["names"]) == 20


@pytest.mark.parametrize("as_file", [False, True])
def test_a_log_is_explained_whether_pasted_or_sent(client, as_file):
    log = "Traceback\nAttributeError: module 'tensorflow' has no attribute 'placeholder'\n<script>alert(1)</script>\n"
    files = {"log": ("build.log", log)} if as_file else {"log": (None, log)}
    page = client.post("/explain", files=files, headers=HTML).text
    assert "tf.placeholder is there since TensorFlow" in page
    assert "<script>alert" not in page
    assert 'href="/symbols?name=tf.placeholder"' in page


def test_what_no_log_explains_is_told_and_a_wrong_version_is_refused(client):
    assert "No line of it looks like an error" in client.post("/explain", data={"log": "all fine"}, headers=HTML).text
    assert "This error is not known" in client.post("/explain", data={"log": "KeyError: 'mine'"}, headers=HTML).text
    wrong = client.post("/explain", data={"log": "x", "tf": "two"}, headers=HTML)
    assert wrong.status_code == 422
    assert "Explain it" in get(client, "/explain")


def test_the_matrix_is_worked_out_before_anybody_asks(tmp_path):
    app = create_app(Settings(data=tmp_path), start_worker=False, prepared=True)

    async def answered() -> None:
        async with app.router.lifespan_context(app):
            while not app.state.desk.answered:  # noqa: ASYNC110  # a thread works it out
                await asyncio.sleep(0.05)

    loops.run(asyncio.wait_for(answered(), 60))
