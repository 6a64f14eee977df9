"""Requirement lines for a candidate: only what must change changes, in its own bytes."""

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.load import load
from migrations.rule import Effect, Finding, Fix
from service.nouns import Candidate, Constraint, Declared, DeclaredLine
from service.patch.requirements import cures_to_add, edits_for, move, needed_by_code, once, rewritten
from service.patch.rewriting import rewrite

NEWEST = Candidate(Version("2.21.0"), "3.11", "3.15.1")
NEEDS = {"numpy": SpecifierSet(">=1.26.0"), "keras": SpecifierSet(">=3.12.0")}


def declared(text: bytes) -> Declared:
    lines = text.decode().split("\n")
    parsed = [line.split("#")[0].split(" --")[0].strip().rstrip("\\").strip() for line in lines]
    return Declared(
        tuple(
            DeclaredLine(Requirement(p), "r.txt", n, t)
            for n, (p, t) in enumerate(zip(parsed, lines, strict=True), 1)
            if p
        )
    )


def after(text: bytes, candidate: Candidate = NEWEST) -> bytes:
    found = declared(text)
    return rewrite({"r.txt": text}, found, edits_for(found, candidate, NEEDS)).files.get("r.txt", text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("==2.15.1", "==2.21.0"),
        ("==2.15.*", "==2.21.*"),
        ("~=2.15.0", "~=2.21.0"),
        (">=2.10,<2.16", "<2.22,>=2.10"),
        ("<2.16", "<2.22,>=2.21"),
        (">=2.10", ">=2.10"),
        ("", ""),
        (">=2.10,!=2.21.0", ">=2.10"),
    ],
)
def test_the_way_of_asking_stays(old, new):
    moved = move(SpecifierSet(old), Version("2.21.0"))
    assert moved == SpecifierSet(new)
    assert moved.contains("2.21.0")


def test_comments_extras_markers_and_neighbours_stay():
    text = b"# pins\ntensorflow[and-cuda] == 2.15.1 ; python_version < '3.12'  # keep\nnumpy\nsix==1.17.0\n"
    assert after(text) == text.replace(b"2.15.1", b"2.21.0")


def test_what_the_release_needs_otherwise_is_changed_and_the_rest_not():
    assert after(b"tensorflow==2.15.1\nkeras<3\nnumpy~=1.24.3\n") == (
        b"tensorflow==2.21.0\nkeras>=3.12.0\nnumpy>=1.26.0\n"
    )
    assert after(b"tensorflow==2.15.1\nnumpy==2.0.2\n") == b"tensorflow==2.21.0\nnumpy==2.0.2\n"


def test_a_pin_stays_a_pin_and_moves_to_what_the_nearest_set_has():
    found = declared(b"tensorflow==2.15.1\nnumpy==1.24.3\n")
    nearest = Constraint(Requirement("numpy==1.26.4"), "because", "source", needed=True)
    candidate = Candidate(Version("2.21.0"), "3.11", "3.12.4", (nearest,))
    moved = [str(edit.requirement) for edit in edits_for(found, candidate, {"numpy": SpecifierSet(">=1.26")})]
    assert moved == ["tensorflow==2.21.0", "numpy==1.26.4"]


def test_what_is_added_is_added_once_as_the_code_needs_it():
    cures = [Constraint(Requirement(text), "cure", "source", brings=True) for text in ("tf-keras", "numpy<2")]
    needed = [Constraint(Requirement("tf_keras==2.21.*"), "code", "source", needed=True, brings=True)]
    assert [str(one.requirement) for one in once(cures, needed)] == ["numpy<2", "tf_keras==2.21.*"]


def test_retired_names_are_replaced():
    assert after(b"tensorflow-gpu==2.9.1\n") == b"tensorflow==2.21.0\n"
    assert after(b"tensorflow_cpu==2.9.1\n") == b"tensorflow_cpu==2.21.0\n"


