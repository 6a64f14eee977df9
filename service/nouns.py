"""The things that upflow talks about. Frozen, without behaviour that touches the world; every stage speaks in them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import Version

from service.manifest import Format, Image, Interpreter, Notation, PythonRange, Role, Span, Toolkit, Undeclared
from service.probes import Probed
from service.reasons import Kind as Kind  # noqa: PLC0414 - everybody has them from here
from service.reasons import Reason as Reason  # noqa: PLC0414 - as above
from service.testing import Suite

if TYPE_CHECKING:  # whoever has a requirement has imported them
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

RETIRED = {"tensorflow-gpu": "tensorflow", "tensorflow-intel": "tensorflow", "tensorflow-macos": "tensorflow"}
"""Packages that TensorFlow was published under, and what took their place."""

TENSORFLOW = frozenset({"tensorflow", "tensorflow-cpu", *RETIRED})
"""Every package that brings the module `tensorflow`."""


def package(requirement: "Requirement") -> str:
    """The name of its package as the index compares names."""
    from packaging.utils import canonicalize_name  # noqa: PLC0415 - as for the types above

    return str(canonicalize_name(requirement.name))


class Verdict(StrEnum):
    """What a candidate does to the project."""

    WORKS = "works"
    BREAKS = "breaks"
    CHANGES = "changes"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How a verdict is known: a document says so, a trial showed it, or upflow concluded it."""

    STATED = "stated"
    MEASURED = "measured"
    INFERRED = "inferred"


class DeclaredLine(NamedTuple):
    """One requirement as the project wrote it, and where; `line` counts from 1, `text` is the line without its end.

    `name_span` and `version_span` are the bytes of the file that hold the package's name and its version in `notation`;
    None where they do not stand there as such, so that no edit can be exact.
    """

    requirement: "Requirement"
    path: str
    line: int
    text: str
    role: Role = Role.ASKED
    format: Format = Format.REQUIREMENTS
    group: str | None = None
    notation: Notation = Notation.PEP440
    name_span: Span | None = None
    version_span: Span | None = None
    hashes: tuple[str, ...] = ()
    via: tuple[str, ...] = ()

    @property
    def is_constraint(self) -> bool:
        """Whether it limits a version and asks for nothing."""
        return self.role is Role.CONSTRAINT

    @property
    def place(self) -> str:
        """Where it stands, as people write it: "requirements.txt:3"."""
        return f"{self.path}:{self.line}"


class Note(NamedTuple):
    """Something that was read but not used, or could not be read, with its place. Never dropped in silence."""

    path: str
    line: int | None
    message: str

    @property
    def said(self) -> str:
        """With its place; a line that is shown with a caret keeps its own lines."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" if place else self.message


class Lock(NamedTuple):
    """What a tool chose, and for which file: `lines` are LOCKED, in the order of the file."""

    path: str
    format: Format
    lines: tuple[DeclaredLine, ...]
    sources: tuple[str, ...] = ()
    python: "SpecifierSet | None" = None


class Declared(NamedTuple):
    """What the project asks for, parsed: its requirements with their places, its interpreters, its command.

    `lines` are ASKED and CONSTRAINT: from them alone a resolution starts. `optional` are of extras and groups; `others`
    are INSTALLED, ALTERNATIVE and ADDRESSED, which say what is used somewhere and have to move with the rest.
    """

    lines: tuple[DeclaredLine, ...] = ()
    python: "SpecifierSet | None" = None
    command: tuple[str, ...] | None = None
    notes: tuple[Note, ...] = ()
    optional: tuple[DeclaredLine, ...] = ()
    others: tuple[DeclaredLine, ...] = ()
    locks: tuple[Lock, ...] = ()
    python_ranges: tuple[PythonRange, ...] = ()
    pythons: tuple[Interpreter, ...] = ()
    images: tuple[Image, ...] = ()
    toolkits: tuple[Toolkit, ...] = ()
    undeclared: tuple[Undeclared, ...] = ()
    root: str = ""
    projects: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether no file says anything of packages, interpreters or images."""
        said = (self.everything, self.locks, self.python, self.python_ranges, self.pythons, self.images, self.toolkits)
        return not any(said)

    @property
    def locked(self) -> tuple[DeclaredLine, ...]:
        """The lines of every lock file."""
        return tuple(line for lock in self.locks for line in lock.lines)

    @property
    def everything(self) -> tuple[DeclaredLine, ...]:
        """Every line that a person wrote, whatever its role: what has to move with a new TensorFlow. Locks apart."""
        return (*self.lines, *self.optional, *self.others)


class Checkout(NamedTuple):
    """A project's files, read once. Paths are relative, with forward slashes; nothing outside the root is in it."""

    name: str
    files: Mapping[str, bytes]
    notes: tuple[Note, ...] = ()


class Candidate(NamedTuple):
    """One consistent set to try: TensorFlow, Python, Keras, and what must be pinned beside them, with reasons.

    `troubles` are what breaks in it that no pin is known to mend. `again`: it is the baseline itself, held against what
    it showed before: what differs then is the work of no TensorFlow.
    """

    tensorflow: Version
    python: str
    keras: str | None
    constraints: tuple["Constraint", ...] = ()
    troubles: tuple["Trouble", ...] = ()
    again: bool = False


class Constraint(NamedTuple):
    """A pin that the matrix asks for although the metadata does not, and why.

    `needed`: what installers pick today breaks without it, else it is a precaution. `brings`: nothing else installs it.
    """

    requirement: "Requirement"
    reason: str
    source: str
    needed: bool = False
    brings: bool = False


class Trouble(NamedTuple):
    """What is known to break in a set of packages: the error that it shows, why, and the source of that."""

    packages: str
    error: str
    reason: str
    source: str


class Refusal(NamedTuple):
    """A candidate that is not offered, and the fact why."""

    tensorflow: Version
    reason: str


class Outcome(NamedTuple):
    """How one trial ended: `reason` is None only when it passed; `message` is one line, `log` the output's end.

    `suite` has its tests one by one, where what ran them told of them; `probed` is what was tried beside the command.
    """

    reason: Reason | None
    message: str = ""
    log: str = ""
    exit_code: int | None = None
    seconds: float = 0.0
    suite: Suite | None = None
    probed: tuple[Probed, ...] = ()

    @property
    def kind(self) -> Kind:
        return Kind.PASSED if self.reason is None else self.reason.kind


class Trial(NamedTuple):
    """One candidate, with or without the patch, tried in one container; `again` in others, to tell what is a flake."""

    patched: bool
    command: tuple[str, ...]
    outcome: Outcome
    again: tuple[Outcome, ...] = ()

    @property
    def runs(self) -> tuple[Outcome, ...]:
        return (self.outcome, *self.again)


class Environment(NamedTuple):
    """Installed packages on disk, ready to be mounted read-only beside its interpreter's image."""

    key: str
    path: str
    python: str
    image: str


class Package(NamedTuple):
    """What is installed: its version, what it asks for as its metadata has it, and the modules that it brings.

    `compiled`: for one Python alone.
    """

    version: str
    asks: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()
    compiled: bool = False


class Set(NamedTuple):
    """What to install: names that are wanted, what limits their versions, and the Python."""

    wanted: tuple["Requirement", ...]
    limits: tuple["Requirement", ...]
    python: str


Say = Callable[[str], None]
"""Where long work puts its last line of output, for whoever watches."""
