"""Which names of data/numpy.toml one NumPy has: run it with each, and keep what it says for the tests.

    python_with_that_numpy scripts/numpy_names.py names.json

`names.json` is a list of names without the leading `numpy.`; out come the version and the names that are not there.
Old Pythons read this file too.
"""

import importlib
import json
import sys
import warnings
from pathlib import Path

np = importlib.import_module("numpy")  # type checkers have none


def has(name: str) -> bool:
    thing: object = np
    path = "numpy"
    for part in name.split("."):
        path += "." + part
        try:
            thing = getattr(thing, part)
        except Exception:  # noqa: BLE001 - NumPy raises its own errors for names that it took away
            try:
                thing = importlib.import_module(path)
            except Exception:  # noqa: BLE001 - as above
                return False
    return True


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    names = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps({"numpy": np.__version__, "without": [name for name in names if not has(name)]}))
