"""GitHub's own words: the description of its API as far as the bot uses it, and every example of a webhook."""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def openapi() -> Any:
    return json.loads(gzip.decompress(HERE.joinpath("openapi.json.gz").read_bytes()))


@cache
def webhooks() -> tuple[tuple[str, Any], ...]:
    """Each example with the name of its event."""
    told = json.loads(gzip.decompress(HERE.joinpath("webhooks.json.gz").read_bytes()))
    return tuple((event["name"], example) for event in told["events"] for example in event["examples"])


def example(event: str, action: str) -> Any:
    """A fresh one, to be changed."""
    found = next(each for name, each in webhooks() if name == event and each.get("action", "") == action)
    return json.loads(json.dumps(found))
