import subprocess
import sys
import threading

from service.sandbox.lock import locked, locked_if_free


def test_one_at_a_time_over_threads(tmp_path):
    inside, most = 0, 0

    def work():
        nonlocal inside, most
        with locked(tmp_path / "lock"):
            inside += 1
            most = max(most, inside)
            inside -= 1

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_whoever_waits_says_so(tmp_path):
    waiting = threading.Event()

    def wait():
        with locked(tmp_path / "lock", waiting.set):
            pass

    with locked(tmp_path / "lock"):
        other = threading.Thread(target=wait)
        other.start()
        assert waiting.wait(5)
    other.join()


def test_a_free_one_is_taken_and_a_taken_one_is_not_waited_for(tmp_path):
    with locked_if_free(tmp_path / "lock") as first, locked_if_free(tmp_path / "lock") as second:
        assert first
        assert not second


def test_a_killed_holder_lets_go(tmp_path):
    program = (
        "import sys, time, pathlib\nfrom service.sandbox.lock import locked\n"
        "with locked(pathlib.Path(sys.argv[1])):\n    print(flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, tmp_path / "lock"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        holder.kill()
    with locked_if_free(tmp_path / "lock") as free:
        assert free
