"""Writes what is made from the rules and from the API index.

python -m migrations index      # the index of rules in the README, and data/words.txt
python -m migrations words      # data/words.txt
python -m migrations twins      # the tables of this package in JSON, data/*_*.json
python -m migrations members    # data/members.txt
"""

import sys

from matrices import symbols
from migrations import members, twins, words
from migrations.index import README, renewed
from migrations.registry import rules


def main(arguments: list[str]) -> int:
    match arguments:
        case ["index"]:
            README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
            words.FILE.write_text(words.current(rules()), encoding="utf-8")
        case ["words"]:
            words.FILE.write_text(words.current(rules()), encoding="utf-8")
        case ["twins"]:
            twins.write()
        case ["members"]:
            members.FILE.write_text(members.current(symbols.load()), encoding="utf-8")
        case _:
            print("usage: python -m migrations index|members|words|twins", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
