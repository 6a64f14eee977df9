"""The hashes of new versions, as the index tells them, for lines that have those of old ones."""

import re
from collections.abc import Collection

from packaging.utils import canonicalize_name
from packaging.version import Version

from service.locking import uv
from service.locking.trust import Left
from service.patch.lines import Hashes, hash_key, pinned
from service.patch.requirements import LineEdit
from service.uv_words import late

SOURCE, MADE = "in.txt", "out.txt"
_PIN = re.compile(r"([\w.-]+)==(\S+)")


def hashes(edits: Collection[LineEdit], python: str) -> Hashes:
    """By name and version; of what the index does not tell there is nothing."""
    wanted = {hash_key(edit.requirement) for edit in edits if edit.line.hashes and pinned(edit.requirement)}
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for key in sorted(wanted):
        found |= _of(*key, python)
    return found


def _of(name: str, version: str, python: str) -> dict[tuple[str, str], tuple[str, ...]]:
    words = ["pip", "compile", SOURCE, "--output-file", MADE, "--no-deps", "--generate-hashes", "--no-header"]
    words += ["--no-annotate", "--universal", "--python-version", late(python)]
    try:
        text = uv.run(words, {SOURCE: f"{name}=={version}\n".encode()}, MADE).decode()
    except Left:
        return {}
    said = _PIN.search(text)
    if said is None or canonicalize_name(said[1]) != name or Version(said[2]) != Version(version):
        return {}
    told = tuple(re.findall(r"--hash=(\S+)", text))
    return {(name, version): told} if told else {}
