"""`[tool.upflow]`: what it means, and that what it cannot mean is said with its place."""

import pytest

from migrations.rule import Effect
from migrations.settings import BadSettings, Rename, Settings, read_settings


def settings(text: str, **files: str) -> Settings:
    named = {name.replace("__", "/") + ".toml": content.encode() for name, content in files.items()}
    return read_settings({"pyproject.toml": text.encode(), **named})


def problems(text: str, **files: str) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as raised:
        settings(text, **files)
    return raised.value.problems


@pytest.mark.parametrize("text", ["", "[tool.other]\nselect = 3", "[project]\nname = 'x'", "tool = 1", "no toml ["])
def test_nothing_said_is_nothing_set(text: str):
    assert settings(text) == Settings()


def test_no_file_is_nothing_set():
    assert read_settings({"a.py": b""}) == Settings()


def test_everything():
    text = """
    [tool.upflow]
    command = "pytest"
    select = ["a", "b"]
    skip = ["c"]
    exclude = ["third_party", "*.ipynb"]
    stack = "legacy"
    [tool.upflow.renames]
    "mylib.old" = "mylib.new"
    mylib.deep.name = "mylib.other"
    "mylib.gone" = { to = "mylib.back", since = "2.16", effect = "breaks", message = "See the wiki." }
    """
    assert settings(text) == Settings(
        ("a", "b"),
        ("c",),
        ("third_party", "*.ipynb"),
        {
            "mylib.old": Rename("mylib.new"),
            "mylib.deep.name": Rename("mylib.other"),
            "mylib.gone": Rename("mylib.back", "2.16", Effect.BREAKS, "See the wiki."),
        },
        "legacy",
    )


def test_tables_in_files():
    found = settings(
        '[tool.upflow]\nrenames = ["one.toml", "./sub/two.toml"]',
        one='"a.b" = "a.c"',
        sub__two='title = "x.y"\n[renames]\n"d.e" = "d.f"',
    )
    assert found.renames == {"a.b": Rename("a.c"), "d.e": Rename("d.f")}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("selct = []", "tool.upflow.selct: there is no such key; did you mean select?"),
        (
            "zzz = 1",
            "tool.upflow.zzz: there is no such key; the keys are command, exclude, renames, select, skip, stack",
        ),
        ('select = "a"', 'tool.upflow.select: expected a list of strings, found "a"'),
        ("skip = [1]", "tool.upflow.skip: expected a list of strings, found [1]"),
        ('stack = "keras"', 'tool.upflow.stack: expected "keras3" or "legacy", found "keras"'),
        ("stack = 3", 'tool.upflow.stack: expected "keras3" or "legacy", found 3'),
        ("renames = 1", "tool.upflow.renames: expected a table of names or the name of a TOML file, found 1"),
        ('renames = "x.toml"', "tool.upflow.renames: there is no file x.toml in the project"),
        (
            'renames = { old = "b.c" }',
            'tool.upflow.renames."old": expected a full name with dots, such as mylib.old',
        ),
        (
            'renames = { "a.b" = "c d" }',
            'tool.upflow.renames."a.b": expected a full name with dots to go to, found "c d"',
        ),
        ('renames = { "a.b" = "a.b" }', 'tool.upflow.renames."a.b": the new name is the old one'),
        (
            'renames = { "a.b" = 3 }',
            'tool.upflow.renames."a.b": expected the new name, or a table with `to`, found 3',
        ),
        (
            'renames = { "a.b" = { to = "a.c", since = "2.16.1" } }',
            'tool.upflow.renames."a.b".since: expected a minor of TensorFlow such as "2.16", found "2.16.1"',
        ),
        (
            'renames = { "a.b" = { to = "a.c", effekt = "x" } }',
            'tool.upflow.renames."a.b".effekt: there is no such key; did you mean effect?',
        ),
        (
            'renames = { "a.b" = { to = "a.c", effect = "x" } }',
            'tool.upflow.renames."a.b".effect: expected "breaks" or "changes" or "deprecated", found "x"',
        ),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_place(text: str, problem: str):
    assert problems(f"[tool.upflow]\n{text}") == (f"pyproject.toml: {problem}",)


def test_a_table_that_is_none():
    assert problems("[tool]\nupflow = 3") == ("pyproject.toml: tool.upflow: expected a table, found 3",)


def test_a_file_of_renames_that_is_no_toml():
    (problem,) = problems('[tool.upflow]\nrenames = "r.toml"', r="a = ")
    assert problem.startswith("r.toml: not TOML: ")


def test_all_problems_at_once():
    assert len(problems('[tool.upflow]\nselect = 1\nskip = 2\nstck = "x"')) == 3


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("third_party", "third_party/a.py", True),
        ("third_party/", "src/third_party/b/a.py", True),
        ("src/gen", "src/gen/a.py", True),
        ("src/gen", "other/src/gen/a.py", False),
        ("src/*/gen", "src/x/gen/a.py", True),
        ("*.ipynb", "notes/a.ipynb", True),
        ("a.py", "b/a.py", True),
        ("./b/a.py", "b/a.py", True),
        ("b/a.py", "b/aa.py", False),
        ("test", "tests/a.py", False),
    ],
)
def test_excluded_paths(pattern: str, path: str, excluded: bool):
    assert Settings(exclude=(pattern,)).excludes(path) is excluded
