"""What the standard library of Python took away, in the TensorFlows that are used with such a Python.

TensorFlow 2.11 is used with Python 3.10, where `collections.Mapping` and its like went, and 2.12 with 3.11, without
`inspect.getargspec`. Python 3.12 and 3.13 can be avoided so far: what goes there is named, and is no reason to stay.
"""

import ast
from collections.abc import Iterator, Mapping

from migrations.below import below
from migrations.beside import FIRST_ON, python_span
from migrations.calls import is_spread, keyword, remove_argument, replace
from migrations.here import Here
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import Spots, attributes, mentions

SAME = ("args", "varargs", "defaults")
"""Parts of a signature that go by their old names."""
ABSTRACT = [
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "ByteString",
    "Callable",
    "Collection",
    "Container",
    "Coroutine",
    "Generator",
    "Hashable",
    "ItemsView",
    "Iterable",
    "Iterator",
    "KeysView",
    "Mapping",
    "MappingView",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Reversible",
    "Sequence",
    "Set",
    "Sized",
    "ValuesView",
]
RENAMED = {
    **{f"collections.{name}": ("3.10", f"collections.abc.{name}") for name in ABSTRACT},
    "time.clock": ("3.8", "time.perf_counter"),
    "cgi.escape": ("3.8", "html.escape"),
    "fractions.gcd": ("3.9", "math.gcd"),
    "base64.encodestring": ("3.9", "base64.encodebytes"),
    "base64.decodestring": ("3.9", "base64.decodebytes"),
    "locale.format": ("3.12", "locale.format_string"),
    "configparser.SafeConfigParser": ("3.12", "configparser.ConfigParser"),
    "imp.reload": ("3.12", "importlib.reload"),
    "pipes.quote": ("3.13", "shlex.quote"),
}
"""By the old name: the Python without it, and the name that does the same."""
GONE = {
    "inspect.formatargspec": ("3.11", "Use `str(inspect.signature(function))`."),
    "asyncio.coroutine": ("3.11", "Write `async def`."),
    "platform.linux_distribution": ("3.8", "Use the package distro."),
    "platform.dist": ("3.8", "Use the package distro."),
    "dummy_threading": ("3.9", "Use `threading`."),
    "_dummy_thread": ("3.9", "Use `threading`."),
    "sys.getcheckinterval": ("3.9", "Use `sys.getswitchinterval`."),
    "sys.setcheckinterval": ("3.9", "Use `sys.setswitchinterval`, which takes seconds."),
    "parser": ("3.10", "Use `ast`."),
    "symbol": ("3.10", "Use `ast`."),
    "formatter": ("3.10", "Take what it did into your own code."),
    "binhex": ("3.11", "Take what it did into your own code."),
    "imp": ("3.12", "Use `importlib`."),
    "ssl.wrap_socket": ("3.12", "Use `ssl.create_default_context().wrap_socket`."),
    "ssl.match_hostname": ("3.12", "The handshake checks the name by itself."),
    "asyncore": ("3.12", "Use `asyncio`."),
    "asynchat": ("3.12", "Use `asyncio`."),
    "smtpd": ("3.12", "Use the package aiosmtpd."),
    "distutils": ("3.12", "Use setuptools, packaging or shutil. Where setuptools is installed, its own copy answers."),
    **dict.fromkeys(
        [
            "aifc",
            "audioop",
            "cgi",
            "cgitb",
            "chunk",
            "crypt",
            "imghdr",
            "lib2to3",
            "mailcap",
            "msilib",
            "nis",
            "nntplib",
            "ossaudiodev",
            "pipes",
            "sndhdr",
            "spwd",
            "sunau",
            "telnetlib",
            "typing.io",
            "typing.re",
            "uu",
            "xdrlib",
        ],
        ("3.13", "Use another package, or take what it did into your own code."),
    ),
}
"""By the old name: the Python without it, and what to do."""
MEMBERS = {
    "getchildren": ("xml", "3.9", None),
    "getiterator": ("xml", "3.9", "iter"),
    "isAlive": ("threading", "3.9", "is_alive"),
    "readfp": ("configparser", "3.12", "read_file"),
}
"""By a method that nothing else has: the module that the file imports, the Python without it, and the new one."""
METHODS = {
    "assertEquals": "assertEqual",
    "assertNotEquals": "assertNotEqual",
    "assertAlmostEquals": "assertAlmostEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
    "assertRegexpMatches": "assertRegex",
    "assertNotRegexpMatches": "assertNotRegex",
    "assertRaisesRegexp": "assertRaisesRegex",
    "assert_": "assertTrue",
    "failUnlessEqual": "assertEqual",
    "failUnless": "assertTrue",
    "failIf": "assertFalse",
}
"""Old names of the methods of a test case, gone in Python 3.12."""

