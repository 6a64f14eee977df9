"""The files of a project that were read, and how they import each other."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from posixpath import basename, dirname, join, normpath

from migrations.below import parents
from migrations.scopes import Imported, Scope
from migrations.text import Text
from migrations.walk import Outline

OUTSIDE = frozenset({"tensorflow", "keras", "tf_keras", "numpy"})
"""A package may have a part of such a name, `horovod.tensorflow`: what a file in it imports is the real one."""


class Code:
    """One file, read and walked."""

    def __init__(self, text: Text, outline: Outline) -> None:
        self.text, self.outline = text, outline

    @property
    def path(self) -> str:
        return self.text.path

    @cached_property
    def statements(self) -> Mapping[ast.alias, ast.Import | ast.ImportFrom]:
        """The import statement of each imported name."""
        return {alias: statement for alias, statement, _ in self.outline.aliases}

    def imports(self) -> Iterator[tuple[str, int, str | None]]:
        """Every module that is imported, with the dots before it, and the name that is taken from it."""
        for alias, statement, _ in self.outline.aliases:
            if isinstance(statement, ast.ImportFrom):
                yield statement.module or "", statement.level, alias.name
            else:
                yield alias.name, 0, None
        for scope in self.outline.scopes.values():
            for star in scope.stars:
                yield star.module, star.level, None

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The node around each node; worked out where a rule asks for it, which takes as long as the walk."""
        return parents(self.text.tree)


class Project:
    """The files that matter, by path; `paths` also has those that were passed over."""

    def __init__(self, files: Mapping[str, Code], paths: Collection[str]) -> None:
        self.files, self.paths = files, paths

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all files."""
        return frozenset[str]().union(*(code.text.words for code in self.files.values()))

    @cached_property
    def _owners(self) -> Mapping[Scope, Code]:
        return {code.outline.top: code for code in self.files.values()}

    def code(self, scope: Scope) -> Code:
        return self._owners[scope.root]

    def find(self, module: str, level: int, importer: str) -> str | None:
        """The path of a module of this project, or None when it comes from outside."""
        key = module, level, folder_of(importer)
        if key not in self._found:
            self._found[key] = self._find(module, level, importer)
        return self._found[key]

    @cached_property
    def _found(self) -> dict[tuple[str, int, str], str | None]:
        return {}

    @cached_property
    def _own(self) -> frozenset[str]:
        """The last words of all modules and packages: most imports name none of them."""
        packages = (basename(dirname(path)) for path in self.paths if path.endswith("__init__.py"))
        return frozenset([*packages, *(basename(path).removesuffix(".py") for path in self.paths)])

    def _find(self, module: str, level: int, importer: str) -> str | None:
        tail = module.replace(".", "/")
        if module and basename(tail) not in self._own:
            return None
        outside = module.partition(".")[0] in OUTSIDE and not level
        for base in _bases(importer, level):
            if outside and base and (base not in {folder_of(importer), "src"} or f"{base}/__init__.py" in self.paths):
                continue  # a package of such a name is one where a program starts, or at the top
            stem = normpath(join(base, tail))
            for path in (f"{stem}.py", normpath(join(stem, "__init__.py"))):
                if path in self.paths:
                    return path
        return None

    def submodule(self, package: str, name: str) -> str | None:
        """The path of `name` inside the package whose `__init__.py` has this path."""
        return self.find(name, 1, package) if package.endswith("__init__.py") else None

    def inside(self, imported: Imported, importer: str) -> str | None:
        """The path of the module that `from folder import module` gives, where the folder is no package."""
        if imported.module.partition(".")[0] in OUTSIDE and not imported.level:
            return None
        module = f"{imported.module}.{imported.name}" if imported.module else imported.name or ""
        return self.find(module, imported.level, importer)

    def place(self, imported: Imported, importer: str) -> str | None:
        return self.find(imported.module, imported.level, importer)


@lru_cache(4096)
def folder_of(path: str) -> str:
    return dirname(path)


def _bases(importer: str, level: int) -> Iterator[str]:
    """Folders where an import starts: one for a relative import, else those that are likely on the path."""
    folder = dirname(importer)
    if level:
        for _ in range(level - 1):
            folder = dirname(folder)
        yield folder
        return
    while folder.strip("/"):
        yield folder
        folder = dirname(folder)
    yield ""
    yield "src"
