"""Every setting of upflow, once: read from the environment by the doors, frozen, and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self

from service.errors import WrongUse

PREFIX = "UPFLOW_"


def _default_data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "upflow"


def _default_ca_bundle() -> Path | None:
    named = os.environ.get("SSL_CERT_FILE")
    usual = Path("/etc/ssl/certs/ca-certificates.crt")
    if named:
        return Path(named)
    return usual if usual.exists() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is also an environment variable: `data` is UPFLOW_DATA."""

    data: Path = field(
        default_factory=_default_data,
        metadata={"help": "folder of prepared environments, the wheel cache and the database; one file system"},
    )
    database: str = field(
        default="",
        metadata={
            "help": "where runs are kept: postgresql://USER:PASSWORD@HOST:PORT/NAME; empty: SQLite in the data folder",
            "secret": True,
        },
    )
    images: str = field(
        default="auto",
        metadata={
            "help": "where runner images come from: auto (pull, else build), pull, local (build), "
            "or a reference with {python} in it",
        },
    )
    ca_bundle: Path | None = field(
        default_factory=_default_ca_bundle,
        metadata={"help": "certificates that the package index is trusted by, inside the installing container"},
    )
    memory: int = field(default=4096, metadata={"help": "memory of one trial, in MiB"})
    cpus: float = field(default=2.0, metadata={"help": "processors of one trial"})
    seconds: int = field(default=900, metadata={"help": "longest time of one trial, in seconds"})
    runtime: str = field(
        default="",
        metadata={"help": "runtime of the engine that trials run in, such as runsc (gVisor); empty: its own"},
    )
    keep: int = field(default=60, metadata={"help": "what prepared environments may take on disk, in GB"})
    remember: bool = field(
        default=True, metadata={"help": "yes: what was tried already, all being the same, is not tried again; or no"}
    )
    max_upload: int = field(default=100, metadata={"help": "largest archive that the service takes, in MiB"})
    git_hosts: str = field(
        default="",
        metadata={"help": "hosts that the service may clone from, separated by commas; empty means any public host"},
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **overrides: object) -> Self:
        """Settings from UPFLOW_* variables; `overrides` that are not None win. Wrong values are all told at once."""
        values: dict[str, object] = {}
        problems: list[str] = []
        known = {f.name: f for f in fields(cls)}
        for variable, text in environment.items():
            name = variable.removeprefix(PREFIX).lower()
            if not variable.startswith(PREFIX):
                continue
            if name not in known:
                problems.append(f"{variable} is no setting of upflow")
                continue
            try:
                values[name] = _parse(name, text)
            except ValueError as error:
                problems.append(f"{variable}={text!r}: {error}")
        if problems:
            raise WrongUse("; ".join(problems), f"settings are {', '.join(PREFIX + n.upper() for n in known)}")
        values |= {name: value for name, value in overrides.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]  # each value was parsed by its field's own parser


def _parse(name: str, text: str) -> object:
    match name:
        case "data" | "ca_bundle":
            return Path(text).expanduser()
        case "memory" | "seconds" | "max_upload" | "keep":
            return _positive(int, text, "a whole number above 0")
        case "remember":
            return _yes_or_no(text)
        case "cpus":
            return _positive(float, text, "a number above 0")
        case _:
            return text


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("expected yes or no")
    return text == "yes"


def _positive(kind: type[int] | type[float], text: str, expected: str) -> float:
    try:
        value = kind(text)
    except ValueError:
        raise ValueError(f"expected {expected}") from None
    if not value > 0:
        raise ValueError(f"expected {expected}")
    return value
