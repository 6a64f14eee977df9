"""Runs modules without running them: imports, definitions and assignments happen, computations stay unknown."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from matrices.surface import expressions, messages, statements
from matrices.surface.values import Const, Foreign, Instance, Module, Pending, Scope, Unknown, Value
from matrices.surface.world import World

DEEP = 20_000  # imports inside of imports: TensorFlow goes several hundred modules deep
OPTIONAL = frozenset(
    [
        "torch",
        "jax",
        "jaxlib",
        "scipy",
        "pandas",
        "PIL",
        "tensorflow_io",
        "tensorflow_io_gcs_filesystem",
        "theano",
        "cntk",
        "pydot",
        "pydot_ng",
        "pydotplus",
        "IPython",
        "portpicker",
        "cloud_tpu_client",
        "torchvision",
        "openvino",
        "torch_xla",
        "grain",
        "tree_math",
        "colorama",
        "matplotlib",
        "sklearn",
        "tensorflow_text",
        "tf2onnx",
        "onnx",
        "onnxruntime",
        "h5pyd",
        "requests_toolbelt",
        "oauth2client",
        "googleapiclient",
        "libcst",
        "StringIO",
        "cStringIO",
        "cPickle",
        "__builtin__",
        "urllib2",
        "urlparse",
        "Queue",
        "ConfigParser",
        "mock",
        "tpu_embedding",
    ]
)


class NoModule(ImportError):
    """An import of what the world does not have."""


@contextmanager
def _deep() -> Iterator[None]:
    """Lets calls go deep for a while; others in the process rely on the limit that stood before."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(slots=True)
class Machine:
    """One interpreter with its modules; `again` are modules that only repeat another one."""

    world: World
    python: tuple[int, int] = (3, 11)
    again: Mapping[str, str] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    second: bool = True  # whether this is TensorFlow 2
    depth: int = 0
    prepared: int = 0  # how many `try` around what runs now

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        handler = expressions.HANDLERS.get(type(node))
        return handler(self, node, scope) if handler else Unknown()

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for node in body:
            handler = statements.HANDLERS.get(type(node))
            if handler:
                handler(self, node, scope)
            if scope.returned is not None:
                return

    def load(self, name: str) -> Value:
        """The module with this name, run if it was not yet, and its packages before it."""
        if name.startswith("tensorflow_core"):
            name = f"tensorflow{name.removeprefix('tensorflow_core')}"
        if (known := self.modules.get(name)) is not None:
            return known
        parent, _, last = name.rpartition(".")
        above = self.load(parent) if parent else None
        if (known := self.modules.get(name)) is not None:
            return known
        if not self.world.has(name):
            if above is not None and isinstance(above, Module) and isinstance(found := above.names.get(last), Module):
                return found
            return self._foreign(name)
        if (same := self.again.get(name)) is not None:
            return self.modules.setdefault(name, Module(name, lazy=same))
        module = Module(name, self.world.is_package(name))
        module.names["__name__"] = Const(name)
        if module.package:
            module.names["__path__"] = Unknown()
        self.modules[name] = module
        try:
            with _deep():
                self._run(module)
        except ImportError:
            self.modules.pop(name, None)
            raise
        if isinstance(above, Module):
            above.names[last] = module
        return module

    def _run(self, module: Module) -> None:
        text = self.world.read(module.name)
        generated = messages.is_generated(text)
        body = self.world.parse(messages.imports(text) if generated else text)
        module.names["__doc__"] = Const(ast.get_docstring(ast.Module(body, [])))
        self.execute(body, Scope(module.names, module))
        if generated:
            messages.fill(module, text)
        for gone in self.world.gone if module.name == "tensorflow" else ():
            module.names.pop(gone, None)
        module.done = True

    def _foreign(self, name: str) -> Value:
        top = name.partition(".")[0]
        if top in OPTIONAL or (self.world.has(top) and not self._compiled(name)):
            raise NoModule(name)
        return Foreign(name, module=True)

    def _compiled(self, name: str) -> bool:
        """Whether it may be an extension module, or generated beside the text: those do not stand in the world."""
        last = name.rpartition(".")[2]
        return last.startswith("_") or last.endswith(("_pb2", "_pb2_grpc", "_ops")) or "pywrap" in last

    def call(self, function: Value, args: list[Value], kwargs: Mapping[str, Value]) -> Value:
        from matrices.surface.calls import call  # noqa: PLC0415 - calls run bodies, bodies make calls

        return call(self, function, args, dict(kwargs))

    def ready(self, instance: Instance) -> None:
        from matrices.surface.calls import ready  # noqa: PLC0415 - calls run bodies, bodies make calls

        ready(self, instance)

    def behind(self, module: Module) -> Value | None:
        """The module that a lazy loader would load; None when it is not in this world."""
        if module.lazy is None or not self.world.has(module.lazy):
            return None
        try:
            return self.load(module.lazy)
        except ImportError:
            return None

    def settle(self, value: Value) -> Value:
        """The value behind a name that was not there yet when it was imported."""
        for _ in range(10):
            if not isinstance(value, Pending):
                return value
            found = value.module.names.get(value.name)
            if found is None or found is value:
                return value
            value = found
        return value
