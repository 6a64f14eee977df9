"""Pins of a lock that have no wheel: nothing is built to read what they ask for, the lock itself says it."""

import re
from collections.abc import Collection, Iterator, Mapping

from packaging.utils import canonicalize_name

from service.locking import uv
from service.locking.trust import Left
from service.nouns import DeclaredLine, Lock
from service.patch.lines import hash_key, pinned
from service.resolve.sources import stand_in

ASKED, MADE, FOLDER = "pins.in", "pins.txt", "sources"
MOST = 30
"""So many packages of one lock are looked at one by one: each is a run of uv."""
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s,;)]+)")
_NO_WHEEL = re.compile(r"([A-Za-z0-9][\w.-]*)==\S+ has no (?:usable )?wheels(?! with)")
_BLOCK = re.compile(
    r"^(?P<name>[\w.-]+)(?P<rest>\S*==\S+(?: ;[^\\\n]*)?)(?P<hashes>(?: \\\n +--hash=\S+)+)", re.MULTILINE
)


def stand_ins(lock: Lock, python: str) -> dict[str, bytes]:
    """By path, a wheel with nothing but metadata for each pin that has none: what is needed for it is in the lock."""
    pins = dict(hash_key(line.requirement) for line in lock.lines if pinned(line.requirement))
    found: dict[str, bytes] = {}
    for name in _without_wheels(pins, python):
        wanted = [str(canonicalize_name(line.requirement.name)) for line in lock.lines if _asks(name, line)]
        file, content = stand_in(name, pins[name], wanted)
        found[f"{FOLDER}/{file}"] = content
    return found


def with_own_hashes(text: str, old: str, stood_in: Collection[str]) -> str:
    """The hashes of what was stood in for, as the lock had them."""
    names = {path.removeprefix(f"{FOLDER}/").partition("-")[0].replace("_", "-") for path in stood_in}
    known = {canonicalize_name(found["name"]) + found["rest"]: found["hashes"] for found in _BLOCK.finditer(old)}

    def own(found: "re.Match[str]") -> str:
        name = canonicalize_name(found["name"])
        hashes = known.get(name + found["rest"]) if name in names else None
        return f"{found['name']}{found['rest']}{hashes}" if hashes else found[0]

    return _BLOCK.sub(own, text)


def _asks(name: str, line: DeclaredLine) -> bool:
    return any(canonicalize_name(asker.partition("[")[0]) == name for asker in line.via)


def _without_wheels(pins: Mapping[str, str], python: str) -> Iterator[str]:
    """Universal: whether there is any wheel, wherever it is for. uv names one a run."""
    left = dict(pins)
    words = ["pip", "compile", ASKED, "--output-file", MADE, "--no-deps", "--universal", "--no-header"]
    for _ in range(MOST):
        asked = "".join(f"{name}=={version}\n" for name, version in left.items()).encode()
        try:
            uv.run([*words, "--python-version", python], {ASKED: asked}, MADE)
        except Left as why:
            without = _NO_WHEEL.search(str(why))
            named = without or next((one for one in _PIN.finditer(str(why)) if canonicalize_name(one[1]) in left), None)
            if named is None or left.pop(canonicalize_name(named[1]), None) is None:
                return
            if without:
                yield canonicalize_name(named[1])
        else:
            return
