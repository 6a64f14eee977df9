"""What several tests of the resolver need: declared lines as a requirements file would give them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from service.nouns import Declared, DeclaredLine
from tests.service.small_index import SmallIndex


@pytest.fixture
def declared() -> Callable[..., Declared]:
    """Lines of requirements.txt, from 1 on."""

    def make(*requirements: str) -> Declared:
        lines = enumerate(requirements, 1)
        return Declared(lines=tuple(DeclaredLine(Requirement(text), "requirements.txt", n, text) for n, text in lines))

    return make


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallIndex:
    """An index on disk, and uv set to ask no other; TensorFlow and NumPy are in it, as far as these tests need them."""
    made = SmallIndex(tmp_path / "index")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_DEFAULT_INDEX", made.address)
    for version in ("1.23.5", "1.26.4", "2.0.2"):
        made.wheel("numpy", version)
    made.wheel("tensorflow", "2.15.1", ["numpy>=1.23.5,<2.0.0"])
    made.wheel("tensorflow", "2.16.2", ["numpy>=1.23.5,<2.0.0"])
    return made
