import contextlib
import functools
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from service.errors import NoRoom, WrongUse
from service.nouns import Kind, Reason
from service.sandbox import install
from service.sandbox.environments import Environments, NotPrepared, key_of, remove
from service.settings import Settings

PYTHON = "3.11"
SIX = ("six==1.16.0",)


@pytest.fixture
def image(sandbox):
    return sandbox.image(PYTHON, print)


@pytest.fixture
def environments(engine, data):
    return lambda folder=data, **options: Environments(engine, folder, Settings().ca_bundle, **options)


def test_the_same_content_has_the_same_key():
    assert key_of(SIX, "3.11", "image") == key_of(SIX, "3.11", "image")
    assert (
        len({key_of(SIX, "3.11", "a"), key_of(SIX, "3.10", "a"), key_of((), "3.11", "a"), key_of(SIX, "3.11", "b")})
        == 4
    )


@pytest.mark.engine
def test_one_without_packages_has_a_python_and_is_read_only(bare):
    path = Path(bare.path)
    assert (path / "bin" / "python").is_symlink()
    assert not [p for p in path.rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o222]
    assert path.stat().st_mode & 0o777 == 0o555


@pytest.mark.engine
def test_a_second_time_it_is_there_at_once(environments, image, bare, said):
    ours = environments()
    lines = said()
    started = time.perf_counter()
    assert ours.prepare((), PYTHON, image, lines) == bare
    assert time.perf_counter() - started < 0.05
    assert lines == []


@pytest.mark.engine
@pytest.mark.parametrize(
    "pin", ["six", "six>=1", "--index-url=http://x", "six==1 ; x", "six @ file:///x", "six==1\n-r x"]
)
def test_only_pins_are_installed(environments, image, pin):
    with pytest.raises(WrongUse, match="Not a pin"):
        environments().prepare((pin,), PYTHON, image, print)


@pytest.mark.engine
def test_a_disk_that_is_too_small_is_told_before_anything_is_done(environments, image, data):
    with pytest.raises(NoRoom, match=rf"{data} has .* GB free; an environment needs 1000000.0 GB"):
        environments(needed=10**15).prepare(("six==1.15.0",), PYTHON, image, print)


