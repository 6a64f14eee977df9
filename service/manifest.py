"""Words of what a project declares: the role of a line, the form in which it stands, and what lies beside it."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # whoever has a range has imported it
    from packaging.specifiers import SpecifierSet


class Role(StrEnum):
    """What a declared line does to an installation."""

    ASKED = "asked"
    """Wanted wherever the project runs."""
    CONSTRAINT = "constraint"
    """Limits a version and asks for nothing: pip's -c, uv's constraints and overrides."""
    OPTIONAL = "optional"
    """Wanted in an extra, a group or an environment alone: `group` names it."""
    LOCKED = "locked"
    """What a tool chose, written down by it."""
    INSTALLED = "installed"
    """What a Dockerfile, a notebook, a workflow or a test environment installs by itself."""
    ALTERNATIVE = "alternative"
    """Asked for elsewhere in another form; a stronger file already speaks for the same package."""
    ADDRESSED = "addressed"
    """From an address or a path, not from the index; a wheel's name still says its version."""


class Format(StrEnum):
    """The form that a file is written in: where a line stands decides how its text may be rewritten."""

    REQUIREMENTS = "requirements"
    PYPROJECT = "pyproject"
    POETRY = "poetry"
    SETUP_CFG = "setup-cfg"
    SETUP_PY = "setup-py"
    PIPFILE = "pipfile"
    CONDA = "conda"
    TOX = "tox"
    NOX = "nox"
    WORKFLOW = "workflow"
    DOCKER = "docker"
    NOTEBOOK = "notebook"
    SCRIPT = "script"
    RUNTIME = "runtime"
    UV_LOCK = "uv-lock"
    POETRY_LOCK = "poetry-lock"
    PDM_LOCK = "pdm-lock"
    PIPFILE_LOCK = "pipfile-lock"
    PYLOCK = "pylock"
    PIP_COMPILE = "pip-compile"
    CONDA_LOCK = "conda-lock"
    IMPORT = "import"


class Notation(StrEnum):
    """How a version is written at its span."""

    PEP440 = "pep440"
    """`==2.15.0`, `>=2.10,<2.16`; empty where nothing is said."""
    POETRY = "poetry"
    """`^2.15`, `~2.15`, `2.15.*`, `2.15.0` (which is a pin), `*`, or PEP 440."""
    CONDA = "conda"
    """`=2.15`, `==2.15.0`, `=2.15.0=py39_0`, `>=2.10,<2.16`, `2.10|2.11`."""
    BARE = "bare"
    """A version and nothing else: `3.7`, `2.15.0-gpu`."""


class Span(NamedTuple):
    """Bytes of a file: from `start` up to, not with, `end`. An empty one is where text can be put."""

    start: int
    end: int


class PythonRange(NamedTuple):
    """Which interpreters a project says it runs on, where it says so, and as it is written there."""

    specifier: "SpecifierSet"
    path: str
    line: int
    text: str
    span: Span | None = None
    notation: Notation = Notation.PEP440
    format: Format = Format.PYPROJECT


class Interpreter(NamedTuple):
    """One Python that is used somewhere: `.python-version`, a workflow, a tox environment, an image, a conda pin."""

    version: str
    path: str
    line: int
    text: str
    format: Format
    span: Span | None = None


class Image(NamedTuple):
    """A base image with what its name says: each of the versions is None where the name does not say it.

    `reference` has its build arguments filled in; `span` covers the reference as written, None where arguments make it.
    """

    reference: str
    path: str
    line: int
    text: str
    span: Span | None = None
    tensorflow: str | None = None
    python: str | None = None
    cuda: str | None = None
    cudnn: str | None = None
    format: Format = Format.DOCKER


class Toolkit(NamedTuple):
    """CUDA, cuDNN, TensorRT, NCCL or a driver that a Dockerfile or a conda environment installs; None: no version."""

    name: str
    version: str | None
    path: str
    line: int
    text: str
    format: Format
    span: Span | None = None


class Undeclared(NamedTuple):
    """A package that code imports and nobody declares, with the first place."""

    package: str
    module: str
    path: str
    line: int
    text: str
    optional: bool = False
    """Every import of it may fail: it stands in a `try`, in a function or below a condition."""
