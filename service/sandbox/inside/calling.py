"""Calls functions of a project, seeded, and says what they give back: a program."""

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from service.sandbox.inside.alone import HERE, run_alone, sow
from service.sandbox.inside.arrays import say_all


def nothing() -> str:
    """TensorFlow is left to the project to import: what it sets before counts."""
    return ""


def call(thing: "list[str]", seed: int, say: "Callable[..., None]") -> None:
    """`package.module:function`, called without arguments."""
    module, _, name = thing[0].partition(":")
    sys.argv = ["-c"]
    sys.path.insert(0, HERE or os.getcwd())  # noqa: PTH109 - one import less before the project's
    if os.path.isdir("src"):  # noqa: PTH112 - as above
        sys.path.insert(1, os.path.abspath("src"))  # noqa: PTH100 - as above
    with contextlib.suppress(ImportError):
        importlib.import_module("numpy")  # so that it is seeded before the project draws from it
    sow(seed)
    function: Any = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    sow(seed)
    say_all(function(), say)


if __name__ == "__main__":
    sys.exit(run_alone(dict(json.loads(sys.argv[1]), before=nothing), call))
