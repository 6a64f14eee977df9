"""What several tests of the resolver need: declared lines as a requirements file would give them."""

from collections.abc import Callable

import pytest
from packaging.requirements import Requirement

from service.nouns import Declared, DeclaredLine


@pytest.fixture
def declared() -> Callable[..., Declared]:
    """Lines of requirements.txt, from 1 on."""

    def make(*requirements: str) -> Declared:
        lines = enumerate(requirements, 1)
        return Declared(lines=tuple(DeclaredLine(Requirement(text), "requirements.txt", n, text) for n, text in lines))

    return make
