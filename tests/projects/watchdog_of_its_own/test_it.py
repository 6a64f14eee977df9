"""A watchdog ends the interpreter in the middle of a test, and says who is to blame."""

import faulthandler
import time


def test_it():
    faulthandler.dump_traceback_later(0.5, exit=True)
    time.sleep(60)
