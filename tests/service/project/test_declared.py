"""What the files of a project say together: the strongest word of each package, the rest beside it."""

from collections.abc import Mapping

import pytest

from service.evidence import Kind, evidence
from service.manifest import Role
from service.nouns import Checkout, Declared
from service.project.declared import read_declared


def declared(files: Mapping[str, str | bytes], root: str | None = None) -> Declared:
    data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return read_declared(Checkout("p", data), root)


def lines(found: Declared) -> list[str]:
    return [str(line.requirement) for line in found.lines]


def test_metadata_and_requirements_are_asked_for_together():
    found = declared(
        {"requirements.txt": "tensorflow==2.10\n", "setup.py": "setup(install_requires=['tensorflow>=2.8', 'six'])"}
    )
    assert lines(found) == ["tensorflow>=2.8", "six", "tensorflow==2.10"]
    assert not found.notes


def test_of_two_that_contradict_the_stronger_is_taken_and_that_is_said():
    found = declared({"requirements.txt": "numpy==1.16\n", "setup.cfg": "[options]\ninstall_requires = numpy>=1.20\n"})
    assert lines(found) == ["numpy>=1.20"]
    assert [(line.path, line.role) for line in found.others] == [("requirements.txt", Role.ALTERNATIVE)]
    assert found.notes[0].message == "asks for numpy==1.16, and setup.cfg:2 asks for numpy>=1.20: that is taken"


def test_an_environment_beside_requirements_is_an_alternative():
    files = {"requirements.txt": "tensorflow==2.10\n", "environment.yml": "dependencies:\n- tensorflow=2.9\n- scipy\n"}
    found = declared(files)
    assert lines(found) == ["tensorflow==2.10"]
    assert [str(line.requirement) for line in found.others] == ["tensorflow==2.9.*", "scipy"]
    del files["requirements.txt"]
    assert lines(declared(files)) == ["tensorflow==2.9.*", "scipy"]


def test_an_environment_completes_what_asks_for_no_tensorflow():
    files = {
        "setup.py": "setup(install_requires=['numpy'])",
        "environment.yml": "dependencies:\n- tensorflow=2.9\n- numpy=1.2\n",
    }
    assert lines(declared(files)) == ["numpy", "tensorflow==2.9.*"]


def test_requirements_files_by_their_purpose():
    names = [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-gpu.txt",
        "docs/requirements.txt",
        "requirements/x.txt",
        "floyd_requirements.txt",
    ]
    found = declared({name: f"package-{at}\n" for at, name in enumerate(names)})
    assert lines(found) == ["package-0", "package-1"]
    assert {line.path: line.group for line in found.optional} == {
        "requirements-gpu.txt": "gpu", "docs/requirements.txt": "docs", "requirements/x.txt": "x",
        "floyd_requirements.txt": "floyd",
    }  # fmt: skip


def test_a_folder_of_requirements():
    found = declared({"requirements/base.txt": "numpy\n", "requirements/dev.txt": "-r base.txt\npytest\n"})
    assert [(line.path, str(line.requirement)) for line in found.lines] == [
        ("requirements/base.txt", "numpy"),
        ("requirements/dev.txt", "pytest"),
    ]


def test_where_no_file_is_of_the_whole_project_the_first_is_taken():
    found = declared({"requirements-cpu.txt": "tensorflow==1.14\n", "requirements-gpu.txt": "tensorflow-gpu==1.14\n"})
    assert lines(found) == ["tensorflow==1.14"]
    assert [line.group for line in found.optional] == ["gpu"]


def test_a_dockerfile_alone_says_what_is_needed():
    found = declared({"Dockerfile": "FROM python:3.7\nRUN pip install -U pip tensorflow==2.1 six\n"})
    assert lines(found) == ["tensorflow==2.1", "six"]
    assert found.notes[0].message.startswith("nothing else asks for packages")
    assert [python.version for python in found.pythons] == ["3.7"]


