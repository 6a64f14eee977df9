"""A changed file is read once more, as what it is, before it is handed out."""

import pytest

from service.patch.sound import is_sound


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("a.ipynb", b'{"a": 1}', b'{"a": "x" y}'),
        ("setup.py", b"a = 1\n", b"a = (\n"),
        ("pyproject.toml", b'a = "x"\n', b'a = "x" y\n'),
        ("Pipfile", b'\xef\xbb\xbfa = "x"\n', b"a = \n"),
        (".github/workflows/a.yml", b"a: 'x'\n", b"a: 'x' y\n"),
    ],
)
def test_each_form(path: str, good: bytes, bad: bytes):
    assert is_sound(path, good, good)
    assert not is_sound(path, good, bad)
    assert is_sound(path, bad, bad), "what could not be read before says nothing"


def test_what_nobody_can_check_is_taken():
    assert is_sound("requirements.txt", b"a", b"\xff(")
