"""The configuration of a project: what it means, and that what it cannot mean is told at its place, all at once."""

import tomllib
from dataclasses import fields
from datetime import date

import pytest

from migrations.rule import Effect
from migrations.settings import Rename
from service.config.definition import Configuration, Ignore, Limits, Upgrades
from service.config.kinds import Reader
from service.config.reading import BadConfiguration, Problem, read
from service.config.records import kind_of, name_of


def said(text: str, **files: str) -> Configuration:
    named = {f"{name}.toml": content.encode() for name, content in files.items()}
    own = read({".upflow.toml": text.encode(), **named})
    header = "[tool.upflow]\n"
    shared = text.replace("[[", "[[tool.upflow.").replace("\n[", "\n[tool.upflow.").replace("[tool.upflow.[", "[[")
    assert read({"pyproject.toml": (header + shared).encode(), **named}).configuration == own.configuration
    return own.configuration


def problems(text: str, **files: str) -> list[str]:
    named = {f"{name}.toml": content.encode() for name, content in files.items()}
    with pytest.raises(BadConfiguration) as raised:
        read({".upflow.toml": text.encode(), **named})
    return [f"{one.line}:{one.column}: {one.message}" for one in raised.value.problems]


@pytest.mark.parametrize("text", ["", "[tool.other]\nselect = 3", "[project]\nname = 'x'", "tool = 1", "no toml ["])
def test_nothing_said_is_nothing_set(text: str):
    assert read({"pyproject.toml": text.encode()}).configuration == Configuration()


def test_everything_is_read():
    text = """to = "2.16"
from = "2.10"
python = ["3.10", "3.12"]
command = "python -m demo --fast 'a b'"
select = ["api"]
skip = ["numpy_names"]
exclude = ["third_party", "*.ipynb"]
stack = "legacy"
gpu = "RTX 4090"
limits = { seconds = 300, cpus = 1 }
[[ignore]]
rule = "api"
reason = "known"
until = 2027-03-31
[renames]
"mylib.old" = "mylib.new"
mylib.deep.name = "mylib.other"
"mylib.gone" = { to = "mylib.back", since = "2.16", effect = "breaks", message = "See the wiki." }
[upgrades]
schedule = "monday"
"""
    assert said(text) == Configuration(
        to=("2.16",),
        baseline="2.10",
        python=("3.10", "3.12"),
        command=("python", "-m", "demo", "--fast", "a b"),
        select=("api",),
        skip=("numpy_names",),
        exclude=("third_party", "*.ipynb"),
        stack="legacy",
        gpu="RTX 4090",
        limits=Limits(seconds=300, cpus=1),
        ignore=(Ignore(rule="api", reason="known", until=date(2027, 3, 31)),),
        renames={
            "mylib.old": Rename("mylib.new"),
            "mylib.deep.name": Rename("mylib.other"),
            "mylib.gone": Rename("mylib.back", "2.16", Effect.BREAKS, "See the wiki."),
        },
        upgrades=Upgrades(schedule=("monday",)),
    )


def test_tables_of_names_in_files():
    found = said(
        'renames = ["one.toml", "./two.toml"]', one='"a.b" = "a.c"', two='title = "x.y"\n[renames]\n"d.e" = "d.f"'
    )
    assert found.renames == {"a.b": Rename("a.c"), "d.e": Rename("d.f")}