def test_a_file_that_a_dockerfile_names_says_what_is_needed():
    found = declared({"Dockerfile": "FROM python:3.7\nRUN pip install -r deps.txt\n", "deps.txt": "tensorflow==2.1\n"})
    assert [(line.path, str(line.requirement)) for line in found.lines] == [("deps.txt", "tensorflow==2.1")]


@pytest.mark.parametrize(
    ("text", "expected"), [("pip install tensorflow==2.1 six", ["tensorflow==2.1", "six"]), ("pip install six", [])]
)
def test_a_script_alone_says_what_is_needed_where_it_installs_tensorflow(text: str, expected: list[str]):
    assert lines(declared({"install.sh": f"{text}\n"})) == expected


def test_constraints_alone_ask_for_nothing():
    found = declared({"constraints.txt": "tensorflow==2.9.1\n"})
    assert (found.lines, [line.role for line in found.others]) == ((), [Role.INSTALLED])


def test_constraints_that_are_included_are_read_as_that():
    found = declared({"requirements.txt": "-c constraints.txt\ntensorflow\n", "constraints.txt": "tensorflow==2.9.1\n"})
    assert [(str(line.requirement), line.role) for line in found.lines] == [
        ("tensorflow", Role.ASKED), ("tensorflow==2.9.1", Role.CONSTRAINT),
    ]  # fmt: skip
    assert not found.others


def test_one_of_several_environments_is_not_taken_for_the_project():
    files = {
        "setup.py": "setup(install_requires=['csbdeep'])  # for keras",
        "extras/cuda_conda/cuda_10.yml": "dependencies:\n- tensorflow=2.3\n",
        "extras/cuda_conda/cuda_11.yml": "dependencies:\n- tensorflow=2.4\n",
    }
    found = declared(files)
    assert (found.root, found.projects, lines(found)) == ("", ("",), ["csbdeep"])
    assert [line.role for line in found.others] == [Role.ALTERNATIVE] * 2
    del files["setup.py"]
    assert lines(declared(files)) == ["tensorflow==2.3.*"]


def test_of_a_stale_lock_the_first_contradictions_are_told():
    wanted = "".join(f"a{at}>=2\n" for at in range(9))
    locked = "".join(
        f'[[package]]\nname = "{name}"\nversion = "1.0"\n' for name in [*(f"a{at}" for at in range(9)), "tensorflow"]
    )
    found = declared({"requirements.txt": f"{wanted}tensorflow==2.3\n", "uv.lock": locked})
    assert "holds tensorflow==1.0" in found.notes[0].message
    assert (len(found.notes), found.notes[-1].message) == (6, "contradicts what is asked for in 5 more packages")


def test_what_a_command_takes_from_an_address_is_told_of_tensorflow_alone():
    files = {"requirements.txt": "six\n", "install.sh": "pip install dist/own-1.0-py3-none-any.whl\n"}
    assert not declared(files).notes
    files["install.sh"] += "pip install https://h/tensorflow-1.4.0-cp36-cp36m-linux_x86_64.whl\n"
    assert [note.message for note in declared(files).notes] == [
        "not used: tensorflow comes from an address, not from the index"
    ]


def test_a_lock_that_contradicts_its_source_is_a_note():
    lock = '[[package]]\nname = "tensorflow"\nversion = "2.8.0"\n'
    found = declared({"pyproject.toml": '[tool.poetry.dependencies]\ntensorflow = "^2.10"\n', "poetry.lock": lock})
    assert [(note.path, note.line) for note in found.notes] == [("poetry.lock", 2)]
    assert "holds tensorflow==2.8.0, and pyproject.toml:2 asks for tensorflow<3,>=2.10" in found.notes[0].message
    said = evidence(found)
    assert said is not None
    assert (said.kind, str(said.specifier)) == (Kind.ASKED, "<3,>=2.10")


def test_addresses_are_told():
    found = declared({"requirements.txt": "x @ https://h/x.whl\n"})
    assert [note.message for note in found.notes] == ["not used: x comes from an address, not from the index"]


