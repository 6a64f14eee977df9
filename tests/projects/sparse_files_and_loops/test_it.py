"""Files of many terabytes that hold nothing, and folders that hold themselves."""

import os
from pathlib import Path


def test_it():
    with Path("huge").open("wb") as file:
        file.truncate(1 << 42)
    deep = Path("deep")
    for _ in range(300):
        deep.mkdir()
        deep = deep / "d"
    os.symlink(".", "self")
    os.symlink("../" * 50, "up")
    os.symlink("b", "a")
    os.symlink("a", "b")
