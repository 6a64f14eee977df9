"""Which index uv is told of: what whoever runs upflow set for uv or pip; and no password is ever said."""

from pathlib import Path

import pytest

from service.resolve.index import config, scrubbed, settings


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}


def test_settings_of_uv_are_as_they_are(home: dict[str, str]):
    mine = home | {"UV_INDEX_URL": "https://mirror.example/simple", "PIP_INDEX_URL": "https://other.example/simple"}
    found = settings(mine)
    assert found["UV_INDEX_URL"] == "https://mirror.example/simple"
    assert "UV_DEFAULT_INDEX" not in found


def test_settings_of_pip_are_taken_where_uv_has_none(home: dict[str, str]):
    found = settings(
        home
        | {"PIP_INDEX_URL": "https://a.example/simple", "PIP_EXTRA_INDEX_URL": "https://b.example https://c.example"}
    )
    assert found["UV_DEFAULT_INDEX"] == "https://a.example/simple"
    assert found["UV_INDEX"] == "https://b.example https://c.example"
    assert found["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_a_file_of_pip_is_read(tmp_path: Path):
    folder = tmp_path / ".config" / "pip"
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text("[global]\nindex-url = https://me:pass%word@a.example/simple\ncert = /ca.pem\n")
    found = settings({"HOME": str(tmp_path)})
    assert found["UV_DEFAULT_INDEX"] == "https://me:pass%word@a.example/simple"
    assert found["SSL_CERT_FILE"] == "/ca.pem"


def test_a_file_that_nobody_can_read_says_nothing(tmp_path: Path):
    (tmp_path / ".pip").mkdir()
    (tmp_path / ".pip" / "pip.conf").write_text("index-url = no section\n")
    assert "UV_DEFAULT_INDEX" not in settings({"HOME": str(tmp_path)})


def test_only_a_uv_toml_of_the_person_is_read(tmp_path: Path):
    assert config({"HOME": str(tmp_path)}) == ["--no-config"]
    (tmp_path / "uv.toml").write_text("")
    assert config({"HOME": str(tmp_path), "UV_CONFIG_FILE": str(tmp_path / "uv.toml")})[0] == "--config-file"
    assert config({"HOME": str(tmp_path), "UV_NO_CONFIG": "1"}) == ["--no-config"]


def test_nothing_secret_is_said():
    said = "error: https://user:hunter2@index.example/simple/six/ and token-of-mine failed"
    clean = scrubbed(said, {"UV_INDEX_MINE_PASSWORD": "token-of-mine"})
    assert clean == "error: https://index.example/simple/six/ and *** failed"
