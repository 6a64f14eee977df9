"""What an expression names, found as Python finds it: through imports, aliases and scopes."""

import ast
import builtins
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from matrices.symbols import Index
from migrations.asking import asks_version
from migrations.project import Code, Project
from migrations.scopes import Assigned, Binding, Defined, Deleted, Function, Imported, Scope
from migrations.stars import Stars


class Klass:
    """A class of the project."""

    __slots__ = ("body", "code", "node", "scope")

    def __init__(self, node: ast.ClassDef, scope: Scope, body: Scope, code: Code) -> None:
        self.node = node
        self.scope = scope
        self.body = body
        self.code = code


class Routine:
    """A function of the project."""

    __slots__ = ("body", "code", "node")

    def __init__(self, node: Function, body: Scope, code: Code) -> None:
        self.node, self.body, self.code = node, body, code


Meaning: TypeAlias = str | Klass | Routine | Code | None
Deciding: TypeAlias = ast.If | ast.IfExp | ast.Try
Place: TypeAlias = tuple[int, int]
"""A dotted name from outside, something of the project, or unknown."""

V1 = "tf.compat.v1"
LOADERS = frozenset({"importlib.import_module", "pytest.importorskip"})
"""Functions that give the module whose name they are called with."""
CHOICES = (ast.If, ast.IfExp, ast.Try, ast.For, ast.While, ast.With)
DEPTH = 50
"""Nobody gives a thing more names than this, and Python's own recursion limit is never reached."""
IMPORTS = 10
"""Nobody hands a name on through more modules than this."""

PRIVATE = {"tf.python.keras.": "tf.keras.", "keras.": "keras."}
LAYER_MODULES = frozenset({
    "advanced_activations", "convolutional", "convolutional_recurrent", "core", "cudnn_recurrent", "embeddings",
    "local", "merge", "noise", "normalization", "pooling", "recurrent", "wrappers",
})  # fmt: skip
"""Modules of layers that old programs import from."""

PREFIXES = {
    "tensorflow": "tf",
    "tf.compat.v1.compat.v1": "tf.compat.v1",
    "tf.compat.v1.compat.v2": "tf",
    "tf.compat.v2": "tf",
    "tf.optimizers": "tf.keras.optimizers",
}


@lru_cache(65536)
def canonical(dotted: str) -> str:
    """One spelling for each name, whichever way it was imported."""
    for prefix, short in PREFIXES.items():
        if dotted == prefix or dotted.startswith(prefix + "."):
            dotted = short + dotted[len(prefix) :]
    return dotted


@lru_cache(4096)
def public(dotted: str) -> str:
    """The public name of a class or function of Keras that is said by the private module that it is written in."""
    for private, root in PRIVATE.items():
        if dotted.startswith(private):
            parts = dotted.removeprefix(private).split(".")
            known = _public(parts, whole=root.startswith("tf."))
            return f"{root}{known}" if known else dotted
    return dotted


def _public(parts: Sequence[str], *, whole: bool) -> str | None:
    """What comes behind the root; `whole`: the root itself is private, so that short names have another one as well."""
    match parts:
        case ["engine", *_, ("Layer" | "InputLayer" | "InputSpec") as last]:
            return f"layers.{last}"
        case ["engine", *_, "Model"]:
            return "Model"
        case ["layers", module, last] if module in LAYER_MODULES:
            return f"layers.{last}"
        case ["optimizer_v2", _, last] if whole and last[:1].isupper() and last != "OptimizerV2":
            return f"optimizers.{last}"
        case [*packages, last] if whole and last[:1].isupper() and len(packages) < 2:  # noqa: PLR2004  # `keras.x.Y`
            return ".".join(parts)
        case _:
            return None


def keras_name(dotted: str) -> str | None:
    """The part after `tf.keras.` or `keras.`; None for anything else, `tf.compat.v1.keras` included."""
    for prefix in ("tf.keras.", "keras."):
        if dotted.startswith(prefix):
            return dotted.removeprefix(prefix)
    return None


