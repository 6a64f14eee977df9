"""Every form of file, byte for byte: the edit is made in its words, and everything around it stays."""

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.manifest import Format, Notation, Role
from service.nouns import Candidate, Constraint, Declared
from service.patch.requirements import cures_to_add, edits_for
from service.patch.rewriting import rewrite
from tests.service.patch.forms import line

NEEDS = {"numpy": SpecifierSet(">=1.26,<2.2"), "keras": SpecifierSet(">=3.5")}
CURE = Constraint(Requirement("ml-dtypes<0.6"), "for a reason", "source")
NEWEST = Candidate(Version("2.18.1"), "3.11", "3.9.0")
CURED = Candidate(Version("2.18.1"), "3.11", "3.9.0", (CURE,))


def after(content: bytes, *lines, candidate=NEWEST) -> bytes:
    asked = tuple(one for one in lines if one.role in {Role.ASKED, Role.CONSTRAINT})
    others = tuple(one for one in lines if one.role in {Role.INSTALLED, Role.ALTERNATIVE, Role.ADDRESSED})
    optional = tuple(one for one in lines if one.role is Role.OPTIONAL)
    found = Declared(asked, optional=optional, others=others)
    edits = edits_for(found, candidate, NEEDS, "and-cuda")
    made = rewrite({"f": content}, found, edits, cures_to_add(found, candidate))
    assert not made.notes
    return made.files.get("f", content)


POETRY = Notation.POETRY
CONDA = Notation.CONDA


@pytest.mark.parametrize(
    ("form", "notation", "requirement", "change", "text"),
    [
        (
            Format.REQUIREMENTS,
            Notation.PEP440,
            "tensorflow==1.15.0",
            ("==1.15.0", "==2.18.1"),
            "tensorflow{} # p\r\nx\r\n",
        ),
        (Format.REQUIREMENTS, Notation.PEP440, "tensorflow==1.15.0", ("== 1.15.0", "== 2.18.1"), "tensorflow {} ; a\n"),
        (Format.REQUIREMENTS, Notation.PEP440, "tensorflow>=1.14,<2", (">=1.14, <2", ">=1.14, <2.19"), "tensorflow{}"),
        (
            Format.PYPROJECT,
            Notation.PEP440,
            "keras<2.4",
            ("<2.4", ">=3.5"),
            "dependencies = ['keras{}', 'x'] # k\n",
        ),
        (
            Format.POETRY,
            POETRY,
            "tensorflow>=1.15,<2",
            ("^1.15", "^2.18"),
            "[t]\ntensorflow = \"{}\"  # t\nx = '*'",
        ),
        (Format.POETRY, POETRY, "tensorflow>=1.15.2,<2", ("^1.15.2", "^2.18.0"), "[t]\ntensorflow = '{}'\n"),
        (Format.POETRY, POETRY, "tensorflow>=1.15,<1.16", ("~1.15", "~2.18"), '[t]\ntensorflow = "{}"\n'),
        (
            Format.POETRY,
            POETRY,
            "tensorflow==1.15.2",
            ("1.15.2", "2.18.1"),
            'tensorflow = {{version="{}", optional=1}}',
        ),
        (Format.POETRY, POETRY, "tensorflow>=2.9,<3", ("^2.9", "^2.9"), 'tensorflow = "{}"\n'),
        (Format.PIPFILE, POETRY, "tensorflow==1.15", ("==1.15", "==2.18.1"), '[packages]\ntensorflow = "{}"\n'),
        (Format.SETUP_CFG, Notation.PEP440, "keras<3", ("<3", ">=3.5"), "install_requires =\n    six\n    keras{}\n"),
        (
            Format.SETUP_PY,
            Notation.PEP440,
            "numpy<1.20",
            ("<1.20", ">=1.26,<2.2"),
            "install_requires=['numpy{}', 'x']\n",
        ),
        (
            Format.CONDA,
            CONDA,
            "tensorflow==1.15.*",
            ("=1.15", "=2.18"),
            "deps:\n  - tensorflow{} # t\n  - x\n",
        ),
        (Format.CONDA, CONDA, "tensorflow==1.15.0", ("=1.15.0=py37_0", "=2.18"), "  - tensorflow{}\n"),
        (Format.CONDA, CONDA, "tensorflow==1.15.0", ("==1.15.0", "==2.18.1"), "  - 'tensorflow{}'\n"),
        (Format.CONDA, CONDA, "numpy==1.19.*", ("=1.19", ">=1.26,<2.2"), "  - numpy{}\n"),
        (
            Format.DOCKER,
            Notation.PEP440,
            "tensorflow==1.15",
            ("==1.15", "==2.18.1"),
            "RUN pip install tensorflow{} \\\n x",
        ),
    ],
)
def test_a_version_is_written_in_the_words_of_its_file(form, notation, requirement, change, text):
    content, wanted = (text.format(one).encode() for one in change)
    assert after(content, line(content, requirement, form, change[0], notation=notation)) == wanted


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        (Format.DOCKER, "RUN pip install keras==2.3 six\n", "RUN pip install 'keras>=3.5' six\n"),
        (Format.DOCKER, 'RUN pip install "keras==2.3"\n', 'RUN pip install "keras>=3.5"\n'),
        (Format.NOTEBOOK, '"!pip install keras==2.3\\n",', "\"!pip install 'keras>=3.5'\\n\","),
        (Format.WORKFLOW, "- run: 'pip install keras==2.3'\n", "- run: 'pip install \"keras>=3.5\"'\n"),
        (Format.WORKFLOW, "- run: pip install keras==2.3\n", "- run: pip install 'keras>=3.5'\n"),
    ],
)
def test_a_shell_is_given_no_redirection(form, text, wanted):
    content = text.encode()
    assert after(content, line(content, "keras==2.3", form, "==2.3", role=Role.INSTALLED)) == wanted.encode()


