"""Cuts GitHub's own description of its API, and its example webhooks, down to what the tests of the bot hold.

npm pack @octokit/openapi @octokit/webhooks-examples, unpack both, then:
    python scripts/github_descriptions.py OPENAPI_FOLDER EXAMPLES_FOLDER
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1] / "tests/service/bot/github"
OPERATIONS = tuple(HERE.joinpath("operations.txt").read_text().split("\n"))
WORDS = frozenset({"description", "summary", "example", "examples", "externalDocs", "tags", "deprecated", "title"})
NAMED = frozenset({"properties", "parameters", "schemas", "responses", "headers", "paths", "patternProperties"})
METHODS = frozenset({"get", "put", "post", "patch", "delete"})


def main(openapi: Path, examples: Path) -> None:
    whole = json.loads((openapi / "generated/api.github.com.json").read_text())
    _write("openapi.json.gz", {"from": _version(openapi), **cut(whole, OPERATIONS)})
    events = json.loads((examples / "api.github.com/index.json").read_text())
    kept = [{"name": event["name"], "examples": event["examples"]} for event in events]
    _write("webhooks.json.gz", {"from": _version(examples), "events": kept})


def cut(whole: Any, wanted: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401  # a description is JSON
    """The operations that are wanted with all that they refer to, as JSON Schema understands it."""
    paths: dict[str, Any] = {}
    for line in filter(None, wanted):
        method, path = line.split()
        paths.setdefault(path, {})[method.lower()] = whole["paths"][path][method.lower()]
    bare: dict[str, Any] = {"paths": _bare(paths), "components": {}}
    pending = list(_references(bare["paths"]))
    while pending:
        _, _, kind, name = pending.pop().split("/")
        known = bare["components"].setdefault(kind, {})
        if name not in known:
            known[name] = _bare(whole["components"][kind][name])
            pending += _references(known[name])
    return bare


def _bare(part: Any, *, names: bool = False) -> Any:  # noqa: ANN401  # as above
    """Without words for people; what may be null says so in the way of JSON Schema. `names`: its keys are no words."""
    if isinstance(part, list):
        return [_bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    bare = {
        key: _bare(value, names=key in NAMED and not names)
        for key, value in part.items()
        if names or (key not in WORDS and not key.startswith("x-"))
    }
    if not names and bare.pop("nullable", False):
        bare = _with_null(bare)
    return bare


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], *([] if None in schema["enum"] else [None])]
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _references(part: Any) -> Iterator[str]:  # noqa: ANN401  # as above
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _version(package: Path) -> str:
    told = json.loads((package / "package.json").read_text())
    return f"{told['name']} {told['version']}, {told['license']}"


def _write(name: str, content: object) -> None:
    """Without the time of day in it, so that the same input makes the same file."""
    text = json.dumps(content, separators=(",", ":"), sort_keys=True)
    (HERE / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{HERE / name}: {len(text) >> 10} KB, {(HERE / name).stat().st_size >> 10} KB compressed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
