"""What is known of a path that code writes to or reads from, and how to give it another ending.

A path is followed through names with one value, module constants, f-strings, `+`, `%`, `format`, `os.path.join` and
`pathlib`. Where two expressions have the same `key` they name the same file; parts that nobody can know stand in it as
what they are called.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrations.below import below
from migrations.calls import argument
from migrations.here import World
from migrations.names import Klass, Routine
from migrations.project import Code
from migrations.rule import Edit
from migrations.scopes import Assigned, Binding, Parameter, Scope
from migrations.spots import Call, Spots
from migrations.text import Text
from migrations.walk import FUNCTIONS

DEPTH = 12
PLACEHOLDER = r"\{[^{}]*\}|%[-+ #0]*[\d.*]*[a-zA-Z]|%\([^)]*\)[-+ #0]*[\d.]*[a-zA-Z]"
JOINS = {"os.path.join", "posixpath.join", "tf.io.gfile.join", "ntpath.join"}
SAME = {"builtins.str", "os.fspath", "os.path.abspath", "os.path.expanduser", "os.path.normpath", "os.path.realpath"}
PATHS = {"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"}
STRING_METHODS = {"as_posix", "resolve", "absolute", "expanduser", "__str__"}
HOLE = "\x00"
"""Around what a part is called that has no known text."""
NUMBER = "#"
"""Behind the first `HOLE` of a part that is a number: no ending can hide in it."""
NUMBERS = f"{HOLE}{NUMBER}[^{HOLE}]*{HOLE}"
NUMERIC = r"[:%(][^:]*[diufgeEx]\}?$"
COUNTS = (
    r"(?:^|[^a-z])(?:epochs?|steps?|iter(?:ation)?s?|folds?|i|j|k|n|num|idx|index|version|seed|round|batch|time(?:stamp)?)"
    r"(?:$|[^a-z])"
)
"""Names of numbers."""


class Filepath(NamedTuple):
    """`text` is the path, with unknown parts between `HOLE`s; `is_object` says that it is a `pathlib.Path`."""

    text: str
    is_object: bool = False

    @property
    def key(self) -> str:
        """Equal for two expressions that give the same path."""
        plain = self.text.replace("\\", "/")
        while "//" in plain:
            plain = plain.replace("//", "/")
        while plain.startswith("./"):
            plain = plain[2:]
        return plain.rstrip("/")

    @property
    def ending(self) -> str | None:
        """The last part's text from where it is known on; None where even its end is not."""
        known = self._plain.rpartition(HOLE)[2]
        return known.rstrip("/").rpartition("/")[2] if known.strip("/") else None

    @property
    def _plain(self) -> str:
        return re.sub(NUMBERS, "0", self.text) if HOLE in self.text else self.text

    def ends(self, *suffixes: str) -> bool | None:
        """Whether it has one of these endings; None where that cannot be told."""
        return None if self.ending is None else self._plain.endswith(suffixes)

    @property
    def folder(self) -> str | None:
        """The folder that it is in, where that is known; empty for the current one."""
        folder = self.key.rpartition("/")[0]
        return None if HOLE in folder else folder


