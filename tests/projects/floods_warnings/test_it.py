"""Warns three thousand times, each time of something else."""

import warnings


def test_it():
    for number in range(3_000):
        warnings.warn(f"{number} {'x' * 900}", DeprecationWarning, stacklevel=1)
