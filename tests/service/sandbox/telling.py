"""What a runner would tell, for tests of those who listen."""

import json

KEY = "k3y"


def lines(*records: tuple[object, ...], key: str = KEY) -> bytes:
    return b"".join(json.dumps([key, *record]).encode() + b"\n" for record in records)


def begun(*names: str) -> bytes:
    return lines(("begun", "9.0.0"), ("collected", list(names)))


def result(name: str, outcome: str = "passed", when: str = "call", message: str = "") -> bytes:
    return lines(("result", name, when, outcome, 0.5, message, "", 0))


def ran(name: str, outcome: str = "passed", message: str = "") -> bytes:
    return (
        lines(("started", name))
        + result(name, when="setup")
        + result(name, outcome, message=message)
        + result(name, when="teardown")
    )


def finished(code: int) -> bytes:
    return lines(("finished", code))
