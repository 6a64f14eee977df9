"""Whatever stands in a requirements file: only what has to change changes, and it says what was wanted."""

import difflib

from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.nouns import Candidate, Checkout, Constraint, package
from service.patch.requirements import edits_for, movable
from service.patch.rewriting import rewrite
from service.project.declared import read_declared

NEEDS = {"numpy": SpecifierSet(">=1.26,<2.2"), "h5py": SpecifierSet(">=3.11"), "keras": SpecifierSet(">=3.5")}
CURE = Constraint(Requirement("ml-dtypes<0.6"), "for a reason", "source", needed=True)
CANDIDATE = Candidate(Version("2.18.1"), "3.11", "3.9.0", (CURE,))
PATH = "requirements.txt"

names = st.sampled_from(["tensorflow", "tensorflow-gpu", "Keras", "numpy", "h5py", "ml_dtypes", "six", "My.Package"])
versions = st.sampled_from(["1.15.0", "2.4", "2.15.1", "2.18.1", "3.11", "0.5.4", "1.19.*"])
clauses = st.builds(
    lambda operator, gap, version: f"{operator}{gap}{version}",
    st.sampled_from(["==", "~=", ">=", "<=", "<", ">", "!="]),
    st.sampled_from(["", " "]),
    versions,
).filter(lambda text: not ("*" in text and text[:2] not in {"==", "!="}))
ranges = st.lists(clauses, max_size=2).map(", ".join)
markers = st.sampled_from(["", " ; python_version < '3.9'", '; sys_platform == "linux"', ' ;python_version>="3.8"'])
comments = st.sampled_from(["", "  # tensorflow==1.0, ours", " # é日", "   "])
indents = st.sampled_from(["", "  ", "\t"])
requirements = st.builds("{}{}{}{}{}".format, indents, names, ranges, markers, comments)
lines = st.one_of(requirements, requirements, st.sampled_from(["", "# numpy==1.0", "-r absent.txt", "--pre"]))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A few lines, with either kind of line ends, with or without a mark of byte order and a last line end."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(draw(st.lists(lines, min_size=1, max_size=8))) + draw(st.sampled_from(["", end]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


@settings(max_examples=150, deadline=None)
@given(files())
def test_what_is_not_edited_is_the_same_and_what_is_says_what_was_wanted(content: bytes):
    found = read_declared(Checkout("p", {PATH: content}), imports=False)
    edits = edits_for(found, CANDIDATE, NEEDS, "and-cuda")
    made = rewrite({PATH: content}, found, edits)
    new = made.files.get(PATH, content)
    assert not [note for note in made.notes if note.path == PATH]
    edited = {edit.line.line: edit.requirement for edit in edits}
    before, after = content.split(b"\n"), new.split(b"\n")
    assert len(before) == len(after)
    for number, (old, fresh) in enumerate(zip(before, after, strict=True), 1):
        if number not in edited:
            assert old == fresh
            continue
        comment = old.partition(b" #")[2]
        assert fresh.partition(b" #")[2] == comment
        assert fresh.endswith(b"\r") == old.endswith(b"\r")
    again = read_declared(Checkout("p", {PATH: new}), imports=False)
    wanted = [edited.get(line.line, line.requirement) for line in movable(found)]
    assert [_said(line.requirement) for line in movable(again)] == [_said(one) for one in wanted]
    assert edits_for(again, CANDIDATE, NEEDS, "and-cuda") == (), "twice is once"


def _said(requirement: Requirement) -> tuple[str, SpecifierSet, str, frozenset[str]]:
    return package(requirement), requirement.specifier, str(requirement.marker), frozenset(requirement.extras)


@settings(max_examples=60, deadline=None)
@given(files())
def test_a_cure_is_one_line_more_and_moves_nothing_else(content: bytes):
    found = read_declared(Checkout("p", {PATH: content}), imports=False)
    new = rewrite({PATH: content}, found, (), (CURE,)).files.get(PATH, content)
    steps = difflib.SequenceMatcher(None, content.split(b"\n"), new.split(b"\n"), autojunk=False).get_opcodes()
    changed = [(tag, new.split(b"\n")[first:last]) for tag, _, _, first, last in steps if tag != "equal"]
    assert len(changed) <= 1 or not content.endswith(b"\n")
    again = {package(line.requirement) for line in movable(read_declared(Checkout("p", {PATH: new}), imports=False))}
    asks = {package(line.requirement) for line in movable(found)}
    assert again == asks | ({"ml-dtypes"} if asks & {"tensorflow", "tensorflow-gpu"} else set())