rule = Rule(
    __name__,
    source="https://docs.python.org/3/whatsnew/3.10.html#removed",
    applies=Span("2.2"),
    examples=(
        Example(
            before="""\
import collections
import time
from collections import Iterable, OrderedDict
import tensorflow as tf

start = time.clock() if hasattr(time, "clock") else 0
shapes = OrderedDict(a=tf.zeros((2, 3)).shape)
assert isinstance(shapes, collections.Mapping) and isinstance([], Iterable)
print(len(shapes))
""",
            after="""\
import collections
import time
from collections.abc import Iterable
from collections import OrderedDict
import tensorflow as tf

start = time.clock() if hasattr(time, "clock") else 0
shapes = OrderedDict(a=tf.zeros((2, 3)).shape)
assert isinstance(shapes, collections.abc.Mapping) and isinstance([], Iterable)
print(len(shapes))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import collections\nimport tensorflow as tf\nprint(collections.OrderedDict(), collections.abc.Mapping)\n",
        "import time\nimport tensorflow as tf\ntime.perf_counter()\nfrom mylib import collections as c\nc.Mapping\n",
        "import json\nimport tensorflow as tf\njson.loads('{}')\n",
    ),
)


rule.words(*MEMBERS, "class")


@rule.below(*sorted({name.partition(".")[0] for name in (*RENAMED, *GONE)}))
def gone_name(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    dotted = _dotted(node, here) or ""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in RENAMED:
            gone, new = RENAMED[name]
            edits = _edits(node, name, len(parts) - length, here)
            yield from _finding(node, here, name, gone=gone, advice=f"Use `{new}`.", edits=edits)
            return
        if name in GONE:
            gone, advice = GONE[name]
            if isinstance(node, ast.alias) or "." in name:
                yield from _finding(node, here, name, gone=gone, advice=advice, edits=None)
            return


@rule.call("inspect.getargspec")
def old_signature(call: ast.Call, here: Here) -> Iterator[Finding]:
    """What took its place gives seven things; the first four are those that it gave."""
    renamed = here.rename(call.func, "inspect.getfullargspec") if isinstance(call.func, ast.Attribute) else None
    edits: list[Edit] | None = None
    if renamed and isinstance(here.parent, ast.Attribute) and here.parent.attr in SAME:
        edits = renamed
    elif renamed and isinstance(here.parent, ast.Subscript) and here.parent.value is call:
        first = isinstance(here.parent.slice, ast.Constant) and here.parent.slice.value in range(4)
        edits = renamed if first else None
    elif renamed and (others := _kept(here)) is not None:
        edits = [*renamed, *others]
    elif renamed and not isinstance(here.parent, ast.Attribute):
        end = here.text.end(call)
        unpacked = isinstance(here.parent, ast.Assign) and isinstance(here.parent.targets[0], ast.Tuple)
        edits = [*renamed, Edit(end, end, "[:4]")] if unpacked else None
    advice = "Use `inspect.getfullargspec`: the first four things that it gives are those of old."
    yield from _finding(call, here, "inspect.getargspec", gone="3.11", advice=advice, edits=edits)


def _kept(here: Here) -> list[Edit] | None:
    """What else changes where the result is kept by a name that is only asked for its parts; None where it is not."""
    match here.parent:
        case ast.Assign(targets=[ast.Name(id=name)]):
            home = here.scope.home(name)
        case _:
            return None
    if home is None or len(home.bindings[name]) != 1:
        return None
    known, edits = set[ast.expr](), list[Edit]()
    for node, scope in here.world.once(Spots).attributes(here.code, *SAME, "keywords"):
        if isinstance(node.value, ast.Name) and node.value.id == name and scope.home(name) is home:
            known.add(node.value)
            end = here.text.end(node)
            edits += [Edit(end - len(node.attr), end, "varkw")] if node.attr == "keywords" else []
    read = [node for node in ast.walk(home.owner) if isinstance(node, ast.Name) and node.id == name]
    return edits if known and all(node in known or isinstance(node.ctx, ast.Store) for node in read) else None


@rule.call("json.loads", "json.load")
def encoding_of_json(call: ast.Call, here: Here) -> Iterator[Finding]:
    """It had no effect, and Python 3.9 refuses it."""
    word = keyword(call, "encoding")
    if word is not None and not is_spread(call):
        edits = [remove_argument(here.text, call, word)]
        yield from _finding(
            word, here, "json.loads(encoding)", gone="3.9", advice="Leave it out: it had no effect.", edits=edits
        )


@rule.call("random.shuffle")
def own_random(call: ast.Call, here: Here) -> Iterator[Finding]:
    if len(call.args) + len(call.keywords) > 1 and not is_spread(call):
        advice = "Shuffle with a `random.Random` of your own."
        yield from _finding(call, here, "random.shuffle(random)", gone="3.11", advice=advice, edits=None)


@rule.file
def old_members(node: ast.Module, here: Here) -> Iterator[Finding]:
    del node
    text = here.text
    for inner, at in attributes(here, *MEMBERS):
        module, gone, new = MEMBERS[inner.attr]
        call = here.world.once(Spots).calling(here.code, inner)
        if call is None or call.args[1:] or not mentions(here.code, module) or at.dotted(inner) is not None:
            continue
        start, end = text.start(inner.value), text.end(inner.value)
        if new is None:
            edits = [Edit(start, start, "list("), Edit(end, text.end(call), ")")]
        else:
            edits = [Edit(text.end(inner) - len(inner.attr), text.end(inner), new)]
        advice = f"Use `{new}`." if new else "Use `list(element)`."
        yield from _finding(inner, at, f"{module}: {inner.attr}", gone=gone, advice=advice, edits=edits)


@rule.subclass("unittest.TestCase", "unittest.case.TestCase", "tf.test.TestCase")
def old_methods(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    if not mentions(here.code, *METHODS):
        return
    own = {
        name
        for each in here.world.classes.ancestors(here.world.names.klass(node, here.scope))
        for name in each.body.bindings
    }
    for inner in below(node):
        if not isinstance(inner, ast.Attribute) or inner.attr not in METHODS or inner.attr in own:
            continue
        if isinstance(inner.value, ast.Name) and inner.value.id == "self":
            new = METHODS[inner.attr]
            start = here.text.end(inner) - len(inner.attr)
            edits = [Edit(start, here.text.end(inner), new)]
            yield from _finding(
                inner, here, f"unittest.TestCase.{inner.attr}", gone="3.12", advice=f"Use `{new}`.", edits=edits
            )


def _finding(
    node: ast.expr | ast.alias | ast.keyword, here: Here, name: str, *, gone: str, advice: str, edits: list[Edit] | None
) -> Iterator[Finding]:
    span = python_span(gone)
    first = FIRST_ON.get(gone)
    if span is None and first is None:
        return
    where = f"TensorFlow {span.since} and later are used with" if span else f"TensorFlow {first} and later can have"
    yield here.finding(
        node,
        symbol=name,
        message=f"Python {gone} has no `{name}` any more, and {where} such a Python. {advice}",
        effect=Effect.BREAKS if span else Effect.DEPRECATED,
        span=span or Span(first or ""),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or [],
    )


def _dotted(node: ast.expr | ast.alias, here: Here) -> str | None:
    if not isinstance(node, ast.alias):
        return here.dotted(node)
    statement = here.parent
    return f"{statement.module}.{node.name}" if isinstance(statement, ast.ImportFrom) else node.name


def _edits(node: ast.expr | ast.alias, name: str, rest: int, here: Here) -> list[Edit] | None:
    new = RENAMED[name][1]
    if isinstance(node, ast.alias):
        return _import(node, new, here)
    for _ in range(rest):
        assert isinstance(node, ast.Attribute)
        node = node.value
    module = new.rpartition(".")[0]
    if name.rpartition(".")[0].partition(".")[0] == module.partition(".")[0]:
        return here.rename(node, new)
    if here.scope.home(module) is None:
        return [replace(here.text, node, new), here.add_import(f"import {module}")]
    return [replace(here.text, node, new)] if here.dotted(ast.Name(module)) == module else None


def _import(alias: ast.alias, new: str, here: Here) -> list[Edit] | None:
    statement = here.parent
    if isinstance(statement, ast.ImportFrom):
        return relocated(here.text, statement, _moves(statement))
    return [replace(here.text, alias, f"{new} as {alias.asname}")] if alias.asname else None


def _moves(statement: ast.ImportFrom) -> Mapping[str, str]:
    names = (f"{statement.module}.{alias.name}" for alias in statement.names)
    return {name: RENAMED[name][1] for name in names if name in RENAMED}
