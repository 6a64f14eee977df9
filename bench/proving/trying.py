"""One set tried: `upflow resolve`, an environment of that interpreter, the install as told, an import for itself."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from uv import find_uv_bin

from bench.proving.sets import Asked

SECONDS = 1_800
SMOKE = """
import {modules}
import tensorflow
assert tensorflow.__version__.startswith({version!r}), tensorflow.__version__
model = tensorflow.keras.Sequential([tensorflow.keras.layers.Dense(2, input_shape=(3,))])
{code}
"""
"""TensorFlow imports lazily: a layer is made so that its Keras is imported too."""
_HEAD = re.compile(r"^# TensorFlow (\S+) on Python (\S+), ")


class End(StrEnum):
    """How far a set came."""

    IMPORTS = "imports"
    REFUSED = "refused"
    UNPROVEN = "unproven"
    NOT_INSTALLED = "does not install"
    CRASHES = "does not import"
    NO_INTERPRETER = "no such interpreter here"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one set; `seconds` are those of `upflow resolve`, `changed` what it changed."""

    asked: Asked
    end: End
    seconds: float
    tensorflow: str = ""
    python: str = ""
    changed: tuple[str, ...] = ()
    said: str = ""

    @property
    def is_right(self) -> bool:
        """A set that was offered imports; one that was not is no wrong answer, only none."""
        return self.end in {End.IMPORTS, End.REFUSED}


def tried(asked: Asked, interpreters: Path, upflow: Path, words: Sequence[str] = ()) -> Tried:
    """All of it in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="upflow-prove-") as name:
        room = Path(name)
        (room / "project").mkdir()
        (room / "project/requirements.txt").write_text("".join(f"{line}\n" for line in asked.lines))
        return _tried(
            asked, room, interpreters, [str(upflow), "resolve", str(room / "project"), "--to", asked.to, *words]
        )


def _tried(asked: Asked, room: Path, interpreters: Path, command: list[str]) -> Tried:
    limits, start = room / "constraints.txt", time.monotonic()
    command += ["--python", asked.python] if asked.python else []
    command += [f"--{asked.device}"] if asked.device else []
    answer = _run([*command, "--output", str(limits)])
    seconds = time.monotonic() - start
    changed = tuple(re.findall(r"^  (?:relaxed|replaced|merged|added)  (.*)$", answer.stderr, re.MULTILINE))
    if answer.returncode:
        end = End.REFUSED if answer.returncode == 1 else End.UNPROVEN
        return Tried(asked, end, seconds, changed=changed, said=_last(answer.stderr))
    head = _HEAD.match(limits.read_text())
    assert head, limits.read_text()[:200]
    version, python = head.groups()
    found = sorted(interpreters.glob(f"{python}.*/bin/python"))
    if not found:
        return Tried(asked, End.NO_INTERPRETER, seconds, version, python, changed)
    end, said = _imported(asked, room, found[-1], version)
    return Tried(asked, end, seconds, version, python, changed, said)


def _imported(asked: Asked, room: Path, interpreter: Path, version: str) -> tuple[End, str]:
    environment = room / "environment"
    uv = find_uv_bin()
    made = _run([uv, "venv", "--quiet", "--no-python-downloads", "--python", str(interpreter), str(environment)])
    python = environment / "bin/python"
    install = [uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(room / "constraints.txt")]
    done = made if made.returncode else _run(install)
    checked = done if done.returncode else _run([uv, "pip", "check", "--quiet", "--python", str(python)])
    if done.returncode:
        return End.NOT_INSTALLED, _last(done.stderr, 600)
    release = re.split(r"rc|a|b|\.post", version)[0]
    code = SMOKE.format(modules=", ".join(asked.modules), version=release, code=asked.code)
    ran = _run([str(python), "-c", code], {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""})
    shutil.rmtree(environment, ignore_errors=True)
    if ran.returncode:
        return End.CRASHES, _last(ran.stderr, 600)
    return End.IMPORTS, "" if not checked.returncode else f"uv pip check: {_last(checked.stderr, 300)}"


def _run(words: Sequence[str], more: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **(more or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.run(
            words, capture_output=True, text=True, errors="replace", env=environment, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(list(words), 2, "", f"not over within {SECONDS} s")


def _last(text: str, most: int = 400) -> str:
    return " ".join(text.split())[-most:]
