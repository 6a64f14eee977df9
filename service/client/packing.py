"""A project as an archive that may leave this machine: what git ignores stays here, and so does what holds secrets."""

import io
import os
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from service.nouns import Checkout, Note

SECRET = re.compile(
    r"(?:^|/)(?:\.env(?:\..+)?|\.netrc|\.pypirc|\.npmrc|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key|p12|pfx)"
    r"|credentials(?:\.json)?|service[-_]account.*\.json|\.aws/.*|\.ssh/.*)$",
    re.IGNORECASE,
)
SHOWN = re.compile(r"\.env\.(?:example|sample|template)$", re.IGNORECASE)
GIT_SECONDS = 60
CLOSED = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
WITHOUT_A_REMOTE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A repository may say that objects are missing, and name a program by which git is to get them."""


def sendable(checkout: Checkout, folder: Path | None) -> tuple[Checkout, tuple[Note, ...]]:
    """The files that may be sent, and a note for each that may hold a secret. `folder` is where they are from."""
    ignored = _ignored(folder) if folder else frozenset[str]()
    secret = sorted(path for path in checkout.files if SECRET.search(path) and not SHOWN.search(path))
    files = {path: data for path, data in checkout.files.items() if path not in ignored and path not in secret}
    notes = tuple(Note(path, None, "not sent: it may hold a secret") for path in secret if path not in ignored)
    return checkout._replace(files=files), notes


def packed(checkout: Checkout) -> IO[bytes]:
    """A .tar.gz on disk, in which the project has a folder of its own."""
    file = tempfile.TemporaryFile(prefix="upflow-send-")  # noqa: SIM115 - whoever sends it closes it
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        for path, data in sorted(checkout.files.items()):
            member = tarfile.TarInfo(f"project/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    file.seek(0)
    return file


def _ignored(folder: Path) -> frozenset[str]:
    """What git would not commit; none where the folder is in no repository, or there is no git."""
    words = ["ls-files", "--others", "--ignored", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(
            ["git", *CLOSED, "-C", str(folder), *words],
            env={**os.environ, **WITHOUT_A_REMOTE},
            capture_output=True,
            timeout=GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode(errors="surrogateescape").split("\0")) if done.returncode == 0 else frozenset()