def test_a_word_that_says_nothing_is_quoted_where_a_range_is_put_in():
    content = b"RUN pip install keras numpy==1.19 six\n"
    numpy = line(content, "numpy==1.19", Format.DOCKER, "==1.19", role=Role.INSTALLED)
    assert after(content, numpy) == b"RUN pip install keras 'numpy>=1.26,<2.2' six\n"
    bare = line(content, "keras", Format.DOCKER, "", role=Role.INSTALLED)
    cured = Candidate(Version("2.18.1"), "3.11", "3.9.0", (Constraint(Requirement("keras<3.9"), "why", "source"),))
    assert after(content, bare, candidate=cured) == b"RUN pip install 'keras<3.9' numpy==1.19 six\n"


@pytest.mark.parametrize(
    ("form", "notation", "said", "text", "wanted"),
    [
        (Format.REQUIREMENTS, Notation.PEP440, "==1.15", "tensorflow-gpu==1.15\n", "tensorflow[and-cuda]==2.18.1\n"),
        (Format.PYPROJECT, Notation.PEP440, "==1.15", "['tensorflow-gpu==1.15']", "['tensorflow[and-cuda]==2.18.1']"),
        (
            Format.POETRY,
            POETRY,
            "1.15",
            "tensorflow-gpu = '1.15' # c\n",
            "tensorflow = {version = '2.18.1', extras = ['and-cuda']} # c\n",
        ),
        (
            Format.PIPFILE,
            POETRY,
            "==1.15",
            'tensorflow-gpu = {version="==1.15", markers="x"}\n',
            'tensorflow = {version="==2.18.1", extras = ["and-cuda"], markers="x"}\n',
        ),
        (Format.CONDA, CONDA, "==1.15", "  - tensorflow-gpu==1.15\n", "  - tensorflow-gpu==2.18.1\n"),
        (
            Format.DOCKER,
            Notation.PEP440,
            "==1.15",
            "RUN pip install tensorflow-gpu==1.15\n",
            "RUN pip install 'tensorflow[and-cuda]==2.18.1'\n",
        ),
    ],
)
def test_the_package_of_the_gpu_becomes_the_extra(form, notation, said, text, wanted):
    content = text.encode()
    assert after(content, line(content, "tensorflow-gpu==1.15", form, said, notation=notation)) == wanted.encode()


