"""Which files a pattern of a project means."""

import pytest

from migrations.settings import covers


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("third_party", "third_party/a.py", True),
        ("third_party/", "src/third_party/b/a.py", True),
        ("src/gen", "src/gen/a.py", True),
        ("src/gen", "other/src/gen/a.py", False),
        ("src/*/gen", "src/x/gen/a.py", True),
        ("*.ipynb", "notes/a.ipynb", True),
        ("a.py", "b/a.py", True),
        ("./b/a.py", "b/a.py", True),
        ("b/a.py", "b/aa.py", False),
        ("test", "tests/a.py", False),
    ],
)
def test_excluded_paths(pattern: str, path: str, excluded: bool):
    assert covers(pattern, path) is excluded