class Names:
    """Answers what names mean. Asked twice, it looks once."""

    def __init__(self, project: Project, index: Index | None = None) -> None:
        """With an index, it is known which of several star imports has a name."""
        self.project = project
        self.stars = Stars(project, index)
        self._known: dict[tuple[Scope, str], Meaning] = {}
        self._read: dict[tuple[Scope, str], Meaning] = {}
        self._deleted: dict[tuple[Scope, str], int] = {}
        self._chains: dict[ast.expr, Meaning] = {}
        self._definitions: dict[ast.AST, Klass | Routine] = {}
        self._branched: dict[Scope, dict[Scope, list[tuple[Place, Place, Deciding]]]] = {}
        self._depth = 0

    def dotted(self, expr: ast.expr, scope: Scope) -> str | None:
        """The canonical dotted name from outside the project, such as `tf.keras.layers.Dense`, or None."""
        meaning = self.meaning(expr, scope)
        return meaning if isinstance(meaning, str) else None

    def meaning(self, expr: ast.expr, scope: Scope) -> Meaning:
        if type(expr) is ast.Name:
            found = self.name(expr.id, scope)
            return None if found and self._deleted and self._is_deleted(expr, scope) else found
        if type(expr) is not ast.Attribute:
            return None
        if expr in self._chains:
            return self._chains[expr]
        found = self._member(self.meaning(expr.value, scope), expr.attr)
        if not self._depth:  # on the way, a circle may not be closed yet
            self._chains[expr] = found
        return found

    def _is_deleted(self, expr: ast.Name, scope: Scope) -> bool:
        """Whether a name is read behind a `del` of it; what other scopes read, they read whenever they are run."""
        line = self._deleted.get((scope, expr.id))
        return line is not None and line <= getattr(expr, "lineno", 0)

    def name(self, name: str, scope: Scope) -> Meaning:
        place = scope, name
        if place not in self._read:
            found = self._find(name, scope)
            if self._depth:
                return found  # as above
            self._read[place] = found
        return self._read[place]

    def _find(self, name: str, scope: Scope) -> Meaning:
        home = scope.home(name)
        key = (home or scope.root, name)
        if key not in self._known:
            if self._depth > DEPTH:
                return None
            self._known[key] = None  # modules that import each other in a circle end here
            self._depth += 1
            try:
                self._known[key] = self._look(name, home) if home else self._unbound(name, scope.root)
            finally:
                self._depth -= 1
        return self._known[key]

    def place(self, expr: ast.expr, scope: Scope) -> tuple[Scope, str] | None:
        """The scope that binds what an expression names, and the name it has there, through the project's imports."""
        for _ in range(IMPORTS):
            match expr:
                case ast.Name(id=name):
                    home = scope.home(name)
                case ast.Attribute(value=owner, attr=name):
                    meaning = self.meaning(owner, scope)
                    home = meaning.outline.top if isinstance(meaning, Code) else None
                    home = meaning.body if isinstance(meaning, Klass) else home
                case _:
                    return None
            if home is None or name not in home.bindings:
                return None
            match home.bindings[name]:
                case [Imported(name=str(original)) as imported]:
                    path = self.project.place(imported, self.project.code(imported.scope).path)
                    module = self.project.files.get(path) if path else None
                    if module is None:
                        return home, name
                    expr, scope = ast.Name(original), module.outline.top
                case _:
                    return home, name
        return None

    def choices(self, expr: ast.expr, scope: Scope) -> Sequence[Meaning]:
        """What a name means by each of its bindings, for one that a condition decides about."""
        place = self.place(expr, scope)
        if place is None:
            return ()
        home, name = place
        return [self._bound(binding) for binding in home.bindings[name] if not _is_none(binding)]

    def _look(self, name: str, home: Scope) -> Meaning:
        found: list[tuple[Binding, Meaning]] = []
        for binding in home.bindings[name]:
            if isinstance(binding, Deleted):
                self._deleted.setdefault((home, name), binding.line)
            elif not _is_none(binding):
                found.append((binding, self._bound(_around(binding, name, home))))
                self._known[home, name] = found[-1][1]  # `tf = tf.compat.v1` builds on what came before it
        return self._agreed(found)

    def _agreed(self, found: Sequence[tuple[Binding, Meaning]]) -> Meaning:
        """The one meaning of a name that is bound several times.

        `tf.keras` and `keras` count as one; so do `tf` and `tf.compat.v1` where a version or a failed import decides,
        for a TensorFlow without the one has the same things under the other.
        """
        meanings = {meaning for _, meaning in found}
        if len(meanings) == 1:
            return meanings.pop()
        texts = [meaning for meaning in meanings if isinstance(meaning, str)]
        if len(texts) != len(meanings):
            return None
        if len({text.removeprefix("tf.") for text in texts}) == 1:
            return max(texts)
        first = [binding for binding, text in found if isinstance(text, str) and text.startswith(V1)]
        if first and len({_of_today(text) for text in texts}) == 1:
            place = [binding for binding, _ in found].index(first[-1])
            decided = place == len(found) - 1 if self.is_sure(first[-1]) else self._by_version(first[-1])
            others = [binding for binding, text in found if isinstance(text, str) and not text.startswith(V1)]
            if decided or any(self._by_version(binding) for binding in others):
                return max(text for text in texts if text.startswith(V1))
        return None

    def is_sure(self, binding: Binding) -> bool:
        """Whether a binding is made whatever happens, as far as its own scope goes."""
        return not any(isinstance(node, CHOICES) for node in self.above(binding))

    def _by_version(self, binding: Binding) -> bool:
        """Whether a version, or an import that may fail, decides about a binding."""
        return any(isinstance(node, ast.Try) or asks_version(node.test) for node in self.deciding(binding))

    def deciding(self, binding: Binding) -> Iterator[Deciding]:
        """The branches of its own scope that a binding stands in: by places, as the map of parents takes a walk."""
        if not isinstance(binding, Imported | Assigned):
            return
        node = binding.node if isinstance(binding, Imported) else binding.value
        if node is not None:
            start, end = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
            for first, last, branch in self._branches(binding.scope):
                if first <= start and end <= last:
                    yield branch

    def _branches(self, scope: Scope) -> Sequence[tuple[Place, Place, Deciding]]:
        if scope.root not in self._branched:
            found = self._branched[scope.root] = {}
            for node, around in self.project.code(scope).outline.branches:
                if isinstance(node, ast.If | ast.IfExp | ast.Try):
                    end = node.end_lineno or 0, node.end_col_offset or 0
                    found.setdefault(around, []).append(((node.lineno, node.col_offset), end, node))
        return self._branched[scope.root].get(scope, ())

    def above(self, binding: Binding) -> Sequence[ast.AST]:
        """The nodes around a binding, up to the function or class that it is made in."""
        if not isinstance(binding, Imported | Assigned):
            return ()
        scope = binding.scope
        node: ast.AST | None = binding.node if isinstance(binding, Imported) else binding.value
        parents = self.project.code(scope).parents
        found: list[ast.AST] = []
        while node is not None and node is not scope.owner:
            found.append(node)
            node = parents.get(node)
        return found

    def definition(self, node: ast.ClassDef | Function, scope: Scope) -> Klass | Routine:
        """The one object that stands for a class or function of the project."""
        if node not in self._definitions:
            code = self.project.code(scope)
            body = code.outline.scopes[node]
            self._definitions[node] = (
                Klass(node, scope, body, code) if isinstance(node, ast.ClassDef) else Routine(node, body, code)
            )
        return self._definitions[node]

    def klass(self, node: ast.ClassDef, scope: Scope) -> Klass:
        found = self.definition(node, scope)
        assert isinstance(found, Klass)
        return found

    def _bound(self, binding: Binding) -> Meaning:
        match binding:
            case Imported():
                return self._imported(binding, binding.scope)
            case Assigned(value=value, scope=scope):
                return self._valued(value, scope)
            case Defined(node=node, scope=scope):
                return self.definition(node, scope)
            case _:
                return None

    def _valued(self, value: ast.expr, scope: Scope) -> Meaning:
        """What a name is another name for."""
        match value:
            case ast.Name() | ast.Attribute():
                return self.meaning(value, scope)
            case ast.IfExp(body=body, orelse=other):
                either = [Assigned(each, scope) for each in (body, other)]
                return self._agreed([(each, self._bound(each)) for each in either if not _is_none(each)])
            case ast.Call(func=ast.Name(id=last) | ast.Attribute(attr=last)):
                return self._called(value, self.dotted(value.func, scope) or last, scope)
            case _:
                return None

    def _called(self, call: ast.Call, func: str, scope: Scope) -> Meaning:
        """What comes of the calls that give a module, or a member by its name."""
        match call.args:
            case [ast.Constant(value=str(name))] if func in LOADERS and not name.startswith("."):
                return self._module(name, scope)
            case [ast.Constant(value=str(name))] if func == "builtins.__import__" and not call.keywords:
                return self._module(name.partition(".")[0], scope)
            case [_, _, ast.Constant(value=str(name))] if func.endswith("LazyLoader"):
                return self._module(name, scope)
            case [owner, ast.Constant(value=str(name))] if func == "builtins.getattr":
                return self._member(self.meaning(owner, scope), name)
            case _:
                return None

    def _module(self, name: str, scope: Scope) -> Meaning:
        return self._imported(Imported(name, None, 0, scope), scope)

    def _imported(self, imported: Imported, scope: Scope) -> Meaning:
        importer = self.project.code(scope).path
        path = self.project.place(imported, importer)
        if path is not None:
            module = self.project.files.get(path)
            if imported.name is None:
                return module
            return self._exported(module, path, imported.name)
        if imported.name is not None and (inner := self.project.inside(imported, importer)):
            return self.project.files.get(inner)
        if imported.level:
            return None
        if imported.name is None:
            return canonical(imported.module)
        return public(canonical(f"{imported.module}.{imported.name}"))

    def _exported(self, module: Code | None, path: str, name: str) -> Meaning:
        """What `from module import name` gives: a name of the module, else a module inside the package."""
        if module is not None and name in module.outline.top.bindings:
            return self.name(name, module.outline.top)
        if module is not None and (star := self.stars.giver(module.outline.top.stars, name)):
            return self._taken(star, name)
        inner = self.project.submodule(path, name)
        return self.project.files.get(inner) if inner else None

    def _member(self, meaning: Meaning, attribute: str) -> Meaning:
        match meaning:
            case str():
                return canonical(f"{meaning}.{attribute}")
            case Code():
                return self._exported(meaning, meaning.path, attribute)
            case Klass(body=body) if attribute in body.bindings:
                inside = self.name(attribute, body)
                return inside if isinstance(inside, str | Klass) else None
            case _:
                return None

    def _unbound(self, name: str, top: Scope) -> Meaning:
        """A name that nothing binds is a builtin, or comes from the last of the file's star imports that has it."""
        if hasattr(builtins, name):
            return f"builtins.{name}"
        star = self.stars.giver(top.stars, name)
        return self._taken(star, name) if star else None

    def _taken(self, star: Imported, name: str) -> Meaning:
        return self._imported(Imported(star.module, name, star.level, star.scope), star.scope)


def _around(binding: Binding, name: str, home: Scope) -> Binding:
    """In the body of a class, `tf = tf` reads the name that the class is about to hide."""
    if isinstance(binding, Assigned) and binding.scope.is_class and binding.scope is home and home.parent:
        root = binding.value
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id == name:
            return Assigned(binding.value, home.parent)
    return binding


def _of_today(name: str) -> str:
    return "tf" + name.removeprefix(V1) if name.startswith(V1) else name


def _is_none(binding: Binding) -> bool:
    """`tf = None` after a failed import says that there is no TensorFlow, not that `tf` is something else."""
    return isinstance(binding, Assigned) and isinstance(binding.value, ast.Constant) and binding.value.value is None
