import dataclasses
import shutil

import pytest

from service.sandbox.doctor import examine
from service.sandbox.environments import NEEDED
from service.settings import Settings


@pytest.fixture
def found(tmp_path):
    return lambda **changes: {c.name: c for c in examine(dataclasses.replace(Settings(data=tmp_path), **changes))}


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")


@pytest.mark.usefixtures("offline", "forgetful")
def test_what_is_missing_comes_with_what_to_do(found, monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    checks = found(ca_bundle=tmp_path / "none.pem")
    missing = {name for name, check in checks.items() if not check.found}
    assert {"engine", "images", "registry", "certificates"} <= missing
    assert all(checks[name].advice for name in missing)


@pytest.mark.usefixtures("offline")
def test_the_disk_of_a_folder_that_is_not_there_yet(found, tmp_path):
    disk = found(data=tmp_path / "not" / "yet")["disk"]
    assert disk.detail.endswith(f"GB free for {tmp_path}/not/yet")
    assert disk.found is (shutil.disk_usage(tmp_path).free >= NEEDED)


@pytest.mark.engine
@pytest.mark.network
def test_this_machine_has_all_of_it(found, sandbox):
    sandbox.image("3.11", print)
    checks = found()
    assert [check for check in checks.values() if not check.found] == []
    assert "upflow/python:3.11" in checks["images"].detail or "python:3.11" in checks["images"].detail
