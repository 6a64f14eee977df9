import subprocess

from service.sandbox.interpreters import interpreters


def test_this_very_machine_has_some_and_each_is_what_it_says():
    found = interpreters()
    assert found
    for python, interpreter in found.items():
        command = [str(interpreter.executable), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if not python.startswith("2"):
            assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == python


def test_they_come_in_the_order_of_their_versions():
    minors = [tuple(map(int, python.split("."))) for python in interpreters()]
    assert minors == sorted(minors)


def test_the_newest_patch_of_an_installer_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    for version in ("3.99.2", "3.99.10", "3.99-dev"):
        folder = tmp_path / "versions" / version
        for path in (folder / "bin" / "python3.99", folder / "lib" / "python3.99" / "os.py"):
            path.parent.mkdir(parents=True)
            path.touch()
    assert interpreters()["3.99"].prefix == tmp_path / "versions" / "3.99.10"
