"""Builds the runner images of the Pythons given, such as 3.11, from what this machine has."""

import contextlib
import sys

from service.errors import UpflowError
from service.sandbox.build import build, tag
from service.sandbox.engine import connect
from service.settings import Settings


def main() -> int:
    try:
        with contextlib.closing(connect()) as engine:
            for python in sys.argv[1:]:
                build(engine, python, Settings.from_environment().data / "locks", print)
                print(tag(python))
    except UpflowError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
