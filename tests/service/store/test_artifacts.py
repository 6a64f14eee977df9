"""Artifacts are whole or not there, on disk as in S3; a full disk and a storage that is gone are told."""

import os
import uuid
from urllib.request import Request as Ask
from urllib.request import urlopen

import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from service.errors import NoRoom, StorageGone, WrongUse
from service.reading import Question
from service.store import artifacts
from service.store.artifacts import Artifacts
from service.store.records import Request, Source, SourceKind
from service.store.store import Store


@pytest.fixture(scope="module")
def s3():
    """A server that answers as S3 does, and the variables that lead there."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    wanted = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in wanted.items():
            patch.setenv(name, value)
        yield server
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def kept(request, tmp_path):
    if request.param == "disk":
        return Artifacts("", tmp_path)
    request.getfixturevalue("s3")
    bucket = f"bucket-{uuid.uuid4().hex}"
    with urlopen(Ask(f"{os.environ['AWS_ENDPOINT_URL']}/{bucket}", method="PUT")) as made:
        assert made.status == 200
    return Artifacts(f"s3://{bucket}/upflow", tmp_path)


def test_what_is_put_comes_back(kept, tmp_path):
    assert kept.get("runs/a/x") is None
    kept.put("runs/a/x", b"one")
    kept.put("runs/a/x", b"two")
    (tmp_path / "file").write_bytes(b"three" * 1_000_000)
    kept.put("runs/b/y", tmp_path / "file")
    assert kept.get("runs/a/x") == b"two"
    assert len(kept.get("runs/b/y")) == 5_000_000


def test_a_folder_goes_with_all_that_is_in_it_and_nothing_else(kept):
    for key in ("runs/a/x", "runs/a/trials/y", "runs/ab/z"):
        kept.put(key, b"")
    kept.drop("runs/a")
    kept.drop("runs/nothing")
    assert [kept.get(key) for key in ("runs/a/x", "runs/a/trials/y", "runs/ab/z")] == [None, None, b""]


def test_a_disk_that_is_nearly_full_accepts_nothing_new(tmp_path, monkeypatch):
    with Store(tmp_path) as store:
        monkeypatch.setattr(artifacts, "LEAST_FREE", 10**18)
        for asks in (store.ready, lambda: store.add(Request(Source(SourceKind.ARCHIVE, "a"), Question()), b"")):
            with pytest.raises(NoRoom, match="nothing new is accepted"):
                asks()
        assert store.newest(1) == ()


def test_a_database_and_the_artifacts_of_another_are_told_apart(tmp_path):
    for _ in range(2):
        with Store(tmp_path, artifacts=str(tmp_path / "shared")):
            pass
    with pytest.raises(WrongUse, match="does not hold the artifacts of this database") as caught:
        Store(tmp_path, artifacts=str(tmp_path / "elsewhere"))
    assert "UPFLOW_ARTIFACTS" in caught.value.hint


def test_a_full_disk_is_told(kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("obstore.put", full)
    with pytest.raises(NoRoom, match="no space is left"):
        kept.put("a", b"")


def test_a_storage_that_does_not_answer_is_told(tmp_path, monkeypatch):
    made = Artifacts("s3://bucket/upflow", tmp_path)
    nowhere = S3Store(
        "bucket",
        endpoint="http://127.0.0.1:1",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
        access_key_id="a",
        secret_access_key="b",
    )
    monkeypatch.setattr(made, "_objects", nowhere)
    with pytest.raises(StorageGone, match="s3://bucket/upflow cannot be used"):
        made.get("a")


@pytest.mark.parametrize("wrong", ["gs://bucket", "/proc/nothing"])
def test_what_is_no_storage_is_refused(tmp_path, wrong):
    with pytest.raises(WrongUse) as caught:
        Artifacts(wrong, tmp_path)
    assert caught.value.hint
