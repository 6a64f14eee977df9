"""The static reader says of small packages what importing them shows, construct by construct."""

import sys
from collections.abc import Callable

import pytest

from matrices.surface.compare import compare
from matrices.surface.facts import Surface

CONSTRUCTS = {
    "re-exports and aliases": {
        "init": "from .layers import Dense, dense as plain\nfrom . import layers as stack",
        "layers__init": "class Dense: pass\ndef dense(x, units=3, *, name='a'): pass",
    },
    "a submodule that somebody imported": {
        "init": "from . import layers",
        "layers__init": "from keras.layers.core import Dense",
        "layers__core": "class Dense:\n    def __init__(self, units): pass",
        "hidden": "x = 1",
    },
    "star imports with and without a list": {
        "init": "from .one import *\nfrom .two import *",
        "one": "__all__ = ['a', '_c']\n__all__ += ['b']\na = b = _c = d = 1",
        "two": "e = 1\n_f = 2",
    },
    "names taken away and put in": {
        "init": """
            import sys
            a = b = 1
            del a
            setattr(sys.modules[__name__], "c", 1)
            globals()["d"] = 2
            globals().update({"e": 3})
            for name in ["f", "g"]:
                globals()[name] = name
            del name
        """
    },
    "conditions that are known": {
        "init": """
            import sys
            if sys.version_info >= (3, 0):
                new = 1
            else:
                old = 1
            if sys.version_info[0] < 3:
                older = 1
            try:
                unicode
                import torch
                never = 1
            except (ImportError, NameError):
                instead = 1
        """
    },
    "circular imports": {
        "init": "from . import a, b",
        "a": "from keras import b\ndef of_a(): pass",
        "b": "from keras import a\nfrom keras.a import __name__ as name_of_a\ndef of_b(): pass",
    },
    "functions and their parameters": {
        "init": """
            def a(x, /, y, *args, z=(1, 2), w=None, **kwargs): pass
            def b(x=-1, y=1e-3, z='q', *, k): pass
            async def c(x): pass
            d = lambda x, y=2: x
        """
    },
    "decorators": {
        "init": """
            import functools, contextlib

            def keeping(function):
                @functools.wraps(function)
                def wrapper(*args, **kwargs): return function(*args, **kwargs)
                return wrapper

            def replacing(function):
                def wrapper(x, *others): return function(x)
                return wrapper

            def same(name=None):
                def decorator(function):
                    function.exported = name
                    return function
                return decorator

            @keeping
            def a(x, y=1): pass

            @replacing
            def b(x, y=1): pass

            @same("c")
            def c(x, y=1): pass

            @contextlib.contextmanager
            def d(x): yield

            @functools.lru_cache(maxsize=None)
            def e(x): pass

            f = functools.partial(a, y=3)
            g = functools.partial(b, 3)
        """
    },
    "classes": {
        "init": """
            class Base:
                def __init__(self, a, b=2): self.kept = a
                def method(self, x): pass
                @property
                def lr(self): pass
                @lr.setter
                def lr(self, value): pass
                @property
                def read_only(self): pass
                @classmethod
                def from_config(cls, config): pass
                @staticmethod
                def helper(x): pass
                class Inner: pass
                LIMIT = 3

            class Derived(Base):
                def method(self, x, y): pass

            class Created:
                def __new__(cls, z): pass

            class Called(Created):
                def __init__(self, *args, q=1): pass
        """
    },
    "several bases": {
        "init": """
            class A:
                def who(self, a): pass
            class B(A): pass
            class C(A):
                def who(self, c): pass
            class D(B, C): pass
        """
    },
    "metaclasses": {
        "init": """
            import abc
            class Meta(type):
                def __call__(cls, *args, **kwargs): pass
            class Made(metaclass=Meta):
                def __init__(self, x): pass
            class Abstract(abc.ABC):
                @abc.abstractmethod
                def call(self, x): pass
        """
    },
    "classes that are generated": {
        "init": """
            import collections, dataclasses, typing
            Pair = collections.namedtuple("Pair", ["left", "right"])
            class Point(collections.namedtuple("Point", "x y")): pass
            class Triple(collections.namedtuple("Triple", Pair._fields + ("third",))): pass
            @dataclasses.dataclass
            class Options:
                name: str
                size: int = 3
            class Row(typing.NamedTuple):
                key: str
                value: int = 0
        """
    },
    "constants and modules of others": {
        "init": "import os, json as j\nfrom os import path\nPI = 3.0\nfrom collections import OrderedDict",
    },
    "a name chosen where it is defined": {
        "init": """
            import os
            _BACKEND = "tensorflow"
            if "KERAS_BACKEND_OF_TESTS" in os.environ:
                _BACKEND = os.environ["KERAS_BACKEND_OF_TESTS"]
            def backend(): return _BACKEND
            if backend() == "torch":
                torch = 1
            elif backend() == "tensorflow":
                tensorflow = 1
        """
    },
    "module getattr": {
        "init": "from .lazy import found",
        "lazy": "def __getattr__(name):\n    if name == 'found':\n        return str\n    raise AttributeError(name)",
    },
}


@pytest.mark.parametrize("modules", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_reading_says_what_importing_shows(surface, imported, modules):
    agreement = compare(surface(**modules), imported(**modules))

    names, signatures = agreement.names, agreement.signatures
    assert (names.missing, names.invented) == ([], [])
    assert (signatures.missing, signatures.different) == ([], [])
    assert (agreement.members.missing, agreement.members.invented) == ([], [])
    assert (agreement.member_signatures.missing, agreement.member_signatures.different) == ([], [])
    assert agreement.defaults.different == []
    assert names.equal > 1


def test_an_alias_shares_the_object(surface):
    found = surface(init="from .core import Dense\nFully = Dense", core="class Dense: pass")

    assert found.names["keras.Dense"] == found.names["keras.Fully"] == "keras.core:Dense"


def test_a_module_ends_with_a_colon(surface):
    found = surface(init="from . import core", core="x = 1")

    assert found.names["keras.core"] == "keras.core:"
    assert found.names["keras.core.x"] == "keras.core:x"


def test_bases_are_objects_even_when_they_are_private(surface):
    found = surface(init="class _Hidden:\n    def call(self): pass\nclass Shown(_Hidden): pass")

    assert found.objects["keras:Shown"].bases == ("keras:_Hidden",)
    assert "call" in found.objects["keras:_Hidden"].members


def test_modules_are_all_paths_without_a_private_part(surface):
    found = surface(init="", core="", utils__init="", utils___private="")

    assert found.modules == ("keras", "keras.core", "keras.utils")


def test_text_that_is_no_python_3_is_left_out(surface):
    assert "keras.a" in surface(init="a = 1\nimport keras.old", old="print 'x'").names


def test_reading_twice_gives_the_same(surface):
    modules = {"init": "from .core import *", "core": "class A: pass\nclass B(A): pass\ndef f(x=object()): pass"}

    assert surface(**modules) == surface(**modules)


def test_reading_leaves_the_process_as_it_was(surface: Callable[..., Surface]):
    before = sys.getrecursionlimit()
    surface(init="from . import layers", layers__init="class Dense: pass")
    assert sys.getrecursionlimit() == before
