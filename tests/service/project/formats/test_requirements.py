"""Requirement lines with their places; what cannot be used becomes a note, and the rest goes on."""

import time

import pytest

from service.manifest import Format, Notation, Role
from tests.service.project.reading import read


def test_comments_markers_extras_and_places():
    found = read("requirements.txt", "# top\ntensorflow[and-cuda]==2.15.1 ; python_version<'3.12'  # pin\n\nnumpy\n")
    assert found.said == [(2, 'tensorflow[and-cuda]==2.15.1; python_version < "3.12"'), (4, "numpy")]
    assert found.spans == [("tensorflow", "==2.15.1"), ("numpy", "")]
    assert not found.notes


@pytest.mark.parametrize(
    ("line", "name", "version"),
    [
        ("tensorflow-gpu >=1.4 , <2", "tensorflow-gpu", ">=1.4 , <2"),
        ("keras (>=2.0,<3)", "keras", ">=2.0,<3"),
        ("h5py[x]; sys_platform=='linux'", "h5py", ""),
        ("  numpy~=1.19.2", "numpy", "~=1.19.2"),
        ("scipy===1.0", "scipy", "===1.0"),
    ],
)
def test_the_bytes_of_name_and_version(line: str, name: str, version: str):
    found = read("requirements.txt", f"# é, which is two bytes\n{line}\n")
    assert found.spans == [(name, version)]


def test_hashes_and_continuations_are_one_line():
    text = b"six==1.17.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nnumpy\n"
    found = read("requirements.txt", text)
    assert found.said == [(1, "six==1.17.0"), (4, "numpy")]
    assert found.lines[0].hashes == ("sha256:aa", "sha256:bb")
    assert found.spans[0] == ("six", "==1.17.0")


def test_a_requirement_over_two_lines_has_no_bytes_of_its_own():
    found = read("requirements.txt", "tensorflow>=2.3,\\\n   <2.5\n")
    assert found.said == [(1, "tensorflow<2.5,>=2.3")]
    assert found.spans == [(None, None)]


def test_a_line_that_does_not_parse_is_shown_with_a_caret_and_the_rest_goes_on():
    found = read("requirements.txt", b"numpy\ntensorflow=2.15\nkeras\n")
    assert [text for _, text in found.said] == ["numpy", "keras"]
    assert found.notes[0].line == 2
    assert "^" in found.notes[0].message
    assert "tensorflow=2.15" in found.notes[0].message


def test_includes_are_followed_once_and_constraints_ask_for_nothing():
    found = read(
        "requirements.txt",
        b"-r sub/base.txt\n-c limits.txt\n-r gone.txt\n-r sub/base.txt\n",
        sub__base_txt=b"numpy\n",
        limits_txt=b"h5py<3.11\n",
    )
    assert [(line.path, str(line.requirement), line.is_constraint) for line in found.lines] == [
        ("sub/base.txt", "numpy", False),
        ("limits.txt", "h5py<3.11", True),
    ]
    assert [(note.line, "gone.txt" in note.message) for note in found.notes] == [(3, True)]


def test_a_circle_is_said_once():
    found = read("requirements.txt", b"-r sub/base.txt\n", sub__base_txt=b"-r ../requirements.txt\nnumpy\n")
    assert found.said == [(2, "numpy")]
    assert [(note.path, note.line) for note in found.notes] == [("sub/base.txt", 1)]
    assert "a circle" in found.notes[0].message


def test_addresses_are_kept_apart_with_the_name_and_version_that_they_say():
    text = (
        "git+https://h/x\nx @ https://h/x.whl\n-e git+https://u:secret@h/y#egg=bar\n./here\n"
        "https://h/linux/gpu/tensorflow_gpu-1.4.0-cp36-cp36m-linux_x86_64.whl\n"
        "numpy @ file:///tmp/build/numpy_1.whl\n"
    )
    found = read("requirements.txt", text)
    assert [(line.line, str(line.requirement), line.role) for line in found.lines] == [
        (2, "x", Role.ADDRESSED),
        (3, "bar", Role.ADDRESSED),
        (5, "tensorflow-gpu==1.4.0", Role.ADDRESSED),
        (6, "numpy", Role.ADDRESSED),
    ]
    assert [note.line for note in found.notes] == [1, 4]
    assert "secret" not in repr(found.items)


def test_options_are_noted_not_used():
    found = read("requirements.txt", "--index-url https://me:secret@h/simple\n--pre\nfile:///etc/passwd\n")
    assert not found.lines
    assert [note.line for note in found.notes] == [1, 2, 3]
    assert "secret" not in repr(found.notes)


def test_crlf_and_a_byte_order_mark():
    found = read("requirements.txt", b"\xef\xbb\xbftensorflow==2.15.1\r\nnumpy\r\n")
    assert found.said == [(1, "tensorflow==2.15.1"), (2, "numpy")]
    assert found.spans == [("tensorflow", "==2.15.1"), ("numpy", "")]


