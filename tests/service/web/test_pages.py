"""The pages: what a person sees at each state of a run, the twin in JSON, and that hostile words stay words."""

import contextlib
import re
import threading
import time

import httpx
import pytest

from service.nouns import Environment, Outcome, Reason
from service.web.pages.home import HomePage
from service.web.pages.run import RunPage

HTML = {"accept": "text/html"}
EVIL = "<script>alert(1)</script>\x1b[31m\u202e"
HOSTILE = {
    f"{EVIL[:8]}a.py": "import tensorflow as tf\nprint(tf.keras.optimizers.Adam(lr=0.1))  # <b>bold</b>\n",
    "requirements.txt": "tensorflow==2.15.1  # <img src=x onerror=alert(1)>\n-e <b>bold</b>\n",
}


class Evil:
    """Trials that say what an attacker would."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def prepare(self, _wanted, _limits, python, _say):
        return Environment("key", "/env", python, "image")

    def run(self, _environment, _files, _command, say, _number=0):
        say(EVIL)
        assert self.gate.wait(20)
        return Outcome(Reason.EXCEPTION, EVIL, EVIL * 3, 1, 61.0)


def scripts(page: str) -> list[str]:
    """Everything in a page that could run or load something."""
    return re.findall(
        r"<(?:script|img|iframe|object|embed|style|link|base|meta)\b[^>]*>|<[^>]*\son\w+=|=.?javascript:", page
    )


def get(client: httpx.Client, path: str) -> str:
    page = client.get(path, headers=HTML)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    return page.text


def test_an_empty_list_says_how_to_start(client):
    page = get(client, "/")
    assert "Nothing was checked yet" in page
    assert 'action="/runs"' in page


def test_the_form_starts_a_run_and_shows_it(client, packed):
    fields = {"url": "", "ref": "", "from": "", "to": "2.16", "python": "", "run": "false"}
    started = client.post("/runs", data=fields, files={"archive": ("p.tar.gz", packed())}, headers=HTML)
    assert started.status_code == 303
    assert "<h1>p <" in get(client, started.headers["location"])


def test_pasted_requirements_are_called_by_what_they_begin_with(serve):
    client = serve(start_worker=False)
    for text in ("# mine\ntensorflow==2.8.0  # old\nnumpy\nkeras\n", "tensorflow==2.9.1", "# nothing"):
        assert client.post("/runs", data={"requirements": text}, headers=HTML).status_code == 303
    client.post("/runs", data={"requirements": "tensorflow==2.9.1", "name": "ours"}, headers=HTML)
    names = [one["name"] for one in client.get("/?format=json&sort=name").json()["projects"]]
    assert names == ["ours.tar", "project.tar", "tensorflow==2.8.0 and 2 more.tar", "tensorflow==2.9.1.tar"]


def test_the_form_as_a_browser_sends_it_without_a_file(client):
    boundary = b"--b\r\nContent-Disposition: form-data; name="
    body = boundary + b'"url"\r\n\r\nhttps://8.8.8.8/a/project\r\n' + boundary
    body += b'"archive"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n'
    headers = {**HTML, "content-type": "multipart/form-data; boundary=b"}
    assert client.post("/runs", content=body, headers=headers).status_code == 303


def test_a_run_that_is_done_shows_verdicts_patch_and_findings(client, checked):
    run = checked(client, to="2.16")
    page = get(client, run["page"])
    assert f'href="{run["url"]}/patch"' in page
    for word in (
        "breaks",
        "focal.py:3",
        "<code>tensorflow==2.15.1</code>",
        "Every candidate",
        "With the patch it runs on",
    ):
        assert word in page
    assert "refresh" not in page
    home = get(client, "/")
    assert ">2.15.1</span>" in home
    assert "2.16.2</a>" in home


def test_a_run_that_waits_follows_by_itself_with_and_without_scripts(serve, packed):
    client = serve(start_worker=False)
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    page = get(client, run["page"])
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert '<script src="/static/live.js" defer></script>' in page
    assert "waits for its turn" in page


def test_a_run_that_failed_shows_why_and_what_to_do(client, checked):
    run = checked(client, {"a.py": "import tensorflow\n", "requirements.txt": "tensorflow==9.9\n"})
    page = get(client, run["page"])
    assert "admits no TensorFlow" in page
    assert "--from" in page


def test_hostile_words_stay_words(serve, packed, waited):
    trials = Evil()
    client = serve(open_trials=lambda _say: contextlib.nullcontext(trials))
    sent = client.post("/api/v1/runs", files={"archive": (f"<i>{EVIL}", packed(HOSTILE))}, data={"to": "2.16"})
    plain = {"</script>", "<b>", "<i>", "\x1b", "\u202e"}
    page = sent.json()["page"]
    pages, until = [], time.monotonic() + 60
    while "&lt;script&gt;alert(1)" not in (running := get(client, page)).partition("<main")[2].partition("line")[2]:
        assert time.monotonic() < until, running
        pages.append(running)
    trials.gate.set()
    waited(client, sent.headers["location"])
    for shown in (*pages, running, get(client, page), get(client, "/")):
        harmless = re.sub(r'<script src="/static/(live|page).js" defer></script>', "", shown)
        assert not [word for word in plain if word in harmless]
        assert all("/static/" in found or "meta" in found for found in scripts(shown))
    done = get(client, page)
    assert "&lt;img src=x onerror=alert(1)&gt;" in done.replace("&#34;", '"')
    assert "1 min 1 s" in get(client, f"{page}?tf=2.16.2")


def test_many_findings_come_page_by_page_and_can_be_searched(client, checked):
    lines = "".join(f"print(tf.keras.optimizers.Adam(lr={number}))\n" for number in range(100))
    files = {"a.py": f"import tensorflow as tf\n{lines}", "requirements.txt": "tensorflow==2.15.1\n"}
    address = checked(client, files, to="2.16")["page"]
    first = get(client, address)
    assert "1 to 20 of 100" in first
    assert "TensorFlow 2.16.2, the newest that was asked for" in first
    assert "and 90 more" in first
    assert len(first) < 1 << 20
    second = re.search(r'href="(\?[^"]+)" rel="next"', first)
    assert second
    assert "21 to 40 of 100" in get(client, f"{address}{second[1].replace('&amp;', '&')}".partition("#")[0])
    assert "1 to 1 of 1<" in get(client, f"{address}?q=a.py:99")
    assert "81 to 100 of 100" in get(client, f"{address}?page=9999")


def test_a_candidate_that_is_not_there_is_no_page(client, checked):
    run = checked(client, to="2.16")
    assert client.get(f"{run['page']}?tf=2.16.2", headers=HTML).status_code == 200
    assert client.get(f"{run['page']}?tf=9.9", headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/docs", "/nothing"])
def test_no_page_needs_another_host_and_every_answer_is_sealed(client, path):
    answer = client.get(path, headers=HTML)
    assert all("/static/" in found or "meta" in found for found in scripts(answer.text))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("name", ["upflow.css", "live.js", "page.js", "upflow.svg"])
def test_what_pages_load_is_there_and_names_no_other_host(client, name):
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text)
    assert answer.headers["content-security-policy"]


def test_every_page_has_a_twin_in_json(client, checked):
    run = checked(client)
    for path, kind in (("/", HomePage), (run["page"], RunPage)):
        asked = client.get(f"{path}?format=json")
        accepted = client.get(path, headers={"accept": "application/json"})
        assert asked.json() == accepted.json()
        assert asked.json().keys() == kind.__dataclass_fields__.keys()
    assert asked.json()["run"] == client.get(run["url"]).json()


def test_what_went_wrong_is_a_page_for_people_and_a_problem_for_programs(client):
    page = client.get("/runs/unknown", headers=HTML)
    assert page.status_code == 404
    assert "there is no run <code>unknown</code>" in page.text
    assert "it may have been deleted since" in page.text
    assert client.get("/runs/unknown").headers["content-type"] == "application/problem+json"
    wrong = client.post("/runs", data={"url": f"https://127.0.0.1/{EVIL[:8]}"}, headers=HTML)
    assert wrong.status_code == 422
    assert "<script>" not in wrong.text


def test_projects_are_found_sorted_and_come_page_by_page(serve, packed):
    client = serve(start_worker=False)
    for number in range(51):
        client.post("/api/v1/runs", files={"archive": (f"p{number}.tar.gz", packed())})
    first = get(client, "/?sort=name")
    older = re.search(r'href="(/\?[^"]+)" rel="next"', first)
    assert older
    assert ">p9<" not in first
    assert ">p9<" in get(client, older[1].replace("&amp;", "&"))
    found = get(client, "/?q=p50")
    assert "1 of 51" in found
    assert ">p49<" not in found
    assert "No project has that" in get(client, "/?reach=newest")
