"""What trials need, looked for one by one: found or not, and what to do where it is not."""

import contextlib
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from uv import find_uv_bin

from service.errors import NotReachable
from service.sandbox.engine import HINT, LOST, Engine, connect, words
from service.sandbox.environments import NEEDED
from service.sandbox.interpreters import interpreters
from service.settings import Settings

REGISTRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that upflow needs."""

    name: str
    found: bool
    detail: str
    advice: str = ""


def examine(settings: Settings) -> list[Check]:
    """All of them, whatever the one before found."""
    return [
        *_engine_and_images(settings.images),
        _interpreters(),
        _uv(),
        _disk(settings.data),
        _registry(),
        *_certificates(settings.ca_bundle),
    ]


def _engine_and_images(images: str) -> list[Check]:
    try:
        engine = connect()
    except NotReachable as error:
        missing = Check("images", found=False, detail="unknown without an engine", advice="bring up an engine first")
        return [Check("engine", found=False, detail=error.message, advice=error.hint), missing]
    with contextlib.closing(engine):
        detail = f"version {engine.version}, storage {engine.storage}, installs through network {engine.outward}"
        return [Check("engine", found=True, detail=detail), _images(engine, images)]


def _images(engine: Engine, choice: str) -> Check:
    try:
        tags = sorted(tag for image in engine.client.images.list() for tag in image.tags)
    except LOST as error:
        return Check("images", found=False, detail=words(error), advice=HINT)
    ours = [tag for tag in tags if tag.startswith(("python:", "upflow/python:"))]
    return Check(
        "images",
        found=bool(ours),
        detail=f"{', '.join(ours) or 'none yet'} (setting: {choice})",
        advice="" if ours else "`upflow images 3.11` gets one now; else the first trial does",
    )


def _interpreters() -> Check:
    found = interpreters()
    return Check(
        "interpreters",
        found=bool(found),
        detail=", ".join(found) or "none that an image could be built of",
        advice="" if found else "only needed where images cannot be pulled: install Pythons with pyenv or uv",
    )


def _uv() -> Check:
    try:
        return Check("uv", found=True, detail=f"version {version('uv')}, {find_uv_bin()}")
    except FileNotFoundError:
        return Check("uv", found=False, detail="its program is missing", advice="make setup")


def _disk(data: Path) -> Check:
    existing = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    return Check(
        "disk",
        found=free >= NEEDED,
        detail=f"{free / 1e9:.1f} GB free for {data}",
        advice="" if free >= NEEDED else f"free {NEEDED / 1e9:.1f} GB, or set UPFLOW_DATA to a larger disk",
    )


def _registry() -> Check:
    """Asks for one small package, as every trial will; the answer may not come from a cache."""
    command = [find_uv_bin(), "pip", "compile", "--quiet", "--no-cache", "--no-config", "--no-python-downloads", "-"]
    try:
        asked = subprocess.run(
            command, input="six", capture_output=True, text=True, timeout=REGISTRY_SECONDS, check=False
        )
        reachable = asked.returncode == 0
    except subprocess.TimeoutExpired:
        reachable = False
    return Check(
        "registry",
        found=reachable,
        detail="the package index answers" if reachable else "the package index does not answer",
        advice="" if reachable else "look at the network, HTTPS_PROXY and SSL_CERT_FILE; a static answer needs none",
    )


def _certificates(bundle: Path | None) -> list[Check]:
    if bundle is None or bundle.is_file():
        return []
    return [Check("certificates", found=False, detail=f"{bundle} is no file", advice="correct UPFLOW_CA_BUNDLE")]