@pytest.mark.engine
@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk")
def test_a_disk_that_fills_up_meanwhile_is_told_and_leaves_nothing_half_done(environments, image, tmp_path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", tmp_path], check=True)
    try:
        ours = environments(tmp_path, needed=0)
        with contextlib.suppress(OSError), (tmp_path / "filler").open("wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass
        with pytest.raises(NoRoom, match=str(tmp_path)):
            ours.prepare((), PYTHON, image, print)
        assert not list(tmp_path.glob("environments/*"))
        assert not list(tmp_path.glob("packages/new/*"))
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.engine
@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small disk")
def test_a_package_that_fills_the_disk_is_ended_before_it_is_full(environments, image, tmp_path, monkeypatch):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", tmp_path], check=True)
    script = "dd if=/dev/zero of=$ENVIRONMENT bs=1M count=150; sleep 600"
    monkeypatch.setattr(install, "recipe", functools.partial(install.recipe, script=script))
    try:
        with pytest.raises(NoRoom, match=str(tmp_path)):
            environments(tmp_path, needed=0, spare=70_000_000).prepare(SIX, PYTHON, image, print)
        assert not list(tmp_path.glob("packages/new/*"))
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.engine
def test_what_an_installation_that_was_ended_left_in_the_cache_is_removed_when_none_can_need_it(environments, tmp_path):
    old, new = (tmp_path / "packages" / "cache" / name for name in (".tmpOld", ".tmpNew"))
    for half in (old, new):
        half.mkdir(parents=True)
    os.utime(old, (0, 0))
    environments(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.engine
def test_what_a_killed_process_left_half_done_is_removed(environments, tmp_path):
    half = tmp_path / "packages" / "new" / "key"
    half.mkdir(parents=True)
    (half / "file").touch()
    environments(tmp_path)
    assert not half.exists()


@pytest.mark.engine
def test_two_at_once_prepare_it_once(open_sandbox, tmp_path, said):
    lines, results = said(), []

    def work():
        with open_sandbox(tmp_path) as sandbox:
            results.append(sandbox.prepare((), PYTHON, lines))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1]
    assert lines.count("waiting for another upflow that prepares the same") <= 1
    assert len(list(tmp_path.glob("environments/*"))) == 1


@pytest.mark.engine
@pytest.mark.network
def test_bytecode_is_compiled_before_the_first_trial_and_not_again(sandbox, said):
    environment = sandbox.prepare(SIX, PYTHON, print)
    lines = said()
    program = b"import six; print(six.__version__, six.__file__, six.__cached__)"
    for _ in range(2):
        outcome = sandbox.run(environment, {"a.py": program}, ("python", "a.py"), lines)
        folder = "/env/lib/python3.11/site-packages"
        assert outcome.log == f"1.16.0 {folder}/six.py {folder}/__pycache__/six.cpython-311.pyc\n"
        assert list(Path(environment.path).rglob("six.cpython-311.pyc"))
    assert lines.count("compiling bytecode, once for this environment") <= 1
    assert not [p for p in Path(environment.path).rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o222]


@pytest.mark.engine
def test_compiling_that_was_stopped_goes_on_before_the_next_trial(environments, image, tmp_path, said, monkeypatch):
    ours = environments(tmp_path)
    environment = ours.prepare((), PYTHON, image, print)
    lines = said()
    with monkeypatch.context() as patch:
        patch.setattr("service.sandbox.bytecode._words", lambda: ("-c", "raise SystemExit(137)"))
        ours.compile(environment, lines)
    ours.compile(environment, lines)
    ours.compile(environment, lines)
    assert lines == ["compiling bytecode, once for this environment"] * 2


@pytest.mark.engine
@pytest.mark.network
def test_files_are_shared_with_the_cache(sandbox):
    environment = sandbox.prepare(SIX, PYTHON, print)
    assert next(Path(environment.path).rglob("six.py")).stat().st_nlink > 1


@pytest.mark.engine
@pytest.mark.network
def test_bytecode_lies_beside_the_cached_wheel_so_that_the_next_one_has_it_at_once(sandbox):
    first = sandbox.prepare(SIX, PYTHON, print)
    sandbox.run(first, {}, ("true",), print)
    second = sandbox.prepare((*SIX, "iniconfig==2.0.0"), PYTHON, print)
    files = [next(Path(each.path).rglob("six.cpython-311.pyc")).stat() for each in (first, second)]
    assert files[0].st_ino == files[1].st_ino
    assert not files[0].st_mode & 0o222


@pytest.mark.engine
@pytest.mark.network
def test_what_has_no_wheel_is_built_apart_from_the_shared_cache(sandbox, said):
    lines = said()
    environment = sandbox.prepare(("docopt==0.6.2",), PYTHON, lines)
    assert "a pin has no wheel for this Python: building it from its source, apart from the shared cache" in lines
    assert next(Path(environment.path).rglob("docopt.py")).stat().st_nlink == 1
    outcome = sandbox.run(environment, {}, ("python", "-c", "import docopt"), print)
    assert outcome.kind is Kind.PASSED


@pytest.mark.engine
@pytest.mark.network
def test_what_cannot_be_installed_says_why_and_leaves_nothing(sandbox, data):
    with pytest.raises(NotPrepared) as raised:
        sandbox.prepare(("six==99",), PYTHON, print)
    assert raised.value.outcome.reason is Reason.NOT_INSTALLABLE
    assert "there is no version of six==99" in raised.value.outcome.message
    assert not list(data.glob("packages/new/*"))


@pytest.mark.engine
def test_an_index_that_is_away_says_nothing_about_the_project(environments, image, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:9")
    with pytest.raises(NotPrepared) as raised:
        environments(tmp_path).prepare(SIX, PYTHON, image, print)
    outcome = raised.value.outcome
    assert outcome.reason is Reason.INDEX_UNREACHABLE, outcome.log
    assert "secret" not in outcome.log + outcome.message


def test_read_only_folders_can_be_removed(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "file").touch()
    folder.chmod(0o555)
    remove(tmp_path / "a")
    assert not (tmp_path / "a").exists()
    remove(tmp_path / "a")
