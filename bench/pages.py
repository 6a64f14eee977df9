"""How soon a page is there, how much it weighs, whether it jumps, and how late a live one is, in a real Chromium.

    python bench/pages.py [--rounds 5]

A project that 20 or more TensorFlows lie ahead of is checked from its text; then another is followed while its
trials say what time it is. Bars: the largest paint within 1 s, no shift, 150 KB without the diff, events within 1 s.
"""

import argparse
import io
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import Page, Response, sync_playwright

from service.api import create_app
from service.nouns import Environment, Outcome
from service.settings import Settings

ROOT = Path(__file__).parents[1]
PAINT, WEIGHT, DELAY = 1.0, 150_000, 1.0
EVENTS = 6
SEEN = """() => new Promise((done) => {
  let paint = 0, shift = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) paint = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([paint / 1000, shift]), 600);
})"""
FOLLOWED = """() => {
  window.late = {};
  const look = () => {
    const said = document.querySelector('[data-part="head"]').textContent.match(/it is (\\d+\\.\\d+)/);
    if (said && !(said[1] in window.late)) window.late[said[1]] = Date.now() / 1000 - Number(said[1]);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


class Clock:
    """Trials that say what time it is, again and again."""

    def prepare(self, _wanted: object, _limits: object, python: str, _say: object) -> Environment:
        return Environment("key", "/env", python, "image")

    def run(self, *said: Any, **_: object) -> Outcome:  # noqa: ANN401  # what a trial is given, of which one thing counts
        say: Callable[[str], None] = next(one for one in said if callable(one))
        for _each in range(EVENTS):
            time.sleep(1.3)
            say(f"it is {time.time():.3f}")
        return Outcome(None, "", "log", 0, 1.0)

    def packages(self, _environment: object) -> Mapping[str, object]:
        return {}


def main() -> int:
    """Measures, prints, and says by the exit code whether every bar is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, _service(Path(folder)) as client, _browser() as page:
        run = _checked(client, {"train.py": _program(), "requirements.txt": "tensorflow==1.14.0\n"})
        seen = [_loaded(page, f"{client.base_url}{run['page']}") for _ in range(rounds)]
        late = _followed(page, client)
    paint, shift, weight, diff = (median(one[at] for one in seen) for at in range(4))
    print(f"candidates         {len(run['report']['candidates'])}, findings {len(run['report']['findings'])}")
    print(f"largest paint      {paint:.2f} s, median of {rounds} (at most {PAINT} s)")
    print(f"layout shift       {shift:.4f} (none)")
    print(
        f"weight             {weight / 1000:.0f} KB, and a diff of {diff / 1000:.0f} KB (at most {WEIGHT // 1000} KB)"
    )
    print(f"live update        {median(late):.2f} s, slowest of {len(late)} {max(late):.2f} s (at most {DELAY} s)")
    return int(paint > PAINT or shift > 0 or weight > WEIGHT or max(late) > DELAY)


def _program() -> str:
    calls = "".join(f"weights_{number} = tf.get_variable('w{number}', [{number + 1}])\n" for number in range(30))
    return f"import tensorflow as tf\n\n{calls}tf.keras.optimizers.Adam(lr=0.1)\ntf.nn.dropout(1.0, keep_prob=0.5)\n"


@contextmanager
def _service(folder: Path) -> Iterator[httpx.Client]:
    """A real one, on a free port of this machine."""
    app = create_app(Settings(data=folder), lambda _say: nullcontext(Clock()))  # type: ignore[arg-type]  # what is asked of it, it has
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                while not server.started:
                    time.sleep(0.05)
                yield client
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _browser() -> Iterator[Page]:
    path = subprocess.run(
        ["sh", "scripts/browser.sh"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium.new_page(viewport={"width": 1280, "height": 900})
        chromium.close()


def _sent(client: httpx.Client, files: Mapping[str, str], **fields: str) -> Any:  # noqa: ANN401  # JSON
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    sent = client.post("/api/v1/runs", files={"archive": ("project.zip", content.getvalue())}, data=fields)
    return sent.raise_for_status().json()


def _checked(client: httpx.Client, files: Mapping[str, str]) -> Any:  # noqa: ANN401  # JSON
    run = _sent(client, files, run="false")
    while run["state"] not in {"done", "failed"}:
        time.sleep(0.1)
        run = client.get(run["url"]).json()
    assert run["state"] == "done", run["error"]
    return run


def _loaded(page: Page, address: str) -> tuple[float, float, float, float]:
    """Seconds to the largest paint, what shifts, and the bytes of everything that was loaded, the diff apart."""
    sizes: list[int] = []

    def count(answer: Response) -> None:
        sizes.append(len(answer.body()))

    page.on("response", count)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", count)
    paint, shift = page.evaluate(SEEN)
    diff = len(page.locator('[data-part="patch"]').evaluate("part => part.outerHTML").encode())
    page.goto("about:blank")
    return paint, shift, sum(sizes) - diff, diff


def _followed(page: Page, client: httpx.Client) -> list[float]:
    """How long each thing that a trial said took to the screen."""
    run = _sent(client, {"a.py": "import tensorflow\n", "requirements.txt": "tensorflow==2.15.1\n"}, to="2.16")
    page.goto(f"{client.base_url}{run['page']}")
    page.evaluate(FOLLOWED)
    page.wait_for_timeout(2 * EVENTS * 1300 + 3000)
    late: Mapping[str, float] = page.evaluate("window.late")
    return list(late.values())


if __name__ == "__main__":
    sys.exit(main())