@pytest.mark.parametrize("part", [Configuration, Limits, Ignore, Upgrades])
def test_every_example_can_be_meant(part: type[Configuration]):
    for one in fields(part):
        reader = Reader({})
        value = tomllib.loads(f"x = {one.metadata['example']}")["x"]
        kind_of(one).read(value, (name_of(one),), reader)
        assert reader.wrong == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("selct = []", "1:1: selct: there is no such key; did you mean select?"),
        ("limits.memry = 1", "1:8: limits.memry: there is no such key; did you mean memory?"),
        ('limits = { "cpu s" = 1 }', '1:12: limits."cpu s": there is no such key; did you mean cpus?'),
        ("[limts]\nseconds = 1", "1:2: limts: there is no such key; did you mean limits?"),
        ('select = "api"', '1:11: select: expected a list: the name of a rule, each, found "api"'),
        ("skip = [1]", "1:9: skip[0]: expected the name of a rule, found 1"),
        ('skip = ["numpy_nams"]', '1:10: skip[0]: there is no rule "numpy_nams"; did you mean numpy_names?'),
        ('to = ["2.16", "2.99"]', "1:16: to[1]: tensorflow 2.99 is not a known release; the nearest are 2.21.0"),
        ("python = 3.1", '1:10: python: expected a Python, such as "3.12", found 3.1; write it in quotes: "3.1"'),
        ("limits.seconds = 0", "1:18: limits.seconds: expected a whole number from 1 to 86400, found 0"),
        ("limits.cpus = true", "1:15: limits.cpus: expected a number from 0.1 to 256, found true"),
        ("cpu = 'yes'", '1:8: cpu: expected true or false, found "yes"'),
        ('command = "a \'b"', "1:12: command: not a command: No closing quotation"),
        ("command = []", '1:1: command: expected a command, such as "pytest -q" or ["python", "train.py"], found []'),
        ('stack = "keras"', '1:10: stack: expected "keras3" or "legacy", found "keras"; did you mean "keras3"?'),
        ("[[ignore]]\nrule = 'api'", "1:3: ignore[0]: `reason` is missing: Why it is accepted."),
        (
            "[[ignore]]\nrule = 'api'\nreason = 'x'\nuntil = 'soon'",
            '4:10: ignore[0].until: expected a day, such as 2027-01-31, found "soon"',
        ),
        ("upgrades = true", "1:12: upgrades: expected a table, found true"),
        (
            "renames = 1",
            "1:11: renames: expected a table of names, or the name of a TOML file, or several, found 1",
        ),
        ('renames = "x.toml"', '1:12: renames: "x.toml": there is no such file in the project'),
        (
            'renames = { old = "b.c" }',
            '1:13: renames.old: expected a full name with dots, such as mylib.new, found "old"',
        ),
        ('renames = { "a.b" = "a.b" }', '1:22: renames."a.b": the new name is the old one'),
        ('renames = { "a.b" = 3 }', '1:21: renames."a.b": expected the new name, or a table with `to`, found 3'),
        (
            'renames = { "a.b" = { to = "a.c", effekt = "x" } }',
            '1:35: renames."a.b".effekt: there is no such key; did you mean effect?',
        ),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(text: str, problem: str):
    assert problems(text) == [problem]


def test_all_problems_at_once_each_with_its_line_and_a_caret():
    text = b'[tool.upflow]\nselect = 1\n  limts = { a = 1 }  # \xc3\xa9\npython = "3"\n'
    with pytest.raises(BadConfiguration) as raised:
        read({"pyproject.toml": text})
    assert raised.value.message.splitlines() == [
        "pyproject.toml:2:10: tool.upflow.select: expected a list: the name of a rule, each, found 1",
        "    select = 1",
        "             ^",
        "pyproject.toml:3:3: tool.upflow.limts: there is no such key; did you mean limits?",
        "    limts = { a = 1 }  # é",
        "    ^^^^^",
        'pyproject.toml:4:11: tool.upflow.python: expected a Python, such as "3.12", found "3"',
        '    python = "3"',
        "              ^",
    ]


def test_two_files_that_both_speak_are_one_too_many():
    with pytest.raises(BadConfiguration, match=r"pyproject.toml:2: \[tool.upflow\] is here, and .upflow.toml is there"):
        read({".upflow.toml": b"", "pyproject.toml": b"\n[tool.upflow]\n"})
    assert read({".upflow.toml": b'to = "2.16"', "pyproject.toml": b"[tool.other]\nupflow = 1"}).configuration.to


def test_a_file_that_is_no_toml_is_told_where_it_speaks_of_upflow():
    with pytest.raises(BadConfiguration, match=r"pyproject.toml:2: not TOML"):
        read({"pyproject.toml": b"[tool.upflow]\nto = \n"})


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5_000 + "]" * 5_000,
        "a." * 3_000 + "b = 1",
        "select = [" + '"api", ' * 10_000 + "]",
        f'command = "{"a" * 100_000}"',
        "#" * 300_000,
        "\n".join(f"k{number} = 1" for number in range(5_000)),
        'gpu = "a\\u001b[31m"',
        "skip = [" + ", ".join(f'"{chr(0x202E)}{n}"' for n in range(50)) + "]",
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_file_is_refused_in_short_words(text: str):
    with pytest.raises(BadConfiguration) as raised:
        read({".upflow.toml": text.encode()})
    assert len(raised.value.message) < 25_000
    assert "\x1b" not in raised.value.message
    assert "\u202e" not in raised.value.message


def test_a_problem_without_a_line_still_names_its_file():
    assert str(Problem("a.toml", None, None, "too large")) == "a.toml: too large"
