"""pyproject.toml of every tool: what is asked for, by whom, and the bytes where it stands."""

import pytest

from service.manifest import Format, Notation, Role
from service.project.poetry_words import range_of
from tests.service.project.reading import read

STANDARD = """[build-system]
requires = ["setuptools>=61", "numpy"]
[project]
name = "x"
requires-python = ">=3.8,<3.11"
dependencies = [
  "tensorflow~=2.10.0",  # keep
  "numpy<1.24 ; python_version < '3.10'", "oops==",
  "bar @ https://h/x.whl", "my\\u002dpkg>1",
]
[project.optional-dependencies]
gpu = ["tensorflow[and-cuda]"]
"""


def test_the_standard_table_with_places():
    found = read("pyproject.toml", STANDARD)
    assert [(line.line, str(line.requirement), line.role) for line in found.lines] == [
        (7, "tensorflow~=2.10.0", Role.ASKED),
        (8, 'numpy<1.24; python_version < "3.10"', Role.ASKED),
        (9, "bar", Role.ADDRESSED),
        (9, "my-pkg>1", Role.ASKED),
        (12, "tensorflow[and-cuda]", Role.OPTIONAL),
        (2, "setuptools>=61", Role.OPTIONAL),
        (2, "numpy", Role.OPTIONAL),
    ]
    assert found.spans[:2] == [("tensorflow", "~=2.10.0"), ("numpy", "<1.24")]
    assert found.spans[3] == (None, None), "an escape means another text than stands there"
    assert [(note.line, "^" in note.message) for note in found.notes] == [(8, True)]
    assert (str(found.ranges[0].specifier), found.ranges[0].line) == ("<3.11,>=3.8", 5)
    assert STANDARD[slice(*found.ranges[0].span or (0, 0))] == ">=3.8,<3.11"


def test_groups_that_include_each_other():
    found = read(
        "pyproject.toml",
        '[dependency-groups]\ntest = ["pytest>7", {include-group = "lint"}]\nlint = ["ruff"]\n'
        'a = [{include-group = "b"}]\nb = [{include-group = "a"}, {include-group = "gone"}]\n',
    )
    assert (found.group("test"), found.group("lint")) == (["pytest>7"], ["ruff"])
    assert [(note.line, note.message.split(", ")[1]) for note in found.notes] == [
        (4, "which includes this one: a circle"),
        (5, "which includes this one: a circle"),
        (5, "which is not there"),
    ]


POETRY = """[tool.poetry]
name = "x"
[tool.poetry.dependencies]
python = ">=3.7.1,<3.11"
tensorflow = "^2.10"
"tensorflow-gpu" = { version = "~2.8", optional = true, markers = "sys_platform == 'linux'" }
numpy = [
  {version = "<=1.19", python = ">=3.6,<3.9"},
  {version = "^1.21", python = "^3.9", platform = "darwin"},
]
torch = {url = "https://x/torch.whl"}
foo = "^1 || ^3"
bar = "2.*"
baz = "1.2.3"
[tool.poetry.dependencies.click]
version = "*"
extras = ["a"]
[tool.poetry.dev-dependencies]
pytest = "^7"
[tool.poetry.group.docs.dependencies]
sphinx = ">5"
[tool.poetry.extras]
gpu = ["tensorflow-gpu"]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">=3.8,<3.9.7 || >3.9.7,<3.11", "!=3.9.7,<3.11,>=3.8"),
        ("^1.15 || ^2.0", "<3,>=1.15"),
        ("^2 | ^1", "<3,>=1"),
        (">=2.4,<2.9 || >=2.6", ">=2.4"),
        (">=1,<9 || >=2,<3 || >=4,<10", "<10,>=1"),
        ("<2 || >2", "!=2"),
        ("<3 || <2", "<3"),
        ("<=2 || >2,<4", "<4"),
        ("^1 || ^3", None),
        ("~2.3 || 2.5.0", None),
        ("^1 || x", None),
        ("|", ""),
    ],
)
def test_ranges_that_follow_each_other_are_one(text: str, expected: str | None):
    found = range_of(text)
    assert (found if found is None else str(found)) == expected


def test_poetry():
    found = read("pyproject.toml", POETRY)
    assert found.of(Role.ASKED) == [
        "tensorflow<3,>=2.10",
        'numpy<=1.19; python_version >= "3.6" and python_version < "3.9"',
        'numpy<2,>=1.21; python_version >= "3.9" and python_version < "4" and sys_platform == "darwin"',
        "bar==2.*",
        "baz==1.2.3",
        "click[a]",
    ]
    assert found.group("gpu") == ['tensorflow-gpu<2.9,>=2.8; sys_platform == "linux"']
    assert (found.group("dev"), found.group("docs")) == (["pytest<8,>=7"], ["sphinx>5"])
    assert found.of(Role.ADDRESSED) == ["torch"]
    assert found.spans[:2] == [("tensorflow", "^2.10"), ("tensorflow-gpu", "~2.8")]
    assert {line.notation for line in found.lines} == {Notation.POETRY}
    assert [line.line for line in found.lines if line.requirement.name == "numpy"] == [8, 9]
    assert [(note.line, "foo" in note.message) for note in found.notes] == [(12, True)]
    assert (str(found.ranges[0].specifier), found.ranges[0].format) == ("<3.11,>=3.7.1", Format.POETRY)


def test_poetry_beside_the_standard_table_only_adds_to_it():
    found = read("pyproject.toml", '[project]\ndependencies = ["keras>2"]\n[tool.poetry.dependencies]\nkeras = "*"\n')
    assert [(str(line.requirement), line.role) for line in found.lines] == [
        ("keras>2", Role.ASKED),
        ("keras", Role.ALTERNATIVE),
    ]


def test_uv_pdm_hatch_and_flit():
    found = read(
        "pyproject.toml",
        """[tool.uv]