class Filepaths:
    """Answers about paths."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = world.names

    def of(self, expr: ast.expr, scope: Scope) -> Sequence[Filepath]:
        """All that the expression may give; one with a hole where something is not known."""
        return tuple(dict.fromkeys(self._look(expr, scope, 0)))

    def known(self, expr: ast.expr, scope: Scope) -> Sequence[Filepath]:
        """The same, and nothing where nothing is known of it."""
        return self._known(expr, scope, 0)

    def _look(self, expr: ast.expr, scope: Scope, depth: int) -> list[Filepath]:
        return self._known(expr, scope, depth) or [self._hole(expr, scope)]

    def _known(  # noqa: C901, PLR0911 - one for each kind of expression
        self, expr: ast.expr, scope: Scope, depth: int
    ) -> list[Filepath]:
        if depth > DEPTH:
            return []
        match expr:
            case ast.Constant(value=str() as text):
                return [Filepath(text)]
            case ast.Constant(value=int() | float() as number):
                return [Filepath(str(number))]
            case ast.JoinedStr(values=parts):
                return self._joined(parts, scope, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._both(left, right, "", scope, depth)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return [Filepath(each.text, is_object=True) for each in self._both(left, right, "/", scope, depth)]
            case ast.BinOp(left=left, op=ast.Mod()):
                return self._template(left, expr, scope, depth)
            case ast.Call():
                return self._call(expr, scope, depth)
            case ast.Name() | ast.Attribute():
                return self._named(expr, scope, depth)
            case ast.Subscript(value=ast.Name() as table, slice=ast.Constant(value=key)):
                return self._entry(table, key, scope, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return [*self._look(body, scope, depth + 1), *self._look(orelse, scope, depth + 1)][:8]
            case _:
                return []

    def _entry(self, table: ast.Name, key: object, scope: Scope, depth: int) -> list[Filepath]:
        found = self.entry(table, key, scope)
        return self._look(*found, depth + 1) if found else []

    def entry(self, table: ast.Name, key: object, scope: Scope) -> tuple[ast.expr, Scope] | None:
        """The value of `PATHS["weights"]` in a dictionary that is written down."""
        found = list(self.sources(table, scope))
        if len(found) == 1 and isinstance(found[0][0], ast.Dict):
            pairs = zip(found[0][0].keys, found[0][0].values, strict=True)
            values = [value for name, value in pairs if isinstance(name, ast.Constant) and name.value == key]
            if len(values) == 1:
                return values[0], found[0][1]
        return None

    def _joined(self, parts: Sequence[ast.expr], scope: Scope, depth: int) -> list[Filepath]:
        found = [Filepath("")]
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                plain = part.format_spec is None
                inner = self._look(part.value, scope, depth + 1) if plain else [self._number(part, scope)]
            else:
                inner = self._look(part, scope, depth + 1)
            found = [Filepath(left.text + right.text) for left in found for right in inner][:8]
        return found

    def _both(self, left: ast.expr, right: ast.expr, between: str, scope: Scope, depth: int) -> list[Filepath]:
        lefts, rights = self._look(left, scope, depth + 1), self._look(right, scope, depth + 1)
        return [Filepath(_join(one.text, between, two.text), one.is_object) for one in lefts for two in rights][:8]

    def _template(self, template: ast.expr, whole: ast.expr, scope: Scope, depth: int) -> list[Filepath]:
        """A text with places to fill: what is around them is known."""
        called = self._called(whole, scope)
        filled = whole.args if isinstance(whole, ast.Call) else [whole.right] if isinstance(whole, ast.BinOp) else []
        are_numbers = bool(filled) and all(self._is_number(each, scope) for each in filled)

        def hole(field: re.Match[str]) -> str:
            is_number = re.search(NUMERIC, field.group()) or re.search(COUNTS, field.group()) or are_numbers
            return f"{HOLE}{NUMBER if is_number else ''}{called}{HOLE}"

        return [Filepath(re.sub(PLACEHOLDER, hole, each.text)) for each in self._look(template, scope, depth + 1)]

    def _call(  # noqa: C901, PLR0911 - one for each kind of call
        self, call: ast.Call, scope: Scope, depth: int
    ) -> list[Filepath]:
        dotted = self.names.dotted(call.func, scope)
        if any(isinstance(arg, ast.Starred) for arg in call.args):
            return []
        if (dotted in JOINS or dotted in PATHS) and call.args:
            found = self._look(call.args[0], scope, depth + 1)
            for arg in call.args[1:]:
                more = self._look(arg, scope, depth + 1)
                found = [Filepath(_join(left.text, "/", right.text)) for left in found for right in more][:8]
            return [Filepath(each.text, is_object=dotted in PATHS) for each in found]
        if dotted in SAME and call.args:
            return [Filepath(each.text) for each in self._look(call.args[0], scope, depth + 1)]
        meaning = self.names.meaning(call.func, scope)
        if isinstance(meaning, Routine):
            results = meaning.code.outline.returns.get(meaning.body, [])
            if len(results) == 1:
                return self._look(results[0], meaning.body, depth + 1)
        match call.func:
            case ast.Attribute(value=owner, attr="format"):
                return self._template(owner, call, scope, depth)
            case ast.Attribute(value=owner, attr="joinpath") if len(call.args) == 1:
                found = self._both(owner, call.args[0], "/", scope, depth)
                return [Filepath(each.text, is_object=True) for each in found]
            case ast.Attribute(value=owner, attr=name) if name in STRING_METHODS:
                return self._look(owner, scope, depth + 1)
            case ast.Attribute(attr="with_suffix"):
                if len(call.args) == 1 and isinstance(call.args[0], ast.Constant):
                    return [Filepath(self._hole(call, scope).text + str(call.args[0].value), is_object=True)]
            case _:
                pass
        return []

    def _named(self, expr: ast.Name | ast.Attribute, scope: Scope, depth: int) -> list[Filepath]:
        found: list[Filepath] = []
        for value, around in self.sources(expr, scope):
            found += self._look(value, around, depth + 1)
        return found[:8]

    def sources(self, expr: ast.Name | ast.Attribute, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        """The values that a name or `self.name` is given; nothing where one of them cannot be seen."""
        if isinstance(expr, ast.Attribute):
            yield from self._kept(expr, scope)
            return
        home = scope.home(expr.id)
        if home is None:
            return
        binding = self._binding(expr, scope, home)
        match binding:
            case None:
                return
            case Assigned(value=value, scope=around):
                yield value, around
            case Parameter():
                yield from self.world.inference.signatures.arguments(binding) or self._passed_to_method(binding)
            case _:
                imported = self._constant(expr, scope)
                if imported is not None:
                    yield imported

    def _passed_to_method(self, parameter: Parameter) -> Sequence[tuple[ast.expr, Scope]]:
        """What the project passes to a method, by position or by name; nothing where one call passes nothing."""
        owner, klass_scope = parameter.scope.owner, parameter.scope.parent
        if not isinstance(owner, FUNCTIONS) or klass_scope is None or not isinstance(klass_scope.owner, ast.ClassDef):
            return ()
        names = [arg.arg for arg in owner.args.args][1:]
        found: list[tuple[ast.expr, Scope]] = []
        for call, scope in _methods(self.world, owner.name):
            assert isinstance(call.func, ast.Attribute)
            kinds = {value.of for value in self.world.inference.values(call.func.value, scope)}
            if not any(kind is not None and kind.node is klass_scope.owner for kind in kinds):
                continue
            passed = argument(call, names.index(parameter.name) if parameter.name in names else None, parameter.name)
            if passed is None:
                return ()
            found.append((passed, scope))
        return found

    def _binding(self, expr: ast.Name, scope: Scope, home: Scope) -> Binding | None:
        """The one binding of a name, or the last one before it where they follow each other line by line."""
        bindings = home.bindings[expr.id]
        if len(bindings) == 1:
            return bindings[0]
        if home is not scope:
            return None
        parents = self.world.project.code(scope).parents
        last: Assigned | None = None
        for binding in bindings:
            if not isinstance(binding, Assigned):
                return None
            statement = parents.get(binding.value)
            if not isinstance(statement, ast.Assign | ast.AnnAssign) or parents.get(statement) is not home.owner:
                return None
            if (statement.end_lineno or statement.lineno) < expr.lineno:
                last = binding
        return last

    def _kept(self, expr: ast.Attribute, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        classes = self.world.classes
        klass: Klass | None = classes.of_self(expr.value, scope)
        if klass is not None:
            stores = [store for store in classes.stores.get(klass, ()) if store.name == expr.attr]
            if len(stores) == 1 and stores[0].value is not None:
                yield stores[0].value, stores[0].scope
                return
            bound = klass.body.bindings.get(expr.attr, [])
            if not stores and len(bound) == 1 and isinstance(bound[0], Assigned):
                yield bound[0].value, bound[0].scope
            return
        imported = self._constant(expr, scope)
        if imported is not None:
            yield imported
            return
        yield from self._option(expr, scope)

    def _constant(self, expr: ast.Name | ast.Attribute, scope: Scope) -> tuple[ast.expr, Scope] | None:
        """A constant of another module of the project: `config.PATH`, or PATH that is imported from there."""
        top: Scope | None = None
        name = ""
        if isinstance(expr, ast.Attribute):
            meaning = self.names.meaning(expr.value, scope)
            top, name = (meaning.outline.top, expr.attr) if isinstance(meaning, Code) else (None, "")
            if isinstance(meaning, Klass):
                top, name = meaning.body, expr.attr
        else:
            home = scope.home(expr.id)
            bound = home.bindings[expr.id][0] if home else None
            if bound is not None and getattr(bound, "module", None) is not None:
                path = self.world.project.place(bound, self.world.project.code(scope).path)  # type: ignore[arg-type]
                code = self.world.project.files.get(path) if path else None
                top, name = (code.outline.top, getattr(bound, "name", "") or "") if code else (None, "")
        found = top.bindings.get(name, []) if top is not None else []
        if len(found) == 1 and isinstance(found[0], Assigned):
            return found[0].value, found[0].scope
        return None

    def _option(self, expr: ast.Attribute, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        """The default of a command line option, `args.output` after `add_argument("--output", default="model")`."""
        options = self.world.once(_options)
        found = options.get(expr.attr, [])
        if len(found) == 1 and self._is_parsed(expr.value, scope):
            yield found[0]

    def _is_parsed(self, owner: ast.expr, scope: Scope) -> bool:
        if not isinstance(owner, ast.Name):
            return False
        home = scope.home(owner.id)
        for bound in home.bindings[owner.id] if home else ():
            match bound:
                case Assigned(value=ast.Call(func=ast.Attribute(attr="parse_args"))):
                    return True
                case Parameter() if owner.id in {"args", "opt", "opts", "options", "flags", "FLAGS", "config"}:
                    return True
                case _:
                    pass
        return False

    def _hole(self, expr: ast.expr, scope: Scope) -> Filepath:
        mark = NUMBER if self._is_number(expr, scope) else ""
        return Filepath(f"{HOLE}{mark}{self._called(expr, scope)}{HOLE}")

    def _is_number(self, expr: ast.expr, scope: Scope) -> bool:
        """Whether it is a number or a date, in which no ending can hide."""
        last = expr.attr if isinstance(expr, ast.Attribute) else expr.id if isinstance(expr, ast.Name) else ""
        if re.search(COUNTS, last.lower()):
            return True
        if isinstance(expr, ast.Name):
            found = list(self.sources(expr, scope))
            return len(found) == 1 and not isinstance(found[0][0], ast.Name) and self._is_number(*found[0])
        if isinstance(expr, ast.Call):
            if isinstance(expr.func, ast.Attribute) and expr.func.attr == "strftime":
                return True
            return self.names.dotted(expr.func, scope) in {"builtins.int", "builtins.len", "time.time", "time.strftime"}
        return isinstance(expr, ast.Constant) and isinstance(expr.value, int | float)

    def _number(self, part: ast.FormattedValue, scope: Scope) -> Filepath:
        """A value that is written with a format, most often `:02d`."""
        return Filepath(f"{HOLE}{NUMBER}{self._called(part.value, scope)}{HOLE}")

    def _called(self, expr: ast.expr, scope: Scope) -> str:
        """The expression's text and where its first name belongs: the same for the same unknown."""
        first = next((node for node in below(expr) if isinstance(node, ast.Name)), None)
        home = scope.home(first.id) if first is not None else None
        return f"{ast.unparse(expr)}@{id(home) if home else ''}".replace("/", "|")


