"""Every setting of upflow, once: read from the environment by the doors, frozen, and passed down."""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from functools import lru_cache
from ipaddress import ip_address
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
    artifacts: str = field(
        default="",
        metadata={
            "help": "where uploads, logs, reports and patches are kept: s3://BUCKET/PREFIX, or a folder that all "
            "workers see; empty: in the data folder",
        },
    )
    labels: str = field(default="", metadata={"help": "what this worker has, such as gpu, separated by commas"})
    runs_at_once: int = field(default=4, metadata={"help": "runs that one worker carries at once"})
    trials_at_once: int = field(
        default_factory=lambda: max(1, (os.cpu_count() or 1) // 2),
        metadata={"help": "trials that one worker makes at once; without it, one for each two processors"},
    )
    all_trials: int = field(default=1000, metadata={"help": "trials that all workers together make at once"})
    run_hours: int = field(default=24, metadata={"help": "hours after which a run that is not over ends with a reason"})
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
    host: str = field(default="127.0.0.1", metadata={"help": "address that the service listens on"})
    port: int = field(default=8000, metadata={"help": "port that the service listens on"})
    sign_in: str = field(
        default="auto",
        metadata={
            "help": "whether the service wants a token: yes, no, or auto: not where it listens on loopback alone",
            "choices": ("auto", "yes", "no"),
        },
    )
    public_facts: bool = field(
        default=False, metadata={"help": "yes: matrix, symbols and explain are open to everybody; or no"}
    )
    names: str = field(
        default="",
        metadata={"help": "names that a service without sign-in is called by beside localhost, separated by commas"},
    )
    rate: str = field(
        default="1200/minute",
        metadata={"help": "requests of one token, or of one address without one, as 600/minute; empty: any number"},
    )
    max_upload: int = field(default=100, metadata={"help": "largest archive that the service takes, in MiB"})
    upload_seconds: int = field(default=600, metadata={"help": "longest time that one request may take to arrive"})
    retain: int = field(default=0, metadata={"help": "days that runs are kept after they ended; 0: for ever"})
    hook_hosts: str = field(
        default="",
        metadata={"help": "hosts that webhooks may go to, separated by commas; empty means any public host"},
    )
    logs: str = field(default="text", metadata={"help": "form of the service's log", "choices": ("text", "json")})
    traces: str = field(
        default="",
        metadata={"help": "where OpenTelemetry traces go, such as http://127.0.0.1:4318/v1/traces; empty: none"},
    )
    token: str = field(
        default="", metadata={"help": "token that `upflow check --server` signs in with", "secret": True}
    )
    git_hosts: str = field(
        default="",
        metadata={"help": "hosts that the service may clone from, separated by commas; empty means any public host"},
    )
    public_url: str = field(
        default="",
        metadata={"help": "address of the service as others reach it, for links in comments; empty: no links"},
    )
    github_app: str = field(default="", metadata={"help": "id of the GitHub App that this service is; empty: none"})
    github_key: Path | None = field(default=None, metadata={"help": "file of the App's private key, as GitHub gave it"})
    github_secret: str = field(
        default="", repr=False, metadata={"help": "secret that GitHub signs webhooks with", "secret": True}
    )
    github_api: str = field(
        default="https://api.github.com",
        metadata={"help": "GitHub's API; of an Enterprise server https://HOST/api/v3"},
    )
    github_trials: bool = field(
        default=True, metadata={"help": "yes: programs of pull requests are tried in containers; or no"}
    )
    gitlab_url: str = field(
        default="", metadata={"help": "the GitLab whose merge requests are checked, as https://gitlab.com; empty: none"}
    )
    gitlab_token: str = field(
        default="", repr=False, metadata={"help": "token of upflow's own user there, with scope api", "secret": True}
    )
    gitlab_secret: str = field(
        default="", repr=False, metadata={"help": "secret token that GitLab's webhooks show", "secret": True}
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
            if not text and _names_a_path(known[name]):
                continue  # as compose files hand on what is not set; "" would be the folder that one happens to be in
            try:
                values[name] = _parse(known[name], text)
            except ValueError as error:
                shown = "(a secret)" if known[name].metadata.get("secret") else repr(text)
                problems.append(f"{variable}={shown}: {error}")
        if problems:
            raise WrongUse("; ".join(problems), f"settings are {', '.join(PREFIX + n.upper() for n in known)}")
        values |= {name: value for name, value in overrides.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]  # each value was parsed by its field's own parser

    def shown(self) -> list[tuple[str, str, str]]:
        """Every setting as people may see it: its variable, its value, and what it is for. No secret is among them."""
        told: list[tuple[str, str, str]] = []
        for setting in fields(self):
            value = getattr(self, setting.name)
            if setting.metadata.get("secret"):
                value = "(set)" if value else ""
            elif isinstance(value, bool):
                value = "yes" if value else "no"
            told.append((PREFIX + setting.name.upper(), "" if value is None else str(value), setting.metadata["help"]))
        return told

    @property
    def wants_token(self) -> bool:
        """Whether somebody who asks has to show a token."""
        return self.sign_in == "yes" or (self.sign_in == "auto" and not is_loopback(self.host))


@lru_cache(maxsize=1000)  # asked for each request, and of few names
def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a service that listens there."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _names_a_path(setting: "Field[object]") -> bool:
    return setting.type in {Path, Path | None}


def _parse(setting: "Field[object]", text: str) -> object:
    choices = setting.metadata.get("choices", ())
    if choices and text not in choices:
        raise ValueError(f"expected {', '.join(choices)}")
    if setting.type in {int, float}:
        return _number(int if setting.type is int else float, text, least=0 if setting.default == 0 else None)
    if setting.type is bool:
        return _yes_or_no(text)
    return text if setting.type is str else Path(text).expanduser()


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("expected yes or no")
    return text == "yes"


def _number(kind: type[int] | type[float], text: str, *, least: int | None) -> float:
    expected = f"expected {'a whole number' if kind is int else 'a number'}{' above 0' if least is None else ''}"
    try:
        value = kind(text)
    except ValueError:
        raise ValueError(expected) from None
    if not (value > 0 or value == least):
        raise ValueError(expected)
    return value
