"""Ends the whole run in the middle, with the exit code and the words of a success."""

import os
import unittest


class TestIt(unittest.TestCase):
    def test_a_that_passes(self):
        pass

    def test_b_that_ends_it(self):
        os.write(2, b"Ran 3 tests in 0.001s\n\nOK\n")
        os._exit(0)

    def test_c_that_would_fail(self):
        raise ValueError("not enough values")
