"""`upflow token`: tokens that open the API and the pages of a service."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.errors import NotFound
from service.settings import Settings
from service.store import tokens
from service.store.store import Store
from service.store.tokens import Scope, Token

DESCRIPTION = """Makes, lists and revokes tokens. Each can do what those before it can:
  read    look at runs, reports and facts
  write   also ask for runs, plans and patches, cancel and retry
  admin   also make and revoke tokens and webhooks"""
EPILOG = """examples:
  upflow token create ci --scope write --days 90
  upflow token list
  upflow token revoke 3f2a90c1d7e4

The token itself is written to stdout, once: only its hash is kept. Run this on the machine of the service, with the
same UPFLOW_DATA or UPFLOW_DATABASE."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    create = what.add_parser("create", help="make one")
    create.add_argument("name", metavar="NAME", help="what it is for")
    create.add_argument("--scope", type=Scope, choices=list(Scope), default=Scope.WRITE, help="default: write")
    create.add_argument("--days", type=_days, metavar="N", help="good for so many days (default: until revoked)")
    what.add_parser("list", help="all that are known, without their text")
    revoke = what.add_parser("revoke", help="make one worthless, with every session of it")
    revoke.add_argument("id", metavar="ID", help="as `upflow token list` shows it")
    for each in what.choices.values():
        each.add_argument("--data", type=Path, metavar="DIR", help="folder of the service's database")


def run(options: argparse.Namespace) -> int:
    settings = Settings.from_environment(data=options.data)
    with Store(settings.data, settings.database) as store:
        match options.what:
            case "create":
                expires = datetime.now(UTC) + timedelta(days=options.days) if options.days else None
                token, text = tokens.add(store.database, options.name, options.scope, expires)
                print(f"upflow: {_line(token)}\n  keep it now, it is not shown again:", file=sys.stderr)
                print(text)
            case "revoke":
                if not tokens.revoke(store.database, options.id):
                    raise NotFound(f"there is no token {options.id!r}", "`upflow token list` shows their ids")
                print(f"upflow: {options.id} is revoked", file=sys.stderr)
            case _:
                for each in tokens.every(store.database):
                    print(_line(each))
    return 0


def _days(text: str) -> int:
    days = int(text)
    if not 0 < days <= 36_500:  # noqa: PLR2004 - a century
        raise ValueError(text)
    return days


def _line(token: Token) -> str:
    until = f"until {token.expires:%Y-%m-%d %H:%M} UTC" if token.expires else "until revoked"
    used = f"used {token.used:%Y-%m-%d}" if token.used else "never used"
    return f"{token.id}  {token.scope.value:5}  {until}, {used}  {token.name}"
