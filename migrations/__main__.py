"""`python -m migrations index` writes the index of rules into the README."""

import sys

from migrations.index import README, renewed


def main(arguments: list[str]) -> int:
    if arguments != ["index"]:
        print("usage: python -m migrations index", file=sys.stderr)
        return 2
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
