"""What the tests of rules share: a few lines of code in, findings or new code out."""

from collections.abc import Callable
from textwrap import dedent

import pytest
from packaging.version import Version

from migrations.analysis import Analysis
from migrations.engine import analyse

Analyse = Callable[..., Analysis]


@pytest.fixture
def see() -> Analyse:
    """Analyse code, or files by name, at a baseline."""

    def see(code: str = "", *, baseline: str = "2.10", select: tuple[str, ...] = (), **files: str) -> Analysis:
        sources = {f"{name}.py": dedent(text).encode() for name, text in files.items()}
        if code:
            sources["code.py"] = dedent(code).encode()
        return analyse(sources, baseline=Version(baseline), select=select)

    return see


@pytest.fixture
def patched(see: Analyse) -> Callable[..., str]:
    """The code as it is after the patch for the newest TensorFlow."""

    def patched(code: str, *, baseline: str = "2.10") -> str:
        code = dedent(code)
        files = see(code, baseline=baseline).patched(Version("99"))
        return files.get("code.py", code.encode()).decode()

    return patched