constraint-dependencies = ["h5py<3"]
override-dependencies = ["protobuf==3.20.3"]
dev-dependencies = ["mypy"]
[tool.uv.sources]
src = {git = "https://x"}
[project]
dependencies = ["src", "keras"]
[tool.pdm.dev-dependencies]
test = ["nose>1"]
[tool.hatch.envs.cuda]
dependencies = ["cupy==12"]
[tool.flit.metadata]
requires = ["six"]
requires-python = ">=3.6"
[tool.flit.metadata.requires-extra]
doc = ["sphinx"]
""",
    )
    assert found.of(Role.CONSTRAINT) == ["h5py<3", "protobuf==3.20.3"]
    assert found.of(Role.ADDRESSED) == ["src"]
    assert found.of(Role.ASKED) == ["keras", "six"]
    groups = ("dev", "test", "hatch-cuda", "doc")
    assert [found.group(name) for name in groups] == [["mypy"], ["nose>1"], ["cupy==12"], ["sphinx"]]
    assert [str(each.specifier) for each in found.ranges] == [">=3.6"]


def test_dynamic_dependencies_are_read_from_their_files():
    found = read(
        "pyproject.toml",
        '[tool.setuptools.dynamic]\ndependencies = {file = ["reqs.txt", "gone.txt"]}\n'
        'optional-dependencies.x = {file = "more.txt"}\n',
        reqs_txt=b"scipy==1\n",
        more_txt=b"pandas\n",
    )
    assert [(line.path, str(line.requirement), line.group) for line in found.lines] == [
        ("reqs.txt", "scipy==1", None),
        ("more.txt", "pandas", "x"),
    ]
    assert [note.message for note in found.notes] == ["reads gone.txt, which is not in the project"]


@pytest.mark.parametrize(
    "content",
    ["[project\n", "a = " + "[" * 5000, "a = 1\na = 2\n", "\x00", "x = " + "9" * 10_000, "[a" + ".a" * 100_000 + "]"],
)
def test_what_is_no_toml_is_one_note(content: str):
    found = read("pyproject.toml", content)
    assert len(found.items) == len(found.notes) <= 1


def test_a_line_that_cannot_be_parsed_is_pointed_at_and_the_rest_goes_on():
    text = (
        '[tool.poetry.dependencies]\npython = "^3.8"\ntensorflow = "^2.8\nnumpy = "<2"\n'
        "[dependency-groups]\ndev = [\n  'pytest',\n  'a' b,\n  'six',\n]\n"
    )
    found = read("pyproject.toml", text)
    assert found.said == [(7, "pytest"), (9, "six"), (4, "numpy<2")]
    assert found.spans == [("pytest", ""), ("six", ""), ("numpy", "<2")]
    assert [(note.line, note.message.split("\n")[1:]) for note in found.notes] == [
        (3, ['    tensorflow = "^2.8', "                      ^"]),
        (8, ["    'a' b,", "        ^"]),
    ]


@pytest.mark.parametrize(("text", "count"), [("[tool.poetry.dependencies\na = '1'\n", 1), ("a = ?\n" * 9, 5)])
def test_what_would_have_another_meaning_without_a_line_is_not_read(text: str, count: int):
    found = read("pyproject.toml", f"{text}[project]\ndependencies = ['six']\n")
    assert (found.lines, len(found.notes)) == ([], count)


def test_values_of_other_types_are_notes():
    found = read(
        "pyproject.toml",
        '[project]\ndependencies = "numpy"\nrequires-python = 3\n[project.optional-dependencies]\na = [1]\n'
        "[tool.poetry.dependencies]\nb = 1\nc = [{version = 2}]\n[dependency-groups]\nd = 4\n",
    )
    assert not found.lines
    assert [note.line for note in found.notes] == [2, 5, 10, 3, 7, 8]
