"""Makes the README's pictures of the pages: real runs of the examples, looked at with a real Chromium.

Run it from the project's root: `.venv/bin/python scripts/pages.py`. It starts a service and runs trials in containers;
with `--server http://127.0.0.1:8000` it takes one that is there, with its newest runs.
"""

import argparse
import io
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
EXAMPLES = ("linear-regression", "focal-loss")
WIDTH, HEIGHT = 1120, 840
PAGES: dict[str, tuple[str, Literal["light", "dark"]]] = {
    "home": ("/", "light"),
    "run": ("{run}", "light"),
    "matrix": ("/matrix?gpu=RTX+4090&driver=535&python=3.11", "light"),
    "symbols": ("/symbols?name=tf.keras.optimizers.Adam", "dark"),
}


def main() -> int:
    """Writes docs/NAME.png for every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server")
    server = parser.parse_args().server
    with _taken(server) if server else _started() as client:
        runs = client.get("/api/v1/runs").raise_for_status().json()["runs"]
        run = next(one["page"] for one in runs if one["name"].startswith("focal-loss") and one["asked"]["run"])
        _draw(str(client.base_url).rstrip("/"), run)
    return 0


@contextmanager
def _taken(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=60, trust_env=False) as client:
        yield client


@contextmanager
def _started() -> Iterator[httpx.Client]:
    """A service of its own, in which the examples have run."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        service = subprocess.Popen([str(ROOT / ".venv/bin/upflow"), "serve", "--port", port, "--data", folder])
        try:
            with _taken(f"http://127.0.0.1:{port}") as client:
                _run_examples(client)
                yield client
        finally:
            service.terminate()
            service.wait()


def _run_examples(client: httpx.Client) -> None:
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(base_url=client.base_url, transport=transport, trust_env=False) as patient:
        patient.get("/api/v1/health")
    for name in EXAMPLES:
        run = _sent(client, name)
        while run["state"] in {"queued", "running"}:
            time.sleep(2)
            run = client.get(run["url"]).raise_for_status().json()


def _sent(client: httpx.Client, name: str) -> Any:  # noqa: ANN401  # JSON
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(ROOT / "examples" / name, arcname=name)
    sent = client.post(
        "/api/v1/runs", files={"archive": (f"{name}.tar.gz", packed.getvalue())}, data={"to": "2.16, newest"}
    )
    return sent.raise_for_status().json()


def _draw(address: str, run: str) -> None:
    found = subprocess.run(["sh", "scripts/browser.sh"], cwd=ROOT, capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        for name, (path, theme) in PAGES.items():
            page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme)
            page.goto(address + path.format(run=run), wait_until="networkidle")
            page.screenshot(path=ROOT / "docs" / f"{name}.png")
            page.close()
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