def test_a_cure_is_added_to_the_line_that_it_concerns():
    cure = Constraint(Requirement("numpy<2"), "because", "source")
    old = Candidate(Version("2.14.0"), "3.11", "2.14.0", (cure,))
    assert edits_for(declared(b"tensorflow==2.14.0\nnumpy\n"), old, {})[0].requirement == Requirement("numpy<2")
    assert edits_for(declared(b"numpy==1.26.4\n"), old, {}) == ()
    assert str(edits_for(declared(b"numpy>=1.20\n"), old, {})[0].requirement.specifier) == "<2,>=1.20"


def test_a_cure_that_nobody_declares_becomes_a_line_with_its_reason():
    cure = Constraint(Requirement("numpy<2"), "compiled against NumPy 1", "source")
    old = Candidate(Version("2.14.0"), "3.11", "2.14.0", (cure,))
    for text, end in (
        (b"tensorflow==2.14.0 \\\n    --hash=sha256:aa\nsix", b"\n"),
        (b"tensorflow==2.14.0\r\nsix", b"\r\n"),
    ):
        lines = declared(text.replace(b"\r", b""))
        found = Declared(tuple(line for line in lines.lines if "hash" not in line.text))
        changed = rewrite({"r.txt": text}, found, (), cures_to_add(found, old)).files["r.txt"]
        assert changed == text.replace(b"\nsix", b"\nnumpy<2  # compiled against NumPy 1" + end + b"six")
    assert cures_to_add(declared(b"NumPy>1\n"), old) == ()


def test_crlf_stays():
    assert after(b"tensorflow==2.15.1\r\nnumpy\r\n") == b"tensorflow==2.21.0\r\nnumpy\r\n"


def test_other_packages_with_a_like_name_are_left_alone():
    text = b"tensorflow-text==2.15.0\n"
    assert after(text) == text


def test_rewritten_gives_every_line():
    found = declared(b"tensorflow==2.15.1\nsix\n")
    edits = edits_for(found, NEWEST, NEEDS)
    assert [str(requirement) for _, requirement in rewritten(found, edits)] == ["tensorflow==2.21.0", "six"]


def found(*requires: str, line: int = 3) -> Finding:
    return Finding(
        "rule",
        "train.py",
        line,
        1,
        "x",
        "It needs it.",
        Effect.BREAKS,
        "2.16",
        None,
        Fix.SAFE,
        "https://x",
        (),
        (),
        requires,
    )


class TestWhatCodeNeeds:
    MATRIX = load()

    def added(self, text: bytes, *findings: Finding, tensorflow: str = "2.21") -> list[str]:
        release = query.find(self.MATRIX, tensorflow)
        added = needed_by_code(declared(text), findings, release, self.MATRIX)
        return [f"{one.requirement}  # {one.reason}" for one in added]

    def test_nothing_for_code_that_needs_nothing(self):
        assert self.added(b"tensorflow==2.15", found()) == []

    def test_one_line_for_several_places(self):
        places = (found("scikeras", line=3), found("scikeras", line=9))
        assert self.added(b"tensorflow==2.15", *places) == ["scikeras  # for train.py:3"]

    @pytest.mark.parametrize("declared", [b"scikeras", b"SciKeras>=0.9", b"tensorflow\nscikeras==0.13.0"])
    def test_what_is_declared_stays_as_it_is(self, declared: bytes):
        assert self.added(declared, found("scikeras")) == []

    @pytest.mark.parametrize("minor", ["2.16", "2.18", "2.21"])
    def test_tf_keras_is_the_one_made_for_this_tensorflow(self, minor: str):
        assert self.added(b"tensorflow", found("tf-keras"), tensorflow=minor) == [
            f"tf-keras=={minor}.*  # for train.py:3"
        ]

    def test_a_package_that_nobody_knows_is_named(self):
        assert self.added(b"tensorflow", found("distro")) == ["distro  # for train.py:3"]
