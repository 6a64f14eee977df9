"""What runs in one thread is ended from another, as soon as it is not wanted any more."""

import threading
import time

import pytest

from service.nouns import Kind


@pytest.mark.engine
def test_a_silent_program_is_ended_at_once_and_its_container_is_gone(open_sandbox, bare):
    program = b"import time\nprint('began', flush=True)\ntime.sleep(300)\n"
    began, outcomes = threading.Event(), []
    with open_sandbox() as sandbox:

        def hear(line):  # of the first trial, it is told before that bytecode is compiled
            if line == "began":
                began.set()

        def run():
            files = {"main.py": program}
            outcomes.append(sandbox.run(bare, files, ("python", "main.py"), hear))

        thread = threading.Thread(target=run)
        thread.start()
        assert began.wait(60)
        started = time.monotonic()
        sandbox.stop()
        thread.join(30)
        assert time.monotonic() - started < 10
        assert outcomes[0].kind is Kind.UNDECIDED
        assert sandbox._engine.running == set()
