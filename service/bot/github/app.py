"""Who we are for GitHub: the App by a signed word of its own, and each installation by a token that lasts an hour."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import jwt

from service.bot.client import Client, Unauthorized
from service.errors import WrongUse

LIFE = 540.0  # GitHub takes ten minutes at most
SKEW = 60.0
EARLY = 300.0
"""Seconds before its end when a token is not handed out any more: what begins with it must end with it."""
Answer = TypeVar("Answer")


@dataclass(slots=True)
class App:
    """Signs for the App, and keeps the tokens of its installations. For any number of threads."""

    client: Client
    id: str
    key: str = field(repr=False)
    _tokens: dict[int, tuple[str, float]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def authorized(self, installation: int, ask: Callable[[str], Answer]) -> Answer:
        """Asks with a token of the installation, and once more with a new one where it does not count any more."""
        used = self._token(installation)
        try:
            return ask(f"token {used}")
        except Unauthorized:
            self._forget(installation, used)
            return ask(f"token {self._token(installation)}")

    def signed(self) -> str:
        """The App itself, for some minutes. Clocks differ: it was signed a minute ago."""
        issued = int(self.client.now() - SKEW)
        claims = {"iat": issued, "exp": issued + int(LIFE), "iss": self.id}
        return f"Bearer {jwt.encode(claims, self.key, algorithm='RS256')}"

    def _token(self, installation: int) -> str:
        with self._lock:
            token, end = self._tokens.get(installation, ("", 0.0))
            if end - EARLY > self.client.now():
                return token
            path = f"/app/installations/{installation}/access_tokens"
            made = self.client.send("POST", path, self.signed())
            token, end = str(made["token"]), datetime.fromisoformat(made["expires_at"]).timestamp()
            self._tokens[installation] = token, end
            return token

    def _forget(self, installation: int, token: str) -> None:
        """Only the one that failed: another thread may have a newer one by now."""
        with self._lock:
            if self._tokens.get(installation, ("", 0.0))[0] == token:
                del self._tokens[installation]


def read_key(path: Path) -> str:
    """The private key of the App, as GitHub gave it for download. Raises WrongUse."""
    hint = "name the .pem file of the App's private key with UPFLOW_GITHUB_KEY"
    try:
        text = path.read_text()
        jwt.encode({}, text, algorithm="RS256")
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}", hint) from None
    except (ValueError, TypeError, jwt.PyJWTError):
        raise WrongUse(f"{path}: no private key of RSA in PEM form", hint) from None
    return text