@pytest.mark.parametrize(
    ("form", "said", "text", "wanted"),
    [
        (
            Format.REQUIREMENTS,
            "==2.17.0",
            "tensorflow==2.17.0 \\\n    ; x  # c\r\nsix\r\n",
            "tensorflow==2.18.1 \\\n    ; x  # c\r\nml-dtypes<0.6  # for a reason\r\nsix\r\n",
        ),
        (
            Format.PYPROJECT,
            "==2.17.0",
            'dependencies = [\n    "tensorflow==2.17.0",  # c\n    "six",\n]\n',
            'dependencies = [\n    "tensorflow==2.18.1",  # c\n    "ml-dtypes<0.6",\n    "six",\n]\n',
        ),
        (
            Format.PYPROJECT,
            "==2.17.0",
            "dependencies = [\r\n  'six',\r\n  'tensorflow==2.17.0'\r\n]\r\n",
            "dependencies = [\r\n  'six',\r\n  'tensorflow==2.18.1',\r\n  'ml-dtypes<0.6'\r\n]\r\n",
        ),
        (
            Format.SETUP_PY,
            "==2.17.0",
            "install_requires=['six', \"tensorflow==2.17.0\", 'x']",
            "install_requires=['six', \"tensorflow==2.18.1\", \"ml-dtypes<0.6\", 'x']",
        ),
        (
            Format.POETRY,
            "2.17.0",
            "tensorflow = '2.17.0'\n",
            "tensorflow = '2.18.1'\nml-dtypes = '<0.6'  # for a reason\n",
        ),
        (
            Format.SETUP_CFG,
            "==2.17.0",
            "install_requires =\n\ttensorflow==2.17.0\n\tsix\n",
            "install_requires =\n\ttensorflow==2.18.1\n\tml-dtypes<0.6\n\tsix\n",
        ),
        (
            Format.CONDA,
            "==2.17.0",
            "deps:\n  - tensorflow==2.17.0\n  - six",
            "deps:\n  - tensorflow==2.18.1\n  - ml-dtypes<0.6  # for a reason\n  - six",
        ),
        (
            Format.DOCKER,
            "==2.17.0",
            'RUN pip install "tensorflow==2.17.0" six\n',
            "RUN pip install \"tensorflow==2.18.1\" 'ml-dtypes<0.6' six\n",
        ),
    ],
)
def test_a_cure_is_put_beside_tensorflow(form, said, text, wanted):
    content = text.encode()
    notation = POETRY if form is Format.POETRY else Notation.PEP440
    asked = line(content, "tensorflow==2.17.0", form, said, notation=notation)
    assert after(content, asked, candidate=CURED) == wanted.encode()


def test_a_file_that_names_several_tensorflows_is_a_matrix_of_tests():
    content = b"deps =\n    a: tensorflow==2.10\n    b: tensorflow==2.11\n"
    first = line(content, "tensorflow==2.10", Format.TOX, "==2.10", role=Role.INSTALLED)
    second = line(content, "tensorflow==2.11", Format.TOX, "==2.11", role=Role.INSTALLED, after="b:")
    assert after(content, first, second) == content


def test_what_comes_from_an_address_is_left_alone():
    content = b"tensorflow==2.10"
    assert (
        after(content, line(content, "tensorflow==2.10", Format.REQUIREMENTS, "==2.10", role=Role.ADDRESSED)) == content
    )


def test_what_does_not_stand_there_as_such_is_told():
    content = b"setup(install_requires=['tensorflow==' + VERSION])"
    whole = line(content, "tensorflow==1.15", Format.SETUP_PY, "==")
    asked = whole.__class__(whole.requirement, "f", 1, whole.text, format=Format.SETUP_PY, name_span=whole.name_span)
    found = Declared((asked,))
    made = rewrite({"f": content}, found, edits_for(found, NEWEST, {}))
    assert not made.files
    assert [(note.line, note.message) for note in made.notes] == [
        (1, "tensorflow must become tensorflow==2.18.1: change it by hand, it does not stand there as a requirement")
    ]


HASHED = b"""tensorflow==1.15.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
six==1.17.0 --hash=sha256:cc
"""


def test_hashes_are_those_of_the_new_version_or_the_line_is_left():
    asked = line(HASHED, "tensorflow==1.15.0", Format.REQUIREMENTS, "==1.15.0", hashes=("sha256:aa", "sha256:bb"))
    found = Declared((asked,))
    edits = edits_for(found, NEWEST, {})
    left = rewrite({"f": HASHED}, found, edits)
    assert not left.files
    assert left.notes[0].message.endswith("its hashes have to be those of the new version")
    known = {("tensorflow", "2.18.1"): ("sha256:1", "sha256:2", "sha256:3")}
    made = rewrite({"f": HASHED}, found, edits, hashes=known)
    assert [(note.line, note.message[:39]) for note in made.notes] == [(1, "pip takes nothing without a hash from t")]
    assert made.files["f"] == HASHED.replace(b"1.15.0", b"2.18.1").replace(
        b"sha256:aa \\\n    --hash=sha256:bb", b"sha256:1 \\\n    --hash=sha256:2 \\\n    --hash=sha256:3"
    )