def test_the_top_is_taken_where_it_asks_for_tensorflow():
    files = {"requirements.txt": "tensorflow\n", "a/requirements.txt": "tensorflow==1.1\n", "b/c/setup.py": "# keras\n"}
    found = declared(files)
    assert (found.root, found.projects) == ("", ("", "a", "b/c"))
    assert found.notes[0].message == (
        "3 projects in here ask for TensorFlow: the top is taken; name the folder of another to take that: a, b/c"
    )
    assert lines(declared(files, "a")) == ["tensorflow==1.1"]
    assert not declared(files, "a").notes


def test_a_project_that_names_it_does_not_ask_for_it():
    files = {
        "client/setup.py": "setup(keywords='bert tensorflow nlp', install_requires=['numpy'])",
        "server/setup.py": "setup(extras_require={'cpu': ['tensorflow>=1.10']})",
    }
    found = declared(files)
    assert (found.root, found.notes) == ("server", ())
    del files["server/setup.py"]
    assert declared(files).root == "client"


def test_else_the_first_that_asks_for_it():
    found = declared(
        {"requirements.txt": "six\n", "b/requirements.txt": "tensorflow==2.1\n", "b/docker/Dockerfile": "FROM x:1\n"}
    )
    assert (found.root, lines(found), found.notes) == ("b", ["tensorflow==2.1"], ())
    assert [image.path for image in found.images] == ["b/docker/Dockerfile"]


def test_what_the_documentation_needs_makes_no_project_where_there_are_others():
    files = {"docs/requirements.txt": "tensorflow\n", "server/setup.py": "setup(install_requires=['tensorflow==1.12'])"}
    found = declared(files)
    assert (found.root, found.projects, lines(found)) == ("server", ("server",), ["tensorflow==1.12"])
    del files["server/setup.py"]
    assert lines(declared(files)) == ["tensorflow"]


def test_what_stands_at_the_top_holds_for_a_project_below():
    files = {"src/requirements.txt": "tensorflow\n", ".travis.yml": "python: 3.6\n", "a.ipynb": '"!pip install six"'}
    found = declared(files)
    assert ([python.version for python in found.pythons], found.others) == (["3.6"], ())


def test_an_option_that_stands_in_many_files_is_said_once():
    found = declared({f"requirements/r{at}.txt": "--pre\n-i https://h/simple\nsix\n" for at in range(3)})
    assert [(note.path, note.message) for note in found.notes] == [
        ("requirements/r0.txt", "not used: the option --pre"),
        ("requirements/r0.txt", "not used: the option -i"),
    ]


def test_of_many_notes_as_many_are_told_as_somebody_reads():
    found = declared({"requirements.txt": "".join(f"not {at} one\n" for at in range(300))})
    assert (len(found.notes), found.notes[-1].line) == (21, 21)
    assert found.notes[-1].message == "and 280 more lines that are not used"
    found = declared({f"requirements/r{at:02}.txt": "not one\n" for at in range(60)})
    assert (len(found.notes), found.notes[-1].path) == (21, "requirements/r20.txt")
    assert found.notes[-1].message == "the first of 40 more files with something that is not used"


def test_a_file_that_two_extras_read_is_told_once():
    files = {
        "setup.py": "setup(install_requires=open('a.txt').read(), extras_require={'x': open('a.txt').read()})",
        "setup.cfg": "[options.extras_require]\ny = file: b.txt\nz = file: b.txt\n",
        "a.txt": "numpy\n",
        "b.txt": "six\n",
    }
    found = declared(files)
    assert [(str(line.requirement), line.group) for line in found.everything] == [("numpy", None), ("six", "y")]


def test_many_files_are_read_in_part_and_that_is_said():
    found = declared({f"requirements/r{at}.txt": "six\n" for at in range(300)})
    assert any("only 200 of 300 files" in note.message for note in found.notes)


def test_every_file_that_declares_is_read_at_most_once():
    files = {
        "setup.py": "setup(install_requires=open('requirements.txt').read().split())",
        "requirements.txt": "-r base.txt\nsix\n",
        "base.txt": "numpy\n",
    }
    assert lines(declared(files)) == ["numpy", "six"]