def filepaths(world: World) -> Filepaths:
    return world.once(Filepaths)


def _options(world: World) -> dict[str, list[tuple[ast.expr, Scope]]]:
    found: dict[str, list[tuple[ast.expr, Scope]]] = {}
    for call, scope in _methods(world, "add_argument"):
        words = {word.arg: word.value for word in call.keywords}
        flags = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        long = next((flag for flag in flags if flag.startswith("--")), None)
        dest = words.get("dest")
        name = dest.value if isinstance(dest, ast.Constant) else long.lstrip("-").replace("-", "_") if long else ""
        if isinstance(name, str) and name and "default" in words:
            found.setdefault(name, []).append((words["default"], scope))
    return found


def _methods(world: World, name: str) -> Iterator[Call]:
    """The calls of a method of this name in the whole project."""
    for code in world.project.files.values():
        yield from world.once(Spots).methods(code, name)


def _join(left: str, between: str, right: str) -> str:
    if between and left.endswith("/"):
        between = ""
    return f"{left}{between}{right}"


def replace_ending(  # noqa: PLR0911 - one for each kind of expression
    text: Text, expr: ast.expr, old: str, new: str
) -> Edit | None:
    """Another ending for a path, where its last characters stand in the expression itself; None where they do not.

    A slash at the end goes with the old ending.
    """
    match expr:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return _in_quotes(text, expr, old, new)
        case ast.BinOp(right=right, op=ast.Add() | ast.Div()):
            return replace_ending(text, right, old, new)
        case ast.BinOp(left=left, op=ast.Mod()):
            return replace_ending(text, left, old, new)
        case ast.Call(func=ast.Attribute(value=owner, attr="format")):
            return replace_ending(text, owner, old, new)
        case ast.Call(func=ast.Attribute(attr="join" | "joinpath" | "Path"), args=[*_, last]):
            return replace_ending(text, last, old, new)
        case ast.Call(func=ast.Name(id="join" | "Path" | "str" | "PurePath"), args=[*_, last]):
            return replace_ending(text, last, old, new)
        case _:
            return None


def _in_quotes(text: Text, expr: ast.expr, old: str, new: str) -> Edit | None:
    start, end = text.start(expr), text.end(expr)
    written = text.source[start:end].decode(text.encoding)
    quote = written[-3:] if written[-3:] in {'"""', "'''"} else written[-1:]
    if quote[:1] not in {'"', "'"}:
        return None
    body = written[: len(written) - len(quote)]
    kept = body.rstrip("/")
    if not kept.endswith(old) or kept.endswith("\\") or not kept.lstrip("rRbBuUfF").strip("\"'"):
        return None
    stop = end - len(quote)
    begin = stop - len(text.encode(body[len(kept) - len(old) :]))
    return Edit(begin, stop, new)
