"""What cannot go together is found from the lines alone, with both places; what goes together is left in peace."""

import time

import pytest

from matrices.load import load
from service.case import Case
from service.clashes import Kind, clashes
from service.nouns import Checkout
from service.project.declared import read_declared
from service.reading import Question
from service.reporting import build


def found(files: dict[str, str]) -> list[tuple[Kind, str, str]]:
    checkout = Checkout("p", {path: text.encode() for path, text in files.items()})
    return [
        (clash.kind, f"{clash.lines[0].path}:{clash.lines[0].line}", f"{clash.lines[1].path}:{clash.lines[1].line}")
        for clash in clashes(read_declared(checkout), load())
    ]


TWO_LINES = ("requirements.txt:1", "requirements.txt:2")

CLASHES = [
    ("tensorflow==2.3", "tensorflow-cpu==2.3", Kind.TWICE),
    ("tensorflow", "tensorflow-gpu", Kind.TWICE),
    ("tf-nightly", "tensorflow", Kind.TWICE),
    ("keras", "keras-nightly", Kind.TWICE),
    ("tensorflow==2.15.1", "keras>=3", Kind.IMPOSSIBLE),
    ("tensorflow>=2.6,<2.16", "keras==3.0.5", Kind.IMPOSSIBLE),
    ("tensorflow<2.4", "keras>=3", Kind.IMPOSSIBLE),
    ("tensorflow==2.4.1", "numpy==1.21", Kind.IMPOSSIBLE),
    ("tensorflow>=2.16", "keras<3", Kind.IMPOSSIBLE),
    ("keras>=3", "tf-keras", Kind.TWO_KERAS),
    ("keras==2.3.1", "tensorflow==2.2.0", Kind.TWO_KERAS),
]


@pytest.mark.parametrize(("first", "second", "kind"), CLASHES)
def test_clashes(first: str, second: str, kind: Kind):
    assert found({"requirements.txt": f"{first}\n{second}\n"}) == [(kind, *TWO_LINES)]


PEACE = [
    ("tensorflow", "numpy"),
    ("tensorflow==1.15", "keras==2.3.1"),
    ("tensorflow>=2.10", "keras>=3"),
    ("tensorflow==2.16.1", "keras>=3"),
    ("tensorflow==2.16.1", "tf-keras"),
    ("tensorflow; sys_platform != 'darwin'", "tensorflow-macos; sys_platform == 'darwin'"),
    ("opencv-python", "opencv-python-headless"),
    ("tensorflow==2.4.1", "numpy"),
    ("tensorflow==2.4.1", "h5py<4"),
]


@pytest.mark.parametrize(("first", "second"), PEACE)
def test_what_goes_together(first: str, second: str):
    assert found({"requirements.txt": f"{first}\n{second}\n"}) == []


def test_files_that_are_never_installed_together_do_not_clash():
    assert found({"requirements.txt": "tensorflow==1.14", "requirements-gpu.txt": "tensorflow-gpu==1.14"}) == []
    extras = "from setuptools import setup\nsetup(extras_require={'cpu': ['tensorflow'], 'gpu': ['tensorflow-gpu']})\n"
    assert found({"setup.py": extras}) == []


def test_an_extra_is_installed_with_what_stands_beside_it():
    text = "setup(install_requires=['tensorflow'],\n      extras_require={'gpu': ['tensorflow-gpu']})\n"
    assert found({"setup.py": text}) == [(Kind.TWICE, "setup.py:1", "setup.py:2")]


def test_what_a_dockerfile_installs_over_another():
    text = "FROM ubuntu\nRUN pip install tensorflow-gpu==2.3.0\nRUN pip install tensorflow\n"
    files = {"Dockerfile": text, "requirements.txt": "numpy\n"}
    assert found(files) == [(Kind.TWICE, "Dockerfile:2", "Dockerfile:3")]


def test_a_file_of_nothing_but_tensorflow_ends():
    text = "".join(f"tensorflow==2.{at}\ntensorflow-cpu\nkeras>=3\n" for at in range(1_600))
    start = time.process_time()
    assert len(found({"requirements.txt": text})) <= 50
    assert time.process_time() - start < 20


