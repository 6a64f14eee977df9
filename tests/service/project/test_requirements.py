"""Requirement lines with their places; what cannot be used becomes a note, and the rest goes on."""

from service.nouns import DeclaredLine, Note
from service.project.requirements import read_pyproject, read_requirements, requirements_files


def read(files: dict[str, bytes], path: str = "requirements.txt"):
    items = list(read_requirements(files, path, set()))
    return [i for i in items if isinstance(i, DeclaredLine)], [i for i in items if isinstance(i, Note)]


def test_comments_markers_extras_and_places():
    lines, notes = read(
        {"requirements.txt": b"# top\ntensorflow[and-cuda]==2.15.1 ; python_version<'3.12'  # pin\n\nnumpy\n"}
    )
    assert [(str(line.requirement), line.line) for line in lines] == [
        ('tensorflow[and-cuda]==2.15.1; python_version < "3.12"', 2),
        ("numpy", 4),
    ]
    assert not notes


def test_hashes_and_continuations_are_one_line():
    text = b"six==1.17.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nnumpy\n"
    lines, notes = read({"requirements.txt": text})
    assert [(str(line.requirement), line.line) for line in lines] == [("six==1.17.0", 1), ("numpy", 4)]
    assert not notes


def test_a_line_that_does_not_parse_is_shown_with_a_caret_and_the_rest_goes_on():
    lines, notes = read({"requirements.txt": b"numpy\ntensorflow=2.15\nkeras\n"})
    assert [line.requirement.name for line in lines] == ["numpy", "keras"]
    assert notes[0].line == 2
    assert "^" in notes[0].message
    assert "tensorflow=2.15" in notes[0].message


def test_includes_are_followed_once_and_constraints_ask_for_nothing():
    files = {
        "requirements.txt": b"-r sub/base.txt\n-c limits.txt\n-r gone.txt\n",
        "sub/base.txt": b"-r ../requirements.txt\nnumpy\n",
        "limits.txt": b"h5py<3.11\n",
    }
    lines, notes = read(files)
    assert [(line.path, str(line.requirement), line.is_constraint) for line in lines] == [
        ("sub/base.txt", "numpy", False),
        ("limits.txt", "h5py<3.11", True),
    ]
    assert [(note.line, "gone.txt" in note.message) for note in notes] == [(3, True)]


def test_addresses_paths_and_options_are_noted_not_used():
    text = b"-e .\n./here\ngit+https://h/x\nx @ https://h/x.whl\n--index-url https://h\nfile:///etc/passwd\n"
    lines, notes = read({"requirements.txt": text})
    assert not lines
    assert [note.line for note in notes] == [1, 2, 3, 4, 5, 6]


def test_crlf_and_a_byte_order_mark():
    lines, notes = read({"requirements.txt": b"\xef\xbb\xbftensorflow==2.15.1\r\nnumpy\r\n"})
    assert [str(line.requirement) for line in lines] == ["tensorflow==2.15.1", "numpy"]
    assert not notes


def test_which_files_count():
    files = dict.fromkeys(["requirements.txt", "requirements-dev.txt", "sub/requirements.txt", "notes.txt"], b"")
    assert requirements_files(files) == ["requirements-dev.txt", "requirements.txt"]


def test_pyproject_dependencies_with_their_lines():
    _, items = read_pyproject(
        b'[project]\ndependencies = [\n  "tensorflow~=2.15.0",\n  "oops==",\n]\n', "pyproject.toml"
    )
    assert isinstance(items[0], DeclaredLine)
    assert (str(items[0].requirement), items[0].line) == ("tensorflow~=2.15.0", 3)
    assert isinstance(items[1], Note)
    assert items[1].line == 4


def test_a_broken_pyproject_is_a_note():
    table, items = read_pyproject(b"[project\n", "pyproject.toml")
    assert table == {}
    assert isinstance(items[0], Note)
    assert "not TOML" in items[0].message
