"""Files of a big project are changed by several workers; one that dies costs its room, and says so."""

import os

from packaging.version import Version

from migrations import applying, pool, rooms
from migrations.engine import analyse
from migrations.text import Text

NEW = Version("2.21")
CODE = b"import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n"


def test_a_worker_that_dies_costs_its_own_files(monkeypatch):
    files = {f"m{number}.py": CODE for number in range(8)}
    monkeypatch.setattr(rooms, "ROOM", 2 * len(CODE))
    monkeypatch.setattr(pool, "cores", lambda: 2)
    analysis = analyse(files, baseline=Version("2.10"))
    change = applying._change

    def dying(text: Text, findings):
        if text.path == "m3.py":
            os._exit(9)
        return change(text, findings)

    monkeypatch.setattr(applying, "_change", dying)
    monkeypatch.setattr(pool, "_can_fork", lambda: True)  # a fresh process would not know of the one that dies
    patch = analysis.patch(NEW)
    assert sorted(patch.files) == ["m0.py", "m1.py", "m4.py", "m5.py", "m6.py", "m7.py"]
    assert [(problem.path, "exit code 9" in problem.message) for problem in patch.problems] == [
        ("m2.py", True),
        ("m3.py", True),
    ]


def test_the_order_is_the_one_that_is_asked_for(monkeypatch):
    files = {f"m{number}.py": CODE for number in range(6)}
    monkeypatch.setattr(rooms, "ROOM", len(CODE))
    analysis = analyse(files, baseline=Version("2.10"))
    assert list(analysis.patch(NEW).files) == sorted(files)
