"""What became of a tree of Python files."""

import ast
import warnings
from pathlib import Path


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink())


def lost(before: Path, after: Path) -> int:
    """How many files that had code are missing or empty, or parsed before and do not now."""
    return sum(_is_lost(path, after / path.relative_to(before)) for path in python_files(before))


def _is_lost(old: Path, new: Path) -> bool:
    was = old.read_bytes()
    if not was.strip():
        return False
    if not new.is_file() or not (now := new.read_bytes()).strip():
        return True
    return now != was and _parses(was) and not _parses(now)


def _parses(source: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
