"""What the name of a base image says of the TensorFlow, Python, CUDA and cuDNN in it."""

import re

from service.manifest import Format, Image, Span
from service.project.page import Page

CUDA = re.compile(r"(?:^|-)(?P<cuda>\d+\.\d+(?:\.\d+)?)-?(?:.*cudnn(?P<cudnn>[\d.]+\d|\d+)?)?")
NAMED_CUDA = re.compile(r"cuda-?(?P<cuda>\d+\.\d+(?:\.\d+)?|1\d\d|[89]\d)")
NAMED_CUDNN = re.compile(r"cudnn-?(?P<cudnn>\d+(?:\.\d+)*)")
NAMED_PYTHON = re.compile(r"(?:py|python)-?(?P<python>3\.\d+|3\d{1,2}(?!\d))")
VERSION = re.compile(r"v?(?P<version>\d+(?:\.\d+){0,2}(?:rc\d+|-rc\d+)?)(?![\d.])")
PYTHONS = frozenset({"python", "pypy"})


def image(reference: str, page: Page, at: int, span: Span | None, form: Format) -> Image:
    """An image by its name, the registry and the digest apart."""
    number = page.line(at)
    bare = reference.split("@", 1)[0]
    name, tag = _split(bare)
    repository = re.sub(
        r"^(?:docker\.io|index\.docker\.io|registry\.hub\.docker\.com|public\.ecr\.aws|mirror\.gcr\.io)/", "", name
    )
    repository = repository.removeprefix("docker/") if repository.startswith("docker/library/") else repository
    tensorflow = python = cuda = cudnn = None
    if repository.endswith("nvidia/cuda") or repository.startswith(("nvidia/cuda", "nvcr.io/nvidia/cuda")):
        found = CUDA.match(tag)
        cuda, cudnn = (found["cuda"], found["cudnn"]) if found else (None, None)
    elif repository in {"tensorflow/tensorflow", "tensorflow/serving", "tensorflow/build", "floydhub/tensorflow"}:
        found = VERSION.match(tag)
        tensorflow = found["version"].replace("-rc", "rc") if found and repository != "tensorflow/build" else None
    elif repository.rsplit("/", 1)[-1] in PYTHONS:
        found = VERSION.match(tag)
        python = found["version"] if found else None
    elif repository.startswith("gcr.io/deeplearning-platform-release/"):
        found = re.search(r"tf2?-(?:gpu|cpu)\.(?P<major>\d)-(?P<minor>\d+)", repository)
        tensorflow = f"{found['major']}.{found['minor']}" if found else None
    named = {key: pattern.search(tag) for key, pattern in _PATTERNS.items()}
    named["python"] = named["python"] or NAMED_PYTHON.search(repository.rsplit("/", 1)[-1])
    python = python or _dotted(named["python"], "python")
    cuda = cuda or _dotted(named["cuda"], "cuda")
    cudnn = cudnn or (named["cudnn"]["cudnn"] if named["cudnn"] else None)
    return Image(reference, page.path, number, page.shown(number), span, tensorflow, python, cuda, cudnn, form)


_PATTERNS = {"python": NAMED_PYTHON, "cuda": NAMED_CUDA, "cudnn": NAMED_CUDNN}


def _dotted(found: re.Match[str] | None, name: str) -> str | None:
    """`py37` is 3.7, `cuda113` is 11.3."""
    if found is None or "." in found[name]:
        return found[name] if found else None
    digits = found[name]
    return f"{digits[0]}.{digits[1:]}" if name == "python" else f"{digits[:-1]}.{digits[-1]}"


def _split(reference: str) -> tuple[str, str]:
    """Name and tag; a colon before the last slash is a registry's port."""
    head, _, last = reference.rpartition("/")
    name, _, tag = last.partition(":")
    return (f"{head}/{name}" if head else name).lower(), tag.lower()
