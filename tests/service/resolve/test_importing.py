"""What a package does when it is imported is read from its wheel, and what cannot be is mended or refused."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Declared
from service.resolve.full import Proven, Unproven, prove
from service.resolve.importing.choosing import fitting
from service.resolve.importing.library import Library
from service.resolve.importing.reading import read
from service.resolve.importing.running import crashes
from service.resolve.importing.wheels import Wheels
from service.resolve.importing.world import World
from service.resolve.nearest import Nearest, Refused, nearest
from service.resolve.resolver import Resolver
from service.resolve.sources import LONGEST, asked
from service.resolve.wish import wish
from tests.service.small_index import SmallIndex

Declare = Callable[..., Declared]
FACTS = Facts(load(), Place("3.11"))
GONE = "import tensorflow as tf\nLayer = tf.keras.layers.LocallyConnected1D\n"
THERE = "import tensorflow as tf\nLayer = tf.keras.layers.Dense\n"


def needed(text: str, python: str = "3.11") -> list[str]:
    module = read(text, "mine.here", is_package=False, python=python)
    return [".".join((need.module, *need.names)) for need in module.needs]


def proven(tmp_path: Path, declared: Declared) -> Proven | Refused | Unproven:
    wanted = wish(declared, Version("2.16.2"), FACTS)
    found = nearest(wanted, FACTS)
    assert isinstance(found, Nearest), found
    with Resolver(tmp_path / "cache") as resolver:
        return prove(found, wanted, FACTS, resolver, lambda _: None)


def pins(answer: Proven | Refused | Unproven) -> tuple[str, ...]:
    assert isinstance(answer, Proven), answer
    return answer.pins.lines()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b\nfrom c import d", ["a.b", "c.d"]),
        ("from . import near\nfrom ..far import x", ["mine.near", "far.x"]),
        ("import tensorflow as tf\nclass A(tf.keras.Model):\n  x: tf.Tensor = tf.zeros(1)", None),
        ("import a\ndef f(x=a.b, *, y: a.c = 1):\n    a.never\n    import never", ["a", "a.b", "a.c"]),
        ("from __future__ import annotations\nimport a\ndef f(x: a.never): pass", ["a"]),
        ("try:\n    import a\nexcept ImportError:\n    a = None", []),
        ("try:\n    import a\nexcept ImportError as e:\n    raise ImportError('install it') from e", ["a"]),
        ("try:\n    import a\nexcept ValueError:\n    pass", ["a"]),
        (
            "import contextlib\nwith contextlib.suppress(ImportError):\n    import a",
            ["contextlib", "contextlib.suppress"],
        ),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a", ["typing.TYPE_CHECKING"]),
        ("import sys\nif sys.version_info >= (3, 8):\n    import a\nelse:\n    import b", ["sys", "a"]),
        ("import sys\nif sys.version_info < (3, 8):\n    import a", ["sys"]),
        ("import a\nx = [a.never for y in a.b]\nz = lambda: a.never\nw = 1 and a.never", ["a", "a.b"]),
        ("import a\na = a.b\na.never", ["a"]),
        ("import a\nclass B:\n    a = 1\n    c = a.never", ["a"]),
        ("if x:\n    import a", []),
        ("def f(: no Python", []),
    ],
)
def test_only_what_surely_happens_is_told(text: str, names: list[str] | None):
    if names is None:
        names = ["tensorflow", "tensorflow.keras.Model", "tensorflow.zeros", "tensorflow.Tensor"]
    assert needed(text) == names


def test_of_two_ways_each_is_told_for_itself():
    text = "if old:\n    from keras.layers import A\nelse:\n    from tensorflow.keras.layers import A\n"
    module = read(text, "mine", is_package=False, python="3.11")
    assert [[need.module for need in way] for way in module.either[0]] == [
        ["keras.layers"],
        ["tensorflow.keras.layers"],
    ]
    assert not read("try:\n    import a\nexcept ImportError:\n    pass", "mine", is_package=False, python="3.11").either


def world(tmp_path: Path, files: dict[str, dict[str, str]], **versions: str) -> World:
    index, wheels = SmallIndex(tmp_path / "index"), Wheels(tmp_path / "cache")
    found = {}
    for name, texts in files.items():
        index.wheel(name, "1.0", files=texts)
        found[name] = wheels.open((index.folder / name / f"{name}-1.0-py3-none-any.whl").as_uri(), "3.11")
    known = {name.replace("_", "-"): version for name, version in versions.items()}
    return World({**dict.fromkeys(files, "1.0"), **known}, found, "3.11")


def wanted(world: World, *modules: str) -> list[str]:
    return sorted(f"{one.where} {one.wanted}" for one in crashes(world, modules, world.wheels.keys()))


def test_imports_are_followed_through_the_wheels_of_a_set(tmp_path: Path):
    here = world(
        tmp_path,
        {
            "mine": {
                "mine/__init__.py": "from .inner import thing",
                "mine/inner.py": "import helper.tools\nthing = 1\nfrom helper import gone",
                "mine/unused.py": "import pyparsing",
            },
            "helper": {"helper/__init__.py": "here = 1", "helper/tools.py": "from helper import here"},
        },
    )
    assert wanted(here, "mine") == ["mine/inner.py:3 helper.gone"]
    assert wanted(here, "mine.unused") == ["mine/inner.py:3 helper.gone", "mine/unused.py:1 pyparsing"]


@pytest.mark.parametrize(
    "helper",
    [
        "from .names import *",
        "def __getattr__(name): return 1",
        "globals().update(thing=1)",
        "def f():\n    global thing\n    thing = 1",
        "try:\n    from nowhere import thing\nexcept ImportError:\n    thing = 1",
        "if x:\n    thing = 1",
    ],
)
def test_a_name_that_may_be_there_is_no_alarm(tmp_path: Path, helper: str):
    files = {"helper/__init__.py": helper, "helper/names.py": "thing = 1"}
    here = world(tmp_path, {"mine": {"mine.py": "from helper import thing"}, "helper": files})
    assert wanted(here, "mine") == []


def test_a_chain_goes_through_modules_and_ends_at_what_is_none(tmp_path: Path):
    files = {"helper/__init__.py": "class A: pass", "helper/sub.py": "x = 1"}
    text = "import helper.sub\nfrom helper import A\nA.any\nhelper.sub.x\nhelper.A.any\nhelper.sub.gone.more"
    here = world(tmp_path, {"mine": {"mine.py": text}, "helper": files})
    assert wanted(here, "mine") == ["mine.py:6 helper.sub.gone"]


def test_of_two_ways_that_both_end_nowhere_one_is_told(tmp_path: Path):
    text = "try:\n    from keras.engine import Layer\nexcept ImportError:\n    from keras.nowhere import Layer\n"
    here = world(tmp_path, {"mine": {"mine.py": text}}, keras="3.10.0", tensorflow="2.16.2")
    assert wanted(here, "mine") == ["mine.py:4 keras.nowhere.Layer"]


def test_the_interpreter_decides_which_modules_are_its_own(tmp_path: Path):
    here = world(tmp_path, {"mine": {"mine.py": "import distutils\nimport json\nimport __main__"}})
    assert wanted(here, "mine") == []
    here.python = "3.12"
    assert wanted(here, "mine") == ["mine.py:1 distutils"]


def test_a_wheel_that_cannot_be_read_says_nothing(tmp_path: Path):
    here = world(tmp_path, {"mine": {"mine.py": "import helper.gone"}})
    here.wheels = {**here.wheels, "helper": Wheels(tmp_path).open((tmp_path / "no.whl").as_uri(), "3.11")}
    assert wanted(here, "mine") == []


def test_what_a_package_without_a_wheel_brings_is_not_known(tmp_path: Path):
    here = world(tmp_path, {"mine": {"mine.py": "import strange\nimport pyparsing"}}, built="1.0")
    assert wanted(here, "mine") == ["mine.py:2 pyparsing"]


def test_what_was_read_is_remembered(tmp_path: Path):
    index = SmallIndex(tmp_path / "index")
    index.wheel("mine", "1.0", files={"mine.py": "try:\n    import a\nexcept ImportError:\n    import b\nimport c.d"})
    place = index.folder / "mine" / "mine-1.0-py3-none-any.whl"
    first = Wheels(tmp_path / "cache")
    before = first.open(place.as_uri(), "3.11").module("mine")
    first.keep()
    place.unlink()
    assert Wheels(tmp_path / "cache").open(place.as_uri(), "3.11").module("mine") == before


def test_the_api_index_answers_for_tensorflow_and_its_keras():
    library = Library({"tensorflow-cpu": "2.16.2", "keras": "3.5.0", "numpy": "1.26.4"})
    assert library.has("tensorflow.keras.layers", ("Dense",)) is True
    assert library.has("tensorflow.keras.layers", ("LocallyConnected1D",)) is False
    assert library.has("tensorflow.compat.v2", ("keras", "layers", "Dense")) is True
    assert library.has("tensorflow.compat.v2", ("enable_v2_behavior",)) is None
    assert library.has("tensorflow.compat.v2", ("no_such_name",)) is False
    assert library.has("tensorflow", ("__version__",)) is None
    assert library.has("tensorflow", ("Module", "_TF_MODULE_IGNORED_PROPERTIES", "union")) is None
    assert library.has("tensorflow", ("Module", "never_listed")) is None
    assert library.has("helper", ("thing",)) is None
    assert library.has_numpy("bool") is False
    assert library.has_numpy("array") is None
    assert library.is_gone("tensorflow.keras.layers.LocallyConnected1D")
    assert not Library({"tensorflow": "2.10.1"}).is_gone("tensorflow.keras.ops")


@pytest.mark.parametrize(("version", "said"), [("2.1.0", False), ("2.2.0", True)])
def test_the_private_modules_of_tensorflow_went_by_another_name(tmp_path: Path, version: str, said: bool):
    files = {
        "tensorflow": {"tensorflow/__init__.py": "x = 1"},
        "user": {"user/__init__.py": "from tensorflow.python.hidden.place import thing"},
    }
    assert bool(wanted(world(tmp_path, files, tensorflow=version, user="1.0"), "user")) is said


def test_the_wheel_of_the_place_is_read():
    files = ["https://x/m-1-cp310-cp310-manylinux2014_x86_64.whl", "https://x/m-1-cp311-cp311-win_amd64.whl"]
    mine = "https://x/m-1-cp311-cp311-manylinux2014_x86_64.whl"
    assert fitting([*files, mine, "https://x/m-1-py3-none-any.whl"], "3.11", "linux_x86_64") == mine
    assert fitting(files, "3.11", "linux_x86_64") is None


def test_a_package_moves_up_to_the_release_that_imports(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0", files={"mine/__init__.py": GONE})
    index.wheel("mine", "1.1", files={"mine/__init__.py": GONE})
    index.wheel("mine", "1.2", files={"mine/__init__.py": THERE})
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert "mine==1.2" in pins(answer)
    assert isinstance(answer, Proven)
    told = next(one for one in answer.changes if one.kind == "relaxed")
    assert told.reason.startswith("mine 1.0 does not import: mine/__init__.py:2 asks for")
    assert told.source == "pkg:pypi/mine@1.0#mine/__init__.py"


def test_where_no_release_imports_the_set_is_refused_with_the_line(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.wheel("mine", "0.9", files={"mine/__init__.py": THERE})
    index.wheel("mine", "1.0", files={"mine/__init__.py": GONE})
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert isinstance(answer, Refused)
    assert "mine/__init__.py:2 asks for tensorflow.keras.layers.LocallyConnected1D" in answer.sentences[0]
    assert answer.everywhere


def test_a_package_that_the_facts_know_is_followed_too(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("tf-slim", "1.1.0", files={"tf_slim/__init__.py": "import tf_slim.inner", "tf_slim/inner.py": GONE})
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "tf-slim==1.1.0"))
    assert isinstance(answer, Refused)
    assert "tf_slim/inner.py:2 asks for" in answer.sentences[0]


def test_a_module_that_nobody_asks_for_comes_in(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.wheel("mine", "1.0", files={"mine/__init__.py": "import chardet"})
    index.wheel("chardet", "5.2.0", files={"chardet/__init__.py": ""})
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert "chardet==5.2.0" in pins(answer)


def test_nothing_strange_is_installed_for_a_module_of_unknown_origin(
    tmp_path: Path, index: SmallIndex, declared: Declare
):
    index.wheel("mine", "1.0", files={"mine/__init__.py": "import strange"})
    index.wheel("strange", "1.0")
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert not any(one.startswith("strange") for one in pins(answer))


def test_what_a_source_asks_for_is_read_and_not_run(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.told_source("mine", "1.0", ["helper<2", "", "[extra]", "never"])
    index.wheel("helper", "1.0")
    index.wheel("helper", "2.0")
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert {"mine==1.0", "helper==1.0"} <= set(pins(answer))
    assert isinstance(answer, Proven)
    assert answer.sources == ("mine==1.0",)


def test_what_a_source_asks_for_may_be_a_source_itself(tmp_path: Path, index: SmallIndex, declared: Declare):
    index.told_source("mine", "1.0", ["helper>=1"])
    index.told_source("helper", "1.5", [])
    index.told_source("helper", "0.5", [])
    answer = proven(tmp_path, declared("tensorflow==2.16.2", "mine==1.0"))
    assert {"mine==1.0", "helper==1.5"} <= set(pins(answer))


def archive(name: str, text: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, text)
    return content.getvalue()


def test_an_archive_that_anybody_made_says_nothing_where_it_is_broken_or_a_bomb():
    stated = b"Metadata-Version: 2.2\nName: a\nVersion: 1\nRequires-Dist: b\n\n"
    good = archive("a-1/PKG-INFO", stated)
    assert asked(good, "a-1.zip") == ("b",)
    assert asked(archive("a-1/PKG-INFO", stated + b" " * LONGEST), "a-1.zip") is None
    for at in range(0, len(good), 7):
        broken = good[:at] + bytes([good[at] ^ 255]) + good[at + 1 :]
        assert asked(broken, "a-1.zip") in {None, (), ("b",)}
        assert asked(broken[:at], "a-1.tar.gz") is None
