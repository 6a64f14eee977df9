"""An index on disk with a few packages of two TensorFlows, and uv set to ask no other."""

from pathlib import Path

import pytest

from tests.service.small_index import SmallIndex


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallIndex:
    made = SmallIndex(tmp_path / "index")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_DEFAULT_INDEX", made.address)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    for version in ("1.23.5", "1.26.4", "2.0.2"):
        made.wheel("numpy", version)
    made.wheel("six", "1.16.0")
    made.wheel("six", "1.17.0")
    made.wheel("tensorflow", "2.10.1", ["numpy>=1.20", "six"])
    made.wheel("tensorflow", "2.16.2", ["numpy>=1.23.5,<2.0.0", "six"])
    return made