def test_utf_16_as_powershell_writes_it():
    found = read("requirements.txt", "\ufefftensorflow==2.10\r\nnumpy\r\n".encode("utf-16-le"))
    assert found.said == [(1, "tensorflow==2.10"), (2, "numpy")]
    assert found.spans == [(None, None), (None, None)]


def test_what_conda_exported_under_this_name():
    found = read(
        "requirements.txt", "# platform: linux-64\n_libgcc_mutex=0.1=main\ntensorflow=1.14.0=mkl_py36\npython=3.6.9=0\n"
    )
    assert found.said == [(3, "tensorflow==1.14.0")]
    assert found.lines[0].notation is Notation.CONDA
    assert [python.version for python in found.pythons] == ["3.6.9"]


def test_what_conda_lists_under_this_name_is_in_its_words_with_and_without_a_build():
    text = "# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n"
    found = read("requirements.txt", f"{text}tensorflow=1.14.0\nnumpy=1.16.4=py36h7e9f1db_0\ncudatoolkit=10.0.130=0\n")
    assert found.said == [(3, "tensorflow==1.14.0.*"), (4, "numpy==1.16.4")]
    assert found.spans == [("tensorflow", "=1.14.0"), ("numpy", "=1.16.4=py36h7e9f1db_0")]
    assert [(toolkit.name, toolkit.version) for toolkit in found.toolkits] == [("cuda", "10.0.130")]
    assert not found.notes


def test_a_person_who_writes_of_conda_writes_for_pip():
    text = "# First run:\n#     conda create --name tf python=3\ntensorflow==1.14.0\n"
    found = read("requirements.txt", text)
    assert [(line.format, line.notation) for line in found.lines] == [(Format.REQUIREMENTS, Notation.PEP440)]


@pytest.mark.parametrize("itself", [".", "./", "-e .", "--editable=.", "-e .[gpu,tests]", ".[gpu]"])
def test_the_project_itself_is_no_news(itself: str):
    found = read("requirements.txt", f"{itself}\nsix\n")
    assert (found.said, found.notes) == ([(2, "six")], [])


def test_an_explicit_list_of_conda_under_this_name_is_its_lock():
    text = "# platform: linux-64\n@EXPLICIT\nhttps://h/main/linux-64/tensorflow-1.14.0-mkl_py36.tar.bz2\n"
    found = read("requirements.txt", text)
    assert (found.lines, found.notes, found.locks[0].format) == ([], [], Format.CONDA_LOCK)
    assert [(line.line, str(line.requirement)) for line in found.locks[0].lines] == [(3, "tensorflow==1.14.0")]


def test_python_is_no_package():
    found = read("requirements.txt", "python==3.6\npython-dateutil\n")
    assert found.said == [(2, "python-dateutil")]
    assert [python.version for python in found.pythons] == ["3.6"]


PIP_COMPILE = """#
# This file is autogenerated by pip-compile with Python 3.8
# by the following command:
#
#    pip-compile --output-file=requirements.txt requirements.in
#
absl-py==1.0.0
    # via
    #   tensorflow
    #   tensorflow-datasets
tensorflow==2.8.0  # via -r requirements.in
"""


def test_what_pip_compile_wrote_is_a_lock_of_its_source():
    found = read("requirements.txt", PIP_COMPILE, requirements_in=b"tensorflow\n")
    assert not found.lines
    assert (found.locks[0].format, found.locks[0].sources) == (Format.PIP_COMPILE, ("requirements.in",))
    assert [(str(line.requirement), line.via) for line in found.locks[0].lines] == [
        ("absl-py==1.0.0", ("tensorflow", "tensorflow-datasets")),
        ("tensorflow==2.8.0", ("-r requirements.in",)),
    ]


def test_what_pip_compile_wrote_from_a_file_that_is_gone_is_what_is_asked_for():
    found = read("requirements.txt", PIP_COMPILE)
    assert [text for _, text in found.said] == ["absl-py==1.0.0", "tensorflow==2.8.0"]


def test_five_megabytes_are_read_in_part_and_that_is_said():
    content = b"".join(b"package-%d==1.0\n" % number for number in range(330_000)) + b"tensorflow==2.3\n"
    assert len(content) > 5 * 2**20
    start = time.process_time()
    found = read("requirements.txt", content)
    assert time.process_time() - start < 10
    assert len(found.lines) == 5_001
    assert (found.lines[-1].line, str(found.lines[-1].requirement)) == (330_001, "tensorflow==2.3")
    assert found.spans[-1] == ("tensorflow", "==2.3")
    assert [note.message for note in found.notes] == [
        "only the first 5000 lines were read, and those of TensorFlow, Keras and NumPy"
    ]


def test_a_file_of_nothing_but_tensorflow_ends():
    found = read("requirements.txt", b"tensorflow==2.3\n" * 300_000)
    assert len(found.lines) < 6_000


@pytest.mark.parametrize("content", [b"a" * 5_000_000, b"a==1;" * 1_000_000, b"\\\n" * 100_000, b"[" * 1_000_000])
def test_huge_lines_are_one_note(content: bytes):
    start = time.process_time()
    found = read("requirements.txt", content)
    assert time.process_time() - start < 10
    assert len(found.notes) <= 1
    assert not found.lines
