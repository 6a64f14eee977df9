"""Options of the test suite: what needs a program or a service of the machine runs only when it is asked for."""

import pytest

OPTIONS = {
    "engine": "a container engine",
    "network": "the package index",
    "database": "the programs of PostgreSQL",
    "browser": "Chromium",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, what in OPTIONS.items():
        parser.addoption(f"--{name}", action="store_true", help=f"run tests that need {what} (`make test` does)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for name, what in OPTIONS.items():
            if name in item.keywords and not config.getoption(f"--{name}"):
                item.add_marker(pytest.mark.skip(reason=f"needs {what}: --{name}"))
