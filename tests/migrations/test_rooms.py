"""A big project is looked at in parts, and a part that fails costs no more than itself."""

import ast
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from packaging.version import Version

from migrations import engine, pool, registry, rooms
from migrations.engine import analyse
from migrations.here import Here
from migrations.rule import Finding, Rule, Span

OLD, NEW = Version("2.10"), Version("2.21")
CODE = "import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\ntf.keras.experimental.LinearModel()\n"


@pytest.fixture
def small(monkeypatch):
    """Rooms for a few files each."""
    monkeypatch.setattr(rooms, "ROOM", 300)


def sources(count: int) -> dict[str, bytes]:
    return {f"pkg/m{number}.py": f"# {number}\n{CODE}".encode() for number in range(count)}


def test_several_rooms_find_what_one_finds(monkeypatch):
    files = sources(7)
    whole = analyse(files, baseline=OLD)
    monkeypatch.setattr(rooms, "ROOM", 300)
    assert len(rooms.rooms(files, files)) > 2
    parted = analyse(files, baseline=OLD)
    assert parted.findings == whole.findings
    assert parted.patched(NEW) == whole.patched(NEW)


@pytest.mark.usefixtures("small")
def test_several_rooms_are_looked_at_beside_a_thread_as_in_a_service(monkeypatch):
    """There, workers cannot be forked: what they need is sent to them."""
    monkeypatch.setattr(pool, "cores", lambda: 1)
    alone = analyse(sources(7), baseline=OLD)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    with ThreadPoolExecutor(1) as threads:
        parted = threads.submit(analyse, sources(7), baseline=OLD).result()
    assert parted.findings == alone.findings


@pytest.mark.usefixtures("small")
def test_rooms_are_full_and_lose_no_file():
    files = {**sources(9), "big.py": b"x" * 1000, "empty.py": b""}
    found = rooms.rooms(files, files)
    assert sorted(path for room in found for path in room) == sorted(files)
    assert all(len(room) == 1 or sum(len(files[path]) for path in room) <= 300 for room in found)
    assert rooms.rooms({}, []) == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (20, [20]), (21, [10, 11]), (33, [16, 17]), (64, [16] * 4)])
def test_rooms_are_of_one_size_and_as_even_as_cores(count, sizes):
    files = {f"{number:02}.py": b"x" * 10 for number in range(count)}
    assert [len(room) for room in rooms.rooms(files, files)] == sizes


def guests(monkeypatch, size: int, **files: str) -> set[str]:
    """The lines of code.py that are found, where every file has a room of its own."""
    given = {
        f"{name.replace('__init', '/__init__').replace('pkg__', 'pkg/')}.py": text.encode()
        for name, text in files.items()
    }
    monkeypatch.setattr(rooms, "rooms", lambda *_: [[path] for path in sorted(given)])
    monkeypatch.setattr(engine, "rooms", lambda *_: [[path] for path in sorted(given)])
    monkeypatch.setattr(rooms, "ROOM", size)
    monkeypatch.setattr(rooms, "GUESTS", size)
    monkeypatch.setattr(pool, "cores", lambda: 1)  # a worker that is not forked from here would not know of these sizes
    found = analyse(given, baseline=OLD, select=("api",)).findings
    return {f"{finding.path}:{finding.line}" for finding in found}


GONE = "tf.keras.experimental.LinearModel()"


@pytest.mark.parametrize(
    "files",
    [
        {"code": f"from common import tf\n{GONE}", "common": "import tensorflow as tf"},
        {"code": f"from common import *\n{GONE}", "common": "import tensorflow as tf"},
        {
            "code": f"from pkg.a import tf\n{GONE}",
            "pkg__a": "from pkg.b import tf",
            "pkg__b": "import tensorflow as tf",
        },
        {"code": f"from pkg import a\na.{GONE}", "pkg__init": "", "pkg__a": "import tensorflow as tf"},
    ],
)
def test_what_a_room_imports_is_known_there(monkeypatch, files):
    assert guests(monkeypatch, 1000, **files) == {"code.py:2"}


def test_guests_have_their_limit(monkeypatch):
    files = {"code": f"from common import tf\n{GONE}", "common": f"import tensorflow as tf\n# {'x' * 200}"}
    assert guests(monkeypatch, 100, **files) == set()


def test_guests_are_looked_at_in_their_own_room_only(monkeypatch):
    files = {"code": "import common", "common": f"import tensorflow as tf\n{GONE}"}
    assert guests(monkeypatch, 1000, **files) == {"common.py:2"}


def test_a_guest_that_cannot_be_read_is_no_guest(monkeypatch):
    files = {"code": f"from common import tf\nimport tensorflow as tf\n{GONE}", "common": "import tensorflow\ndef f(:"}
    assert guests(monkeypatch, 1000, **files) == set()


def broken(_node: ast.Call, _here: Here) -> Iterator[Finding]:
    raise ZeroDivisionError("odd code")


@pytest.fixture
def faulty(monkeypatch):
    """All rules, and one that always fails."""
    rule = Rule("migrations.rules.faulty", source="https://x", applies=Span("2.16"), examples=(), untouched=())
    rule.call("tf.keras.optimizers.SGD")(broken)
    known = (*registry.names(), rule.name)
    monkeypatch.setitem(sys.modules, rule.module, SimpleNamespace(rule=rule))
    monkeypatch.setattr(registry, "names", lambda: known)


@pytest.mark.usefixtures("faulty")
def test_a_rule_that_fails_costs_its_own_findings():
    analysis = analyse({"a.py": CODE.encode(), "b.py": CODE.encode()}, baseline=OLD)
    assert [(problem.path, problem.line) for problem in analysis.problems] == [("a.py", 2), ("b.py", 2)]
    assert all("faulty failed here (ZeroDivisionError: odd code)" in problem.message for problem in analysis.problems)
    assert {"api", "optimizer_learning_rate"} <= {finding.rule for finding in analysis.findings}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("odd", [b"import tensorflow\ndef f(:", b"import tensorflow\nx = '\xff'", b"tensorflow\0"])
def test_files_that_cannot_be_read_cost_no_other(odd):
    files = {**sources(4), "pkg/odd.py": odd}
    analysis = analyse(files, baseline=OLD)
    assert [problem.path for problem in analysis.problems] == ["pkg/odd.py"]
    assert {finding.path for finding in analysis.findings} == set(sources(4))
    assert set(analysis.patched(NEW)) == set(sources(4))


def test_no_files_are_no_trouble():
    assert analyse({}, baseline=OLD).findings == ()
    assert analyse({"a.py": b""}, baseline=OLD).findings == ()
