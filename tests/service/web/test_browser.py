"""The pages in a real Chromium: nobody is left out, nothing breaks, and what a person does leads where it should."""

import contextlib
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types

from service.nouns import Environment, Outcome, Reason

pytestmark = pytest.mark.browser
WHOLE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
FOCAL = {
    "focal.py": "import tensorflow as tf\n\ntf.keras.optimizers.Adam(lr=0.1)\ntf.nn.dropout(1, keep_prob=2)\n",
    "requirements.txt": "tensorflow==2.15.1\nnumpy\n",
}
LOG = "Traceback (most recent call last):\nAttributeError: module 'tensorflow' has no attribute 'placeholder'\n"


class Steps:
    """Trials that go on one by one, when they are told to; the third ends well, every other fails."""

    def __init__(self) -> None:
        self.step = threading.Semaphore(0)
        self.ran = 0

    def prepare(self, _wanted, _limits, python, _say):
        return Environment("key", "/env", python, "image")

    def run(self, _environment, _files, _command, say, _number=0):
        say("training <b>epoch</b> 1")
        assert self.step.acquire(timeout=30)
        self.ran += 1
        log = "".join(f"line {number}\n" for number in range(30)) + "ValueError: not <i>enough</i>\n"
        return Outcome(None, "", log, 0, 1.5) if self.ran != 2 else Outcome(Reason.EXCEPTION, "ValueError", log, 1, 2.0)

    def packages(self, _environment):
        return {}


def violations(page, options=WHOLE) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:150]} {one['nodes'][0]['failureSummary'][:200]}"
        for one in found
    ]


def address(client, path: str) -> str:
    return str(client.base_url).rstrip("/") + path


def test_no_page_leaves_anybody_out(client, checked, opened):
    page = opened(address(client, "/"))
    found = violations(page)
    run = checked(client, FOCAL, to="newest")
    paths = [
        "/",
        run["page"],
        f"{run['page']}?view=split&q=dropout",
        "/matrix?tf=2.16.1",
        "/symbols?name=tf.nn.dropout",
    ]
    paths += [f"/compare?a={run['id']}&b={run['id']}", "/failures", "/runs/none"]
    for path in paths:
        page.goto(address(client, path))
        found += violations(page)
    page.goto(address(client, "/explain"))
    page.get_by_label("The log").fill(LOG)
    page.get_by_role("button", name="Explain it").click()
    page.get_by_text("is there since TensorFlow").wait_for()
    assert not [*found, *violations(page)]


def test_every_colour_can_be_read_in_the_dark(client, checked, opened):
    run = checked(client, FOCAL, to="newest")
    page = opened(address(client, "/"), theme="dark")
    found = violations(page, CONTRAST)
    for path in (run["page"], "/matrix?tf=2.16.1", "/symbols?name=tf.nn.dropout", "/failures", "/explain"):
        page.goto(address(client, path))
        found += violations(page, CONTRAST)
    assert not found


@pytest.mark.parametrize("width", [320, 1024])
def test_no_page_is_wider_than_the_screen(client, checked, opened, width):
    name = "x" * 190 + ".tar.gz"
    run = checked(client, FOCAL, name=name, to="newest")
    page = opened(address(client, "/"), width=width)
    paths = [
        "/",
        run["page"],
        f"{run['page']}?view=split",
        "/matrix",
        "/matrix?tf=2.16.1",
        "/symbols?name=tf.nn",
        "/explain",
    ]
    for path in [*paths, "/failures", f"/compare?a={run['id']}&b={run['id']}"]:
        page.goto(address(client, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_newest_that_it_can_use_and_what_to_do_are_found_from_the_home_page(client, checked, opened):
    checked(client, FOCAL, name="mine.tar.gz", to="newest")
    page = opened(address(client, "/"))
    row = page.get_by_role("row", name="mine")
    newest = row.get_by_role("link", name="2.21.0").inner_text()
    row.get_by_role("link", name="mine").click()
    assert newest.removeprefix("✔").strip() in page.get_by_role("heading", level=2).first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the patch").click()
    assert "-tensorflow==2.15.1" in download.value.path().read_text()


def test_a_candidate_and_a_view_are_chosen_without_loading_the_page_again(client, checked, opened):
    run = checked(client, FOCAL)
    page = opened(address(client, run["page"]))
    page.evaluate("window.stays = true")
    page.get_by_role("link", name="Why 2.16.2").click()
    page.get_by_role("heading", name="Why 2.16.2").wait_for()
    assert page.evaluate("document.activeElement.id") == "why"
    assert page.url.endswith("?tf=2.16.2#why")
    page.get_by_role("link", name="Side by side").click()
    page.locator("table.split").first.wait_for()
    assert page.evaluate("window.stays")


def test_everything_is_reached_by_keyboard(client, checked, opened):
    page = opened(address(client, checked(client, FOCAL)["page"]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Download the patch", "Copy", "2.16.2", "Side by side"} <= seen


def test_names_are_offered_while_they_are_typed(client, opened):
    page = opened(address(client, "/symbols"))
    page.get_by_label("Public name").press_sequentially("tf.nn.drop", delay=5)
    page.locator("#names option[value='tf.nn.dropout']").wait_for(state="attached")
    page.get_by_label("Public name").fill("tf.nn.dropout")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="tf.nn.dropout").wait_for()


def test_everything_can_be_read_and_asked_without_scripts(client, checked, opened):
    checked(client, FOCAL)
    page = opened(address(client, "/"), scripts=False)
    page.get_by_role("link", name="project", exact=True).click()
    page.get_by_role("link", name="Why 2.16.2").click()
    assert page.get_by_role("heading", name="Why 2.16.2").is_visible()
    page.get_by_role("link", name="Side by side").click()
    assert page.locator("table.split").first.is_visible()
    assert not page.get_by_role("button", name="Print").is_visible()
    page.get_by_role("link", name="Symbols").click()
    page.get_by_label("Public name").fill("tf.nn.dropout")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("loses keep_prob").is_visible()


def test_a_run_is_followed_while_it_goes_on_and_where_the_stream_breaks(serve, packed, opened):
    trials = Steps()
    client = serve(open_trials=lambda _say: contextlib.nullcontext(trials))
    files = {**FOCAL, "test_focal.py": "def test_one():\n    pass\n"}
    run = client.post("/api/v1/runs", files={"archive": ("p.tar.gz", packed(files))}, data={"to": "2.16"}).json()
    page = opened(address(client, run["page"]))
    page.get_by_text("training <b>epoch</b> 1").first.wait_for()
    assert page.get_by_text("The connection is lost").is_hidden()
    trials.step.release()
    page.locator("tr.today .half.green", has_text="works").nth(1).wait_for()

    page.context.set_offline(True)
    page.route("**/runs/**", lambda route: route.abort())
    trials.step.release()
    page.get_by_text("The connection is lost").wait_for()
    page.context.set_offline(False)
    page.unroute("**/runs/**")
    page.get_by_text("The connection is lost").wait_for(state="hidden", timeout=15_000)
    for _ in range(8):
        trials.step.release()
    page.get_by_role("heading", name="p done").get_by_text("done").wait_for(timeout=20_000)
    assert page.get_by_role("link", name="Download the patch").is_visible()
    page.get_by_role("link", name="Log").nth(1).click()
    page.get_by_role("link", name="Line 1", exact=True).wait_for()
    found = violations(page)
    page.get_by_label("Search in the log").fill("ENOUGH")
    page.keyboard.press("Enter")
    assert page.locator("mark").inner_text() == "enough"
    assert not [*found, *violations(page)]
