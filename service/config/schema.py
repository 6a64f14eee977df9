"""The JSON schema of the configuration, for editors: https://json-schema.org/draft-07, as SchemaStore wants it."""

import json

from service.config.definition import Configuration
from service.config.kinds import Schema
from service.config.records import Record

ID = "https://json.schemastore.org/partial-upflow.json"


def schema() -> Schema:
    """The schema of .upflow.toml, which is that of [tool.upflow] as well."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "upflow",
        **Record(Configuration).schema(),
    }


def text() -> str:
    return json.dumps(schema(), indent=2) + "\n"
