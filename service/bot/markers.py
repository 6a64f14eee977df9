"""How our own words are found again: a line that nobody sees, at the very beginning of what we write. Pure."""

import re
from hashlib import sha256

from service.bot.forge import Suggestion
from service.bot.harmless import fence_for

KEY = r"[\w.:-]+"
MARKER = re.compile(rf"\A<!-- upflow (\w+) ({KEY}) -->")
SUGGESTED = "Written by upflow: apply it here, or all of them at once with `/upflow fix`."


def marked(kind: str, key: str, text: str) -> str:
    return f"<!-- upflow {kind} {key} -->\n{text}"


def has(kind: str, key: str, text: str) -> bool:
    """Whether a text begins with that marker. One further down may be quoted, or somebody else's."""
    found = MARKER.match(text)
    return found is not None and (found[1], found[2]) == (kind, key)


def suggestion_text(one: Suggestion, kind: str = "suggestion") -> str:
    """Every line of it counts, an empty one at its end as well. `kind` is what the forge calls such a block."""
    fence = fence_for(one.text)
    return marked("suggestion", one.key, f"{SUGGESTED}\n{fence}{kind}\n{one.text}\n{fence}")


def suggestion_keys(body: str) -> tuple[str, ...]:
    found = MARKER.match(body)
    return (found[2],) if found and found[1] == "suggestion" else ()


def key_of(*parts: object) -> str:
    """A short name of what is the same."""
    return sha256("\0".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
