"""Everything that a project may say to upflow: the one definition, of which reader, JSON schema and page are made.

A field is a key. To add one: a field here with its kind, its words and an example; then `python -m service.config`
writes the schema and the page again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from matrices import published
from matrices.wheels import PLATFORMS
from migrations.settings import Rename, covers
from service.config.kinds import Choice, Command, Day, Flag, Kind, Many, Number, Text, shown
from service.config.records import Record
from service.config.renames import Renames


def _no_rule(text: str) -> str:
    from migrations.registry import names  # noqa: PLC0415 - only who names a rule

    known = ("api", *names())
    near = get_close_matches(text, known, 1)
    asked = f"did you mean {near[0]}?" if near else "`upflow rules` lists them"
    return "" if text in known else f"there is no rule {shown(text)}; {asked}"


def _no_release(text: str) -> str:
    try:
        published.find(published.offered(), text)
    except published.UnknownVersion as error:
        return str(error)
    return ""


RULE = Text("the name of a rule", objection=_no_rule)
RELEASE = Text('a TensorFlow, such as "2.16" or "newest"', objection=_no_release)
PYTHON = Text('a Python, such as "3.12"', r"3\.\d{1,2}")
FUNCTION = Text('a function, such as "package.module:function"', r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
PATTERN = Text('a path or a pattern, such as "third_party" or "*.ipynb"')
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCHEDULES = ("always", "monthly", *DAYS)


def key(kind: Kind, about: str, example: str, default: Any = None) -> Any:  # noqa: ANN401 - as `field` itself
    """One key: `about` is a sentence for the schema and the page, `example` is TOML."""
    return field(default=default, metadata={"kind": kind, "about": about, "example": example})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one trial may use. They lower what the machine allows, and never raise it."""

    seconds: int | None = key(Number(1, 86_400), "Longest time of one trial, in seconds.", "300")
    memory: int | None = key(Number(64, 1_048_576), "Memory of one trial, in MiB.", "2048")
    cpus: float | None = key(Number(0.1, 256, whole=False), "Processors of one trial.", "1.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How near numbers have to be: |new - old| <= atol * max(1, the largest |old| of the array) + rtol * |old|."""

    rtol: float | None = key(
        Number(0, 1, whole=False), "Relative; each dtype has its own where nothing is said.", "1e-4"
    )
    atol: float | None = key(Number(0, 1e9, whole=False), "Absolute, for values up to 1.", "1e-6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A finding that the project knows of and accepts: it is shown as ignored, does not count and is not rewritten."""

    rule: str = key(RULE, "The rule that finds it, as reports name it.", '"optimizer_learning_rate"', "")
    path: str | None = key(PATTERN, "Only in these files, or below this folder.", '"legacy"')
    symbol: str | None = key(Text(), "Only of this name, as reports write it.", '"tf.keras.optimizers.Adam"')
    reason: str = key(Text("a sentence"), "Why it is accepted.", '"We leave this module in March."', "")
    until: date | None = key(  # noqa: RUF009 - it is `field`
        Day(), "The last day of it; from the next on it counts again.", "2027-03-31"
    )

    def meets(self, rule: str, path: str, symbol: str) -> bool:
        """Whether it speaks of such a finding."""
        here = self.path is None or covers(self.path, path)
        return self.rule == rule and here and self.symbol in {None, symbol}

    @property
    def words(self) -> str:
        """What it ignores, for a reader."""
        of = f" of {self.symbol}" if self.symbol else ""
        return f"{self.rule}{of}{f' in {self.path}' if self.path else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrades:
    """Pull requests that the bot opens by itself. The table alone asks for them; without it there are none."""

    enabled: bool = key(Flag(), "Whether there are any.", "true", default=True)
    to: tuple[str, ...] = key(
        Many(RELEASE, alone=True, most=10), "Where to go, one pull request for each.", '"newest"', ("newest",)
    )
    schedule: tuple[str, ...] = key(
        Many(Choice(SCHEDULES), alone=True, most=8),
        "When they are opened and updated: always, on these days of the week, or monthly on the first day (UTC).",
        '["monday", "thursday"]',
        ("always",),
    )
    cooldown: int = key(Number(0, 365), "Days that a release of TensorFlow has to be out before.", "14", 7)
    limit: int = key(Number(1, 10), "How many are open at once.", "1", 1)
    unproven: bool = key(Flag(), "Also where no trial showed that the patch works.", "false", default=False)
    base: str | None = key(Text(), "The branch that they go to; the repository's own where nothing is said.", '"main"')
    draft: bool = key(Flag(), "Whether they are opened as drafts.", "false", default=False)
    labels: tuple[str, ...] = key(Many(Text(), most=20), "Labels that they get.", '["dependencies"]', ())
    dashboard: bool = key(Flag(), "Whether an issue shows them all, with boxes to tick.", "true", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """[tool.upflow] of pyproject.toml, or .upflow.toml. Options of the command line win over it."""

    to: tuple[str, ...] = key(
        Many(RELEASE, alone=True, most=50),
        "TensorFlows to judge; every newer minor where nothing is said.",
        '["2.16", "newest"]',
        (),
    )
    baseline: str | None = field(
        default=None,
        metadata={
            "name": "from",
            "kind": RELEASE,
            "about": "The TensorFlow that it runs on today, where no file declares one.",
            "example": '"2.10"',
        },
    )
    python: tuple[str, ...] = key(
        Many(PYTHON, alone=True, most=10),
        "Pythons to judge it on, each for itself; what the project declares where nothing is said.",
        '["3.10", "3.12"]',
        (),
    )
    command: tuple[str, ...] | None = key(
        Command(), "What shows that it works; else its tests, its script, or its imports do.", '"pytest -q tests"'
    )
    numbers: tuple[str, ...] = key(
        Many(FUNCTION, alone=True, most=50),
        "Functions whose results have to be the same numbers on every TensorFlow; they are called without arguments.",
        '["package.module:function"]',
        (),
    )
    tolerance: Tolerance | None = key(  # noqa: RUF009 - it is `field`
        Record(Tolerance), "How near the numbers of functions and saved models have to be.", "{ rtol = 1e-4 }"
    )
    gpu: str | None = key(Text(), "The GPU that it runs on, as nvidia-smi names it.", '"RTX 4090"')
    cpu: bool = key(Flag(), "It runs without a GPU: nothing is said of CUDA.", "false", default=False)
    driver: str | None = key(Text(), "The version of NVIDIA's driver there.", '"535"')
    image: str | None = key(
        Text(), "The container image that it runs in.", '"nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04"'
    )
    platform: str | None = key(Choice(PLATFORMS), "Where it runs.", '"linux_x86_64"')
    select: tuple[str, ...] = key(Many(RULE), "Only these rules; `upflow rules` lists them.", '["api"]', ())
    skip: tuple[str, ...] = key(Many(RULE), "All rules but these.", '["numpy_names"]', ())
    exclude: tuple[str, ...] = key(
        Many(PATTERN),
        "Files that are read, for others import them, and never judged or changed.",
        '["third_party", "*.ipynb"]',
        (),
    )
    renames: Mapping[str, Rename] = field(
        default_factory=lambda: MappingProxyType({}),
        metadata={
            "kind": Renames(),
            "about": "Names of your own libraries that are others now, or TOML files with such a table.",
            "example": '{ "mylib.old" = "mylib.new" }',
        },
    )
    stack: str | None = key(
        Choice(("keras3", "legacy")),
        "The Keras to end on: with legacy, `upflow migrate` keeps Keras 2 by tf-keras.",
        '"legacy"',
    )
    limits: Limits = key(  # noqa: RUF009 - it is `field`
        Record(Limits), "What one trial may use.", "{ seconds = 300, memory = 2048 }", Limits()
    )
    ignore: tuple[Ignore, ...] = key(
        Many(Record(Ignore, ("rule", "reason")), most=500),
        "Findings that are accepted, each with its reason.",
        '[{ rule = "optimizer_learning_rate", reason = "It leaves in March.", until = 2027-03-31 }]',
        (),
    )
    upgrades: Upgrades | None = key(  # noqa: RUF009 - it is `field`
        Record(Upgrades), "Pull requests that the bot opens by itself.", '{ to = "newest", schedule = "monday" }'
    )

    def excludes(self, path: str) -> bool:
        """A pattern means files, or a folder with all that is below it."""
        return any(covers(pattern, path) for pattern in self.exclude)