def test_what_goes_with_neither_of_two_is_said_of_one():
    text = "tensorflow==2.3\ntensorflow-cpu==2.3\nkeras>=3\n"
    assert found({"requirements.txt": text}) == [
        (Kind.TWICE, "requirements.txt:1", "requirements.txt:2"),
        (Kind.IMPOSSIBLE, "requirements.txt:1", "requirements.txt:3"),
    ]


def test_jobs_of_a_workflow_are_apart_and_one_command_is_not():
    jobs = "a: {run: pip install tensorflow}\nb: {run: pip install tensorflow-cpu}\n"
    path = ".github/workflows/ci.yml"
    assert found({path: jobs, "requirements.txt": "six\n"}) == []
    together = {path: "run: pip install tensorflow tensorflow-cpu\n", "requirements.txt": "six\n"}
    assert found(together) == [(Kind.TWICE, f"{path}:1", f"{path}:1")]


def test_what_holds_below_a_condition_may_stand_for_what_holds_without():
    text = "t = 'tensorflow'\nif mac:\n    t = 'tensorflow-macos'\nsetup(install_requires=[t])\n"
    assert found({"setup.py": text}) == []


def test_what_a_tool_wrote_down_of_an_environment_with_tf_keras_is_no_clash():
    frozen = "keras==3.3.3\nnumpy==1.26.4\ntensorflow==2.16.1\ntf-keras==2.16.0\n"
    assert found({"requirements.txt": frozen}) == []
    assert found({"requirements.txt": "keras>=3\ntensorflow==2.16.1\ntf-keras==2.16.0\n"}) == [
        (Kind.TWO_KERAS, "requirements.txt:1", "requirements.txt:3")
    ]


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("Pipfile", "[packages]\ntensorflow = '==2.3'\ntensorflow-gpu = '*'\n", (2, 3)),
        ("pyproject.toml", "[project]\ndependencies = [\n'tensorflow',\n'tensorflow-cpu']\n", (3, 4)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ntensorflow = '^2.3'\ntensorflow-gpu = '^2.3'\n", (2, 3)),
        ("environment.yml", "dependencies:\n- tensorflow=2.3\n- pip:\n  - tensorflow-gpu==2.3\n", (2, 4)),
        ("setup.cfg", "[options]\ninstall_requires =\n  tensorflow\n  tf-nightly\n", (3, 4)),
        ("Dockerfile", "FROM x\nRUN pip install tensorflow && \\\n  pip install tensorflow-cpu\n", (2, 3)),
    ],
)
def test_the_places_of_a_clash_in_every_form(path: str, text: str, places: tuple[int, int]):
    first, second = places
    assert found({path: text}) == [(Kind.TWICE, f"{path}:{first}", f"{path}:{second}")]


def test_a_retired_name_beside_its_heir_through_an_include():
    files = {"requirements.txt": "-r base.txt\ntensorflow-gpu==2.3\n", "base.txt": "tensorflow==2.3\n"}
    assert found(files) == [(Kind.TWICE, "base.txt:1", "requirements.txt:2")]


def test_the_sentence_says_why_and_where_the_other_line_stands():
    checkout = Checkout("p", {"requirements.txt": b"tensorflow==2.15.1\nkeras>=3\n"})
    (clash,) = clashes(read_declared(checkout), load())
    assert clash.message == (
        "keras>=3 (requirements.txt:2) cannot be met: TensorFlow 2.15.1 asks for keras <2.16,>=2.15.0"
    )
    assert clash.source == "pypi-tensorflow@2.15.1"


def test_a_report_names_clashes_and_what_nothing_declares():
    files = {
        "requirements.txt": b"tensorflow==2.15.1\nkeras>=3\n",
        "main.py": b"import tensorflow as tf\nimport cv2\ntry:\n    import yaml\nexcept ImportError:\n    pass\n",
    }
    case = Case.read(Checkout("p", files), Question(targets=("2.21",)), load())
    notes = [(note.path, note.line, note.message) for note in build(case, {}).notes]
    assert ("main.py", 2, "imported, and declared nowhere: opencv-python (main.py:2)") in notes
    assert [(path, line) for path, line, message in notes if "cannot be met" in message] == [("requirements.txt", 1)]
