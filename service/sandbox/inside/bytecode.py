"""Compiles what lies in an environment into a folder beside it: no line of an installed package runs.

It is given to the interpreter of the image as text, with -I -S, and must run on Python 3.6. What it compiles lies where
it will be read, as bytecode names its source.
"""
# ruff: noqa: PTH101, PTH110, PTH114, PTH118, PTH207 - few imports, and tens of thousands of paths

import contextlib
import glob
import importlib.util
import os
import py_compile
import sys
from collections.abc import Iterator

FEW = 40
READ_ONLY = 0o444


def uncompiled(root: str) -> "Iterator[str]":
    for folder, _, names in os.walk(root):
        if "/tests/" not in folder + "/":
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith(".py") and not os.path.islink(path) and not os.path.exists(bytecode_of(path)):
                    yield path


def bytecode_of(path: str) -> str:
    return importlib.util.cache_from_source(path)


def compile_each(paths: "list[str]", root: str, target: str) -> None:
    for path in paths:
        made = os.path.join(target, bytecode_of(os.path.relpath(path, root)))
        with contextlib.suppress(Exception):  # what cannot be compiled may be meant for another Python
            py_compile.compile(path, made, doraise=True)
            os.chmod(made, READ_ONLY)


def main() -> None:
    environment, target = sys.argv[1:]
    (root,) = glob.glob(os.path.join(environment, "lib", "python*", "site-packages"))
    paths = sorted(uncompiled(root), key=os.path.getsize)
    workers = (os.cpu_count() or 1) if len(paths) > FEW else 1
    children = []
    for part in range(workers):
        child = os.fork()
        if not child:
            compile_each(paths[part::workers], root, target)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
