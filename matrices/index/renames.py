"""Names of TensorFlow 1 and what TensorFlow's own upgrade tool puts in their place, read from its source text."""

import ast
import json
from collections.abc import Mapping

FILE = "symbols/renames.json"
# Where the tool keeps them, and under which names: the second table is written by hand and has the last word.
TABLES = {
    "tensorflow/tools/compatibility/renames_v2.py": "renames",
    "tensorflow/tools/compatibility/all_renames_v2.py": "manual_symbol_renames",
}


class NoTable(ValueError):
    """The upgrade tool does not say what it renames in the way that it used to."""


def read(texts: Mapping[str, str]) -> dict[str, str]:
    """Old name to new name, from the texts of the files of `TABLES`; names that stay the same are left out."""
    found: dict[str, str] = {}
    for file, name in TABLES.items():
        found |= _table(texts[file], file, name)
    return {old: new for old, new in sorted(found.items()) if old != new}


def dump(renames: Mapping[str, str]) -> str:
    return json.dumps(renames, indent=1) + "\n"


def _table(text: str, file: str, name: str) -> dict[str, str]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]:
            value = ast.literal_eval(node.value)
            if (
                isinstance(value, dict)
                and value
                and all(isinstance(each, str) for pair in value.items() for each in pair)
            ):
                return value
    raise NoTable(f"{file} has no table of texts with the name {name}")
