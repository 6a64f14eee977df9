"""A database and its artifacts know each other: who sees only one of them is told so, before anything is lost."""

import secrets

from service.errors import WrongUse
from service.store.artifacts import Artifacts
from service.store.database import Database

NAME, KEY = "artifacts", "upflow-store"


def match(database: Database, artifacts: Artifacts) -> None:
    """Marks both where they are new. Raises WrongUse where they do not belong together."""
    if not database.read("get_mark", name=NAME):
        with database.transaction() as transaction:
            mark = secrets.token_hex(8)
            # Others that start now wait here until it is written.
            if transaction.changed("add_mark", name=NAME, value=mark):
                artifacts.put(KEY, mark.encode())
    (row,) = database.read("get_mark", name=NAME)
    if artifacts.get(KEY) != row["value"].encode():
        raise WrongUse(
            f"{artifacts} does not hold the artifacts of this database",
            "let all workers see the same folder, or set UPFLOW_ARTIFACTS to s3://BUCKET/PREFIX for all of them",
        )
