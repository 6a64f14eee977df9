"""Which image a Python runs in: a choice between what is here, what can be pulled and what can be built."""

import re
from pathlib import Path

from docker.errors import ImageNotFound
from docker.models.images import Image

from service.errors import NotReachable, WrongUse
from service.nouns import Say
from service.sandbox.build import build, tag
from service.sandbox.engine import LOST, Engine, words

HINT = "UPFLOW_IMAGES takes auto, pull, local, or a reference such as registry.example/python:{python}-slim."


class Images:
    """Answers with a reference that never changes its meaning, however the image came here."""

    def __init__(self, engine: Engine, choice: str, locks: Path) -> None:
        if choice not in {"auto", "pull", "local"} and "{python}" not in choice:
            raise WrongUse(f"{choice!r} is no choice of images.", HINT)
        self._engine = engine
        self._choice = choice
        self._locks = locks
        self._known: dict[str, str] = {}

    def of(self, python: str, say: Say) -> str:
        """The digest of the image of a Python "3.11", or its id where it has none; raises NotReachable."""
        if not re.fullmatch(r"\d+\.\d+", python):
            raise WrongUse(f"{python!r} is no Python version.", "Write it as 3.11.")
        if python not in self._known:
            try:
                self._known[python] = _immutable(self._find(python, say))
            except LOST as error:
                raise NotReachable(f"The engine gave no image of Python {python}: {words(error)}", HINT) from error
        return self._known[python]

    def _find(self, python: str, say: Say) -> Image:
        match self._choice:
            case "local":
                return self._local(python, say)
            case "pull":
                return self._present(_official(python)) or self._pull(_official(python), say)
            case "auto":
                present = self._present(_official(python)) or self._present(tag(python))
                return present or self._pulled_or_built(python, say)
            case template:
                reference = template.replace("{python}", python)
                return self._present(reference) or self._pull(reference, say)

    def _local(self, python: str, say: Say) -> Image:
        if not (present := self._present(tag(python))):
            build(self._engine, python, self._locks, say)
            present = self._engine.client.images.get(tag(python))
        return present

    def _pulled_or_built(self, python: str, say: Say) -> Image:
        try:
            return self._pull(_official(python), say)
        except LOST as error:
            say(f"{_official(python)} cannot be pulled ({words(error)}): building an image here")
            return self._local(python, say)

    def _present(self, reference: str) -> Image | None:
        try:
            return self._engine.client.images.get(reference)
        except ImageNotFound:
            return None

    def _pull(self, reference: str, say: Say) -> Image:
        say(f"pulling {reference}")
        repository, _, version = reference.rpartition(":")
        return self._engine.client.images.pull(repository, tag=version)


def _official(python: str) -> str:
    return f"python:{python}-slim"


def _immutable(image: Image) -> str:
    digests = image.attrs.get("RepoDigests") or ()
    return str(next(iter(digests), image.id))
